"""What a kept choice means, in a person's words."""

from __future__ import annotations

from collections.abc import Mapping

_WHOLE = {
    "vaccine:hepatitis_b=heplisav_b": "Hepatitis B with Heplisav-B, two doses",
    "vaccine:hepatitis_b=three_dose": "Hepatitis B in three doses at minimum intervals",
    "vaccine:hepatitis_b=three_dose_standard": "Hepatitis B in three doses on the standard schedule",
    "tb:same_day": "Tuberculosis test on the day of the last live vaccine",
    "tb:igra": "One tuberculosis blood test instead of skin tests",
    "ask:provisional-clearance": "Provisional clearance asked of the host",
    "pathway:observership": "Observerships instead of hands-on electives",
    "pathway:research_year": "A research year with an observership",
    "pathway:elective": "Hands-on electives",
}


def choice_words(choice: str, titles: Mapping[str, str]) -> str:
    """Return a choice in words; `titles` name the items of the plan by their keys."""
    return "; ".join(_part(part.strip(), titles) for part in choice.split(","))


def _part(word: str, titles: Mapping[str, str]) -> str:
    if word in _WHOLE:
        return _WHOLE[word]
    name, _, value = word.partition(":")
    if name == "move":
        rotation, _, weeks = value.partition("=")
        count, later = int(weeks.strip("+-w")), "later" if weeks.startswith("+") else "earlier"
        return f"{_rotation(rotation)}: {count} {'week' if count == 1 else 'weeks'} {later}"
    if name == "drop":
        return f"{_rotation(value)} left out"
    if name == "compress":
        return f"{titles.get(value, value)}: done late, by its hard limit"
    if name == "unbook":
        return f"{titles.get(value, value)}: the booked date given up"
    if name == "year":
        return f"ERAS {int(value) + 1}, submitted in {value}"
    return word


def _rotation(key: str) -> str:
    return key.replace("-", " ").capitalize()
