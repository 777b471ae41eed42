"""Refusals: Prefect learns the class of Countback's own errors, and the caller gets the very error.

Prefect keeps the text and the traceback of what a task raises, and pickles the error of a failed
flow; a problem's text can quote a profile. So a task raises a `Refused` that holds the error, and
the flow ends in a failed state that carries it, in memory only, to whoever called.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from prefect.states import Failed

from countback.errors import CountbackError

P = ParamSpec("P")
R = TypeVar("R")


class Refused(Exception):  # noqa: N818 - it reads so in Prefect's log
    """A task met one of Countback's own errors; only its class is told."""

    def __init__(self, error: CountbackError) -> None:
        super().__init__(type(error).__name__)
        self.error = error


def refusing(function: Callable[P, R]) -> Callable[P, R]:
    """Let a task raise Refused for a CountbackError."""

    @wraps(function)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except CountbackError as error:
            raise Refused(error) from None  # the log would show the error's text as the cause

    return _as(function, told)


def surfacing(function: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """Let a flow raise, to its caller, the CountbackError that it or a task of it met."""

    @wraps(function)
    async def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await function(*args, **kwargs)
        except Refused as refused:
            error = refused.error
        except CountbackError as raised:
            error = raised
        # Prefect raises what a returned state carries, without logging or storing it.
        return cast("R", Failed(data=error, message=type(error).__name__))

    return _as(function, told)


def _as(function: Callable[P, R], told: Callable[P, R]) -> Callable[P, R]:
    """Give the signature with real types: Prefect would look their names up in this module."""
    told.__signature__ = inspect.signature(function, eval_str=True)  # type: ignore[attr-defined]
    return told
