"""A YAML file becomes plain values with their lines; what a person never means is refused.

The files of `tests/bad` show what is told; here is what no small file can show.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from countback.adapters.yaml_files.document import SHOWN, Document, short
from countback.adapters.yaml_files.reading import MAX_BYTES, MAX_DEPTH, parse_document, read_document
from countback.errors import BadInput
from tests.support.real import CONFIG


class TextDates(yaml.CSafeLoader):
    """YAML's own reader, but for dates."""


TextDates.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def told(text: str) -> str:
    with pytest.raises(BadInput) as error:
        parse_document(text, "a.yaml")
    return str(error.value)


def test_every_path_has_its_line() -> None:
    document = parse_document("a: 1\nb:\n  - x: 2\n    y: [3,\n        4]\n", "a.yaml")
    assert document.value == {"a": 1, "b": [{"x": 2, "y": [3, 4]}]}
    assert document.line(("b", 0, "y")) == 4
    assert document.line(("b", 0, "y", 1)) == 5
    assert document.line(("b", 0, "nowhere", "deeper")) == 3
    assert document.line(("c",)) == 1
    assert (
        str(document.problem(("b", 0, "x"), "is odd", "make it even"))
        == "a.yaml:3: b.0.x: is odd\n    mend: make it even"
    )
    assert Document("b.yaml", None).line(("a",)) == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1", 1),
        ("-12", -12),
        ("+3", 3),
        ("'1'", "1"),
        ('"true"', "true"),
        ("2027-05-03", "2027-05-03"),
        ("03/04/2027", "03/04/2027"),
        ("1.5", 1.5),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("12:30:45", "12:30:45"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("9" * 40, "9" * 40),
        ("true", True),
        ("Yes", True),
        ("on", True),
        ("no", False),
        ("OFF", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("=", "="),
        ("|\n  one\n  two", "one\ntwo\n"),
        (">-\n  one\n  two", "one two"),
        ("[]", []),
        ("{}", {}),
    ],
)
def test_values_are_read_as_written_and_dates_stay_text(written: str, read: object) -> None:
    value = parse_document(f"a: {written}\n", "a.yaml").value
    assert value == {"a": read}
    assert isinstance(value, dict)
    assert type(value["a"]) is type(read)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "\ufeff"])
def test_a_file_without_values_is_none(text: str) -> None:
    assert parse_document(text.removeprefix("\ufeff"), "a.yaml").value is None


@pytest.mark.parametrize("path", sorted(CONFIG.rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_file_is_read_as_yaml_itself_reads_it(path: Path) -> None:
    """But for dates, which stay text."""
    assert read_document(path).value == yaml.load(path.read_text(), TextDates)


@pytest.mark.parametrize(
    "text", ["[ " * 300_000, "[" * 300_000 + "]" * 300_000, "- " * 300_000, "{a: " * 200_000, "? " * 300_000]
)
def test_a_file_of_brackets_is_told_at_once_and_ends_no_process(text: str) -> None:
    begin = time.process_time()
    assert f"nested too deeply\n    mend: keep it under {MAX_DEPTH} levels" in told(text)
    assert time.process_time() - begin < 5


def test_as_deep_as_allowed_is_allowed() -> None:
    assert parse_document("[" * MAX_DEPTH + "]" * MAX_DEPTH, "a.yaml").value is not None
    assert "nested too deeply" in told("[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2))


def test_aliases_that_double_are_told_at_once() -> None:
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    begin = time.process_time()
    assert told("\n".join(lines)).count("is a YAML alias") == 118
    assert time.process_time() - begin < 2


def test_all_that_is_refused_is_told_together() -> None:
    text = "a: !!set {x}\nb: *c\na: 1\n? {d: 1}\n: 2\ne: !own 3\n"
    assert told(text).startswith("5 problems")
    for words in (
        "a.yaml:1: `!!set` is a YAML tag",
        "a.yaml:2: `*c`",
        "a.yaml:3: `a` stands twice (first on line 1)",
        "a.yaml:4: a key must",
        "a.yaml:6: `!own`",
    ):
        assert words in told(text)


def test_what_is_shown_of_a_long_or_odd_text_is_short_and_printable() -> None:
    assert short("x" * SHOWN) == "x" * SHOWN
    assert short("x" * 1_000_000) == "x" * SHOWN + "..."
    assert short("a\nb\x1b[31m") == "a\\nb\\x1b[31m"
    assert len(told("\n".join([f"{'k' * 5000}: 1"] * 2))) < 300


def test_a_key_may_be_written_in_quotes_and_is_still_the_same_key() -> None:
    assert "`a` stands twice" in told("a: 1\n'a': 2\n")
    assert parse_document("1: x\ntrue: y\n", "a.yaml").value == {"1": "x", "true": "y"}


def test_windows_line_ends_and_a_mark_at_the_begin_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("\ufeffa: 1\r\nb: é\r\n".encode())
    assert read_document(path).value == {"a": 1, "b": "é"}


def test_a_file_too_big_is_told_without_being_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(50 * MAX_BYTES)
    with pytest.raises(BadInput, match="the file is too big"):
        read_document(path)
    path.write_bytes(b"#" * MAX_BYTES)
    assert read_document(path).value is None


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("nowhere.yaml", "there is no such file"),
        (".", "this is a folder"),
        ("file/below", "cannot be read: Not a directory"),
        ("a\0b", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(name: str, what: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match=what) as error:
        read_document(tmp_path / name)
    assert "mend: " in str(error.value)


def test_a_line_is_told_of_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(BadInput, match=r"a\.yaml:2: the file is not UTF-8"):
        read_document(path)
