"""Every bad file of `tests/bad` is told clearly, with its place and a mend, and nothing is written.

A file says on its first lines what is expected of it: `# expect:` words of the message (one line
each), `# line:` where the problems are (`none` where the whole file is meant); a catalogue's file
also says `# as:` which file of a catalogue it is, `# command:` what is run (`catalogue list`),
`# alone: yes` where the shipped milestones stay out, and `# remove:` a file to be left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.cli.invoking import TODAY, Outcome, countback
from tests.support.real import CONFIG

BAD = Path(__file__).parents[1] / "bad"
PROFILES = sorted((BAD / "profiles").glob("*.yaml"))
CATALOGUES = sorted((BAD / "catalogues").glob("*.yaml"))
SHIPPED = CONFIG / "catalogue"
MINIMAL_VACCINES = """\
grace: 4 days
grace_source: guide
live_spacing: {span: 28 days, why: They stand apart, source: guide, confidence: H}
series: []
"""


def directives(path: Path) -> Mapping[str, Sequence[str]]:
    """Return what the first lines of a bad file say, by name."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in path.read_bytes().decode("utf-8", "replace").splitlines():
        match = re.fullmatch(r"# ([a-z]+): (.+)", line)
        if match is None:
            break
        found[match[1]].append(match[2])
    return found


def lines_of(wanted: Mapping[str, Sequence[str]]) -> list[int]:
    text = wanted["line"][0]
    return [] if text == "none" else [int(one) for one in text.split(",")]


def assert_told(outcome: Outcome, file: Path, wanted: Mapping[str, Sequence[str]], data: Path) -> None:
    """See that the person is told all of it, and that nothing was written."""
    assert (outcome.code, outcome.out) == (2, "")
    assert "nothing was written" in outcome.err
    for words in wanted["expect"]:
        assert words in outcome.err
    for line in lines_of(wanted):
        assert f"{file}:{line}:" in outcome.err
    problems = [
        line for line in outcome.err.splitlines() if line.startswith("  ") and "    mend: " not in line
    ]
    assert len(problems) == outcome.err.count("    mend: ") > 0
    assert "Traceback" not in outcome.err
    assert not any(word in outcome.err for word in ("Model", "pydantic", "should not have happened"))
    assert not data.exists()


def test_there_are_enough_bad_files_and_each_says_what_is_expected() -> None:
    assert len(PROFILES) > 60
    assert len(CATALOGUES) > 40
    for path in (*PROFILES, *CATALOGUES):
        wanted = directives(path)
        assert wanted["expect"], path
        assert len(wanted["line"]) == 1, path


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_a_bad_profile_is_told_with_file_line_and_mend(path: Path, data: Path) -> None:
    outcome = countback("plan", "--profile", path, "--today", TODAY, "--json")
    assert_told(outcome, path, directives(path), data)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_bad_catalogue_is_told_with_file_line_and_mend(
    path: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = directives(path)
    root = tmp_path / "catalogue"
    if "alone" in wanted:
        (root / "medical_genetics").mkdir(parents=True)
        shutil.copy(SHIPPED / "sources.yaml", root)
        (root / "medical_genetics" / "vaccines.yaml").write_text(MINIMAL_VACCINES)
        shutil.copytree(SHIPPED / "seasons", root / "seasons")
    else:
        shutil.copytree(SHIPPED, root)
    file = root / wanted["as"][0]
    shutil.copy(path, file)
    for name in wanted.get("remove", ()):
        (root / name).unlink()
    monkeypatch.setenv("COUNTBACK_CATALOGUE_DIR", str(root))
    if file.name == "override.yaml":
        monkeypatch.setenv("COUNTBACK_SEASONS_FILE", str(file))
    (command,) = wanted.get("command", ["catalogue list"])
    assert_told(countback(*command.split(), "--json"), file, wanted, data)


@pytest.mark.parametrize("name", ["unknown-fields", "python-tag", "not-utf-8", "binary", "alias-bomb"])
def test_a_shell_sees_the_same(name: str, tmp_path: Path) -> None:
    path = BAD / "profiles" / f"{name}.yaml"
    data = tmp_path / "data"
    done = subprocess.run(
        [Path(sys.executable).with_name("countback"), "plan", "--profile", path, "--today", TODAY],
        env=os.environ | {"COUNTBACK_DATA_DIR": str(data)},
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert_told(Outcome(done.returncode, done.stdout, done.stderr.decode()), path, directives(path), data)
