"""A changed answer takes the place of a way out that was kept for the same question.

A profile's `choices` win over its answers. Whoever changes such an answer in the form means the new one;
were the choice kept, nothing would happen.
"""

from __future__ import annotations

from collections.abc import Mapping

_QUESTIONS = {
    "target_year": "year:",
    "pathway": "pathway:",
    "immunizations.hepatitis_b": "vaccine:hepatitis_b=",
    "immunizations.tb.method": "tb:igra",
}


def still_meant(choices: object, before: Mapping[str, str], after: Mapping[str, str]) -> object:
    """Return the choices without those whose question has another answer now; what is no list stays."""
    changed = tuple(
        word for name, word in _QUESTIONS.items() if name in after and before.get(name) != after[name]
    )
    if not changed or not isinstance(choices, list):
        return choices
    kept = (_without(str(one), changed) for one in choices)
    return [one for one in kept if one]


def _without(choice: str, words: tuple[str, ...]) -> str:
    """Return a choice, which may be several joined by commas, without the parts that begin with a word."""
    return ",".join(part for part in choice.split(",") if not part.strip().startswith(words))
