"""A sheet: headings, lines and tables, printed richly on a terminal or as plain text.

Commands say what to show; the sheet decides how, so text and table never differ in content.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

import click

STYLES = {
    "done": "green",
    "open": "cyan",
    "upcoming": "",
    "due_soon": "yellow",
    "late": "bold yellow",
    "impossible": "bold red",
}
PIPE_WIDTH = 110


class Sheet:
    """Prints headings, lines and tables in one of two forms."""

    def __init__(self, *, plain: bool) -> None:
        self._console = None
        if not plain:
            from rich.console import Console

            width = None if sys.stdout.isatty() else PIPE_WIDTH
            self._console = Console(width=width, highlight=False, soft_wrap=False)

    @property
    def width(self) -> int:
        """Return how many columns there are."""
        if self._console is not None:
            return self._console.width
        return shutil.get_terminal_size((PIPE_WIDTH, 24)).columns if sys.stdout.isatty() else PIPE_WIDTH

    def heading(self, text: str) -> None:
        """Print a heading."""
        if self._console is None:
            click.echo(f"\n{text}")
        else:
            from rich.text import Text

            self._console.print()
            self._console.print(Text(text, style="bold"))

    def line(self, text: str = "", style: str = "") -> None:
        """Print a line; it is wrapped on a terminal."""
        if self._console is None:
            click.echo(text)
        else:
            from rich.text import Text

            self._console.print(Text(text, style=style))

    @staticmethod
    def verbatim(text: str) -> None:
        """Print a line whole, however long: a path or an address is to be copied."""
        click.echo(text)

    def exact(self, text: str, style: str = "") -> None:
        """Print a line as it is, for pictures made of characters."""
        if self._console is None:
            click.echo(text)
        else:
            from rich.text import Text

            self._console.print(Text(text, style=style), no_wrap=True, overflow="crop", crop=True)

    def table(
        self, headers: Sequence[str], rows: Sequence[Sequence[str]], status_column: int | None = None
    ) -> None:
        """Print a table; the words in `status_column` are coloured by their meaning."""
        if self._console is None:
            for row in rows:
                click.echo("  ".join(cell for cell in row if cell))
            return
        from rich.box import SIMPLE_HEAD
        from rich.table import Table
        from rich.text import Text

        table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold dim")
        for index, header in enumerate(headers):
            last = index == len(headers) - 1
            widest = max((len(row[index]) for row in rows), default=0)
            table.add_column(header, no_wrap=not last, min_width=None if last else widest, overflow="fold")
        for row in rows:
            style = STYLES.get(row[status_column], "") if status_column is not None else ""
            table.add_row(
                *(Text(cell, style=style if index == status_column else "") for index, cell in enumerate(row))
            )
        self._console.print(table)
