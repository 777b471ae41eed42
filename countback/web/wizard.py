"""The profile's form on its way: which step is shown, what was answered, which problems stand where.

All answers travel in the form itself, so going on, back, or making a mistake loses nothing, and nothing is
kept before the end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from countback.bootstrap import App
from countback.domain.people import Person
from countback.errors import BadInput, Problem
from countback.web.form_fields import more_rows, steps
from countback.web.form_parts import Step
from countback.web.profile_form import first_step, problems_by_field, profile_of, step_of

_ANYBODY = "p-anybody"  # the id of a profile that has none yet


@dataclass(frozen=True, slots=True)
class Wizard:
    """The form in one state."""

    steps: tuple[Step, ...]
    at: int
    values: Mapping[str, str]
    problems: Mapping[str, list[Problem]] = field(default_factory=dict)
    focus: str = ""

    @property
    def step(self) -> Step:
        """Return the step that is shown."""
        return self.steps[self.at]

    def to(self, step_id: str) -> Wizard:
        """Return the form at another step; an unknown one changes nothing."""
        at = next((number for number, one in enumerate(self.steps) if one.id == step_id), self.at)
        return replace(self, at=at)

    def told(self, problems: Mapping[str, list[Problem]]) -> Wizard:
        """Return the form with problems, at the first step that has one."""
        order = [one.id for one in self.steps]
        return replace(self.to(first_step(problems, order)), problems=problems)


def open_wizard(app: App, values: Mapping[str, str], today: dt.date, step_id: str = "") -> Wizard:
    """Return the form with these answers, at a step or at the first one."""
    return Wizard(steps(today, app.catalogue.vaccines, values), 0, values).to(step_id)


def turned(app: App, wizard: Wizard, go: str, base: Mapping[str, object] | None, today: dt.date) -> Wizard:
    """Return the form after a button: `back`, `step:ID`, `more:GROUP`; anything else goes on.

    Only going on looks at the answers, and only at those of the step that is left.
    """
    what, _, which = go.partition(":")
    if what == "back":
        return replace(wizard, at=max(0, wizard.at - 1))
    if what == "step":
        return wizard.to(which)
    if what == "more":
        values, focus = more_rows(wizard.values, which)
        shown = open_wizard(app, values, today, wizard.step.id)
        return replace(shown, focus=focus)
    own = {
        name: found
        for name, found in problems_in(app, wizard.values, base, today).items()
        if step_of(name) == wizard.step.id
    }
    if own:
        return replace(wizard, problems=own)
    return replace(wizard, at=min(len(wizard.steps) - 1, wizard.at + 1))


def problems_in(
    app: App, values: Mapping[str, str], base: Mapping[str, object] | None, today: dt.date
) -> dict[str, list[Problem]]:
    """Return what is wrong with the answers, by field; nothing is kept."""
    try:
        profile = {"id": _ANYBODY, **profile_of(values, base)}
        app.applicant_of(Person(_ANYBODY, "", profile, app.clock.now()), today)
    except BadInput as error:
        return problems_by_field(error.problems, values)
    return {}
