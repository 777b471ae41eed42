"""The front door: `countback`, a command a file, each imported only when it is called."""

from countback.cli.front import cli, main

__all__ = ["cli", "main"]
