"""A plan is stored only while its inputs hold still; the flow looks again, and in the end gives up."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from countback.services.running import Kept
from flows import settling
from tests.support.real import START

KEPT = Kept(1, is_new=True, is_first=True)


def answer(monkeypatch: pytest.MonkeyPatch, answers: list[Kept | None]) -> None:
    """Let storing answer in turn."""
    fakes = SimpleNamespace(
        load=lambda person, _, target: f"{person} in {target}" if target else person,
        solve=lambda loaded: f"plan of {loaded}",
        store=lambda *_: answers.pop(0),
    )
    monkeypatch.setattr(settling, "tasks", fakes)


def test_inputs_that_changed_meanwhile_are_loaded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, [None, None, KEPT])
    plan, kept = settling.settled("asha-2027", START)
    assert (str(plan), kept) == ("plan of asha-2027", KEPT)


def test_inputs_that_never_hold_still_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, [None] * settling.TRIES)
    with pytest.raises(settling.InputsKeepChanging, match="nothing was written"):
        settling.settled("asha-2027", START)


def test_a_target_is_planned_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, [None, KEPT])
    plan, _ = settling.settled("asha-2027", START, "ERAS 2030")
    assert str(plan) == "plan of asha-2027 in ERAS 2030"
