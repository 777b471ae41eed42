"""A profile's problems in the words of the form: the validator speaks of a file, a person sees questions.

A mend that names a line of the file is told as what to do on the page; a field's name becomes its label.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from countback.errors import Problem

_WHATS: Mapping[str, str] = {
    "stage is student, but graduation": "you say that you are a student, but the graduation of",
    "stage is graduate, but graduation": "you say that you have graduated, but the graduation of",
    "step1": "Step 1",
    "step2ck": "Step 2 CK",
    "step3": "Step 3",
    "oet": "OET",
    "hepatitis_b": "hepatitis B",
    "input should be less than or equal to": "the number must not be greater than",
    "input should be greater than or equal to": "the number must not be smaller than",
}
_MENDS: Mapping[str, str] = {
    "write `state: booked`, or correct the day": "choose “Booked”, or correct the day",
    "write `state: booked` or `passed`": "choose “Booked” or “Passed”, or empty the day",
    "add `day:`": "fill in the day",
    "add `stage: student` or `graduate`": "answer one of the two questions",
    "write `stage: graduate`, or correct the date": "say that you have graduated, or correct the date",
    "write `stage: student`, or correct the date": "say that you are still a student, or correct the date",
    "enter doses once given; put an appointment under `given:`": "correct the day, or enter the dose once it is given",
    "put it under `given:`": "correct the day, or enter the test once it is done",
    "leave `product` out": "choose “Not known”",
    "leave `count` out": "choose the first line, or correct the rotations below",
    "correct `start` or `weeks`": "correct the first day or the weeks",
    "swap `first` and `last`": "swap the two days",
    "swap the two": "swap the two days",
    "correct one of the two": "correct one of the two days",
    "write digits only, without quotes": "write digits only",
    "write text, in quotes where it looks like a number or a date": "write text",
    "peds_mgg, im_mgg or categorical_mgg": "choose one",
    "student or graduate": "choose one",
    "write an IANA zone such as Asia/Kolkata": "choose one from the list, such as Asia/Kolkata",
    "write year-month-day, for example 2027-05-03": "write it as year-month-day, for example 2027-05-03",
    "write one of these words": "choose one of those shown",
}
_SAID = re.compile(rf"\b({'|'.join(map(re.escape, _WHATS))})\b")
_CHOICES = re.compile(r"must be one of [^(']*")
_IT = re.compile(r"^(?=(is|has|must) )")  # a problem that does not name what it speaks of
_MISSING = re.compile(r"`[^`]*` is missing")
_NAMED = re.compile(r"`(\w+)`")


def in_form_words(problem: Problem, labels: Mapping[str, str]) -> Problem:
    """Return a problem as two sentences for the page; `labels` are the fields' labels by their names."""
    if _MISSING.fullmatch(problem.what):
        return replace(problem, what="The answer is missing.", mend="Answer this question.")
    head, quote, given = problem.what.partition("'")  # what a person typed is never reworded
    head = _CHOICES.sub("this is not one of the answers ", head)
    head = _IT.sub("it ", head) if _IT.match(head) else _SAID.sub(lambda found: _WHATS[found[1]], head)
    what = _labelled(head, labels) + quote + given
    mend = _labelled(_MENDS.get(problem.mend, problem.mend), labels)
    return replace(problem, what=_sentence(what), mend=_sentence(mend))


def _labelled(text: str, labels: Mapping[str, str]) -> str:
    named = _NAMED.sub(lambda found: f"“{labels.get(found[1], found[1])}”", text)
    return named.replace("`", "")


def _sentence(text: str) -> str:
    """Return a text with a capital at its beginning and a stop at its end."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}" if text else ""
