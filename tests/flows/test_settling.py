"""A plan is stored only while its inputs hold still; the flow looks again, and in the end gives up."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from countback.services.running import Kept
from flows import plan_season
from tests.support.real import START

KEPT = Kept(1, is_new=True, is_first=True)


def answer(monkeypatch: pytest.MonkeyPatch, answers: list[Kept | None]) -> None:
    """Let storing answer in turn."""
    fakes = SimpleNamespace(
        load=lambda person, _: person,
        solve=lambda loaded: f"plan of {loaded}",
        store=lambda *_: answers.pop(0),
    )
    monkeypatch.setattr(plan_season, "tasks", fakes)


def test_inputs_that_changed_meanwhile_are_loaded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, [None, None, KEPT])
    plan, kept = plan_season._settled("asha-2027", START)
    assert (str(plan), kept) == ("plan of asha-2027", KEPT)


def test_inputs_that_never_hold_still_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, [None] * plan_season.TRIES)
    with pytest.raises(plan_season.InputsKeepChanging, match="nothing was written"):
        plan_season._settled("asha-2027", START)
