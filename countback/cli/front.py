"""The command group: which commands there are, and what a person sees when something goes wrong.

`countback --help` imports none of the commands; their one-line helps stand in the table below and a
test compares them with the commands themselves.
"""

from __future__ import annotations

import importlib
import os
import sys

import click

from countback.errors import CountbackError

COMMANDS = {
    "init": "Write a commented profile to fill in.",
    "plan": "Show the plan of a profile at once; nothing is stored.",
    "run": "Plan, store and publish the calendar feed.",
    "serve": "Serve calendar feeds and pages.",
    "explain": "Say why an item stands on its dates.",
    "diff": "Show what changed between two runs.",
    "done": "Tick an item off, and plan again.",
    "undo": "Take a tick back, and plan again.",
    "choose": "Keep a way out, or take it back, and plan again.",
    "year": "Change the target year, after showing what moves.",
    "season": "Show the dates of a season.",
    "catalogue": "Check, list and show the catalogue.",
    "export": "Write a plan as JSON, CSV or iCalendar.",
    "link": "Make, list, replace and take away secret addresses.",
    "adviser": "Look after the accounts of advisers.",
    "refresh": "Plan everyone again whose season's dates changed.",
    "delete": "Delete everything kept of a person.",
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order a person meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"countback.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="countback", prog_name="countback")
def cli() -> None:
    """Count back from your ERAS date: a dated plan, an explained lateness, a calendar feed.

    Start with `countback init`, then `countback plan --profile FILE`.
    """


def main() -> None:
    """Run a command; no traceback ever reaches a person."""
    try:
        code = cli.main(prog_name="countback", standalone_mode=False)
    except CountbackError as error:
        click.echo(f"countback: {error}", err=True)
        code = error.exit_code
    except click.exceptions.Abort:
        click.echo("countback: stopped; nothing was written", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = 2
    except SystemExit:
        # Click and Rich leave so where the reader of our output (`| head`) has gone: not our error.
        code = 0
    except OSError as error:
        if os.environ.get("COUNTBACK_DEBUG"):
            raise
        click.echo(
            f"countback: {error.strerror or error}\n    mend: see that the disk and the output take more",
            err=True,
        )
        code = 1
    except Exception as error:
        if os.environ.get("COUNTBACK_DEBUG"):
            raise
        click.echo(
            f"countback: this should not have happened: {type(error).__name__}: {error}\n"
            "    mend: run it again with COUNTBACK_DEBUG=1 and send us what it prints (check it for personal data)",
            err=True,
        )
        code = 1
    sys.exit(code if isinstance(code, int) else 0)
