"""What a person gave wrong is told to the caller, and to Prefect by its class alone."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from prefect.states import Failed

from countback.errors import BadInput, CountbackError, NotFound, StoreUnavailable
from tasks.plan import is_outage
from tasks.refusals import Refused, refusing, surfacing

SAID = BadInput.one("budget_usd: 'my own words'")


def failing(error: Exception) -> None:
    raise error


def surfaced(error: Exception) -> Any:
    @surfacing
    async def flow() -> None:
        raise error

    return asyncio.run(flow())


def test_a_task_says_the_class_of_the_error_and_holds_the_error() -> None:
    with pytest.raises(Refused) as caught:
        refusing(failing)(SAID)
    assert str(caught.value) == "BadInput"
    assert caught.value.error is SAID
    assert caught.value.__suppress_context__, "a traceback would tell the text"


@pytest.mark.parametrize("met", [SAID, Refused(SAID)])
def test_a_flow_fails_with_the_very_error_of_its_task_or_its_own(met: Exception) -> None:
    state = surfaced(met)
    assert state.is_failed()
    assert (state.message, state.data) == ("BadInput", SAID)


def test_a_bug_passes_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        refusing(failing)(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        surfaced(ZeroDivisionError())


def test_what_succeeds_is_handed_on() -> None:
    @surfacing
    async def flow() -> int:
        return refusing(lambda: 7)()

    assert asyncio.run(flow()) == 7


@pytest.mark.parametrize(
    ("met", "again"),
    [
        (Refused(StoreUnavailable("away")), True),
        (Refused(BadInput.one("no")), False),
        (Refused(NotFound("no")), False),
        (Refused(CountbackError("no")), False),
        (ZeroDivisionError(), False),
    ],
)
def test_only_an_outage_of_the_store_is_tried_again(met: Exception, again: bool) -> None:
    nothing = cast("Any", None)
    assert is_outage(nothing, nothing, Failed(data=met)) is again
