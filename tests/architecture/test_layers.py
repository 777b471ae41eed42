"""The shape of the tree: layers point one way, time is read in one place, files stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("countback", "config", "tasks", "flows", "deployments")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
CLOCK = "countback/bootstrap.py"
LINES = 260
# A longer file is a decision: name it here with what holds it together.
LONGER = {
    "countback/domain/network.py": "one solver, both of its directions in it",
    "countback/domain/building.py": "one walk from a profile to its network",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def clock_readings(source: str) -> Iterator[str]:
    """Yield every call of today(), now() or utcnow() on something called date or datetime, and time.time()."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = ast.unparse(node.func.value).rpartition(".")[2]
        if (owner, node.func.attr) in {
            ("date", "today"),
            ("datetime", "today"),
            ("datetime", "now"),
            ("datetime", "utcnow"),
            ("time", "time"),
        }:
            yield ast.unparse(node.func)


def test_every_import_contract_is_kept() -> None:
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_clock_is_read_in_bootstrap_only() -> None:
    readers = {name_of(path) for path in MODULES if any(clock_readings(path.read_text("utf-8")))}
    assert readers == {CLOCK}


@pytest.mark.parametrize(
    "line",
    ["date.today()", "dt.date.today()", "datetime.datetime.now(UTC)", "dt.datetime.utcnow()", "time.time()"],
)
def test_a_reading_of_the_clock_is_seen_in_every_spelling(line: str) -> None:
    assert list(clock_readings(line))


@pytest.mark.parametrize(
    "line", ["clock.today()", "app.clock.now()", "date.fromisoformat(text)", "now(zone)"]
)
def test_asking_a_clock_that_was_given_is_no_reading(line: str) -> None:
    assert not list(clock_readings(line))


def test_no_other_distribution_claims_our_names() -> None:
    claims = packages_distributions()
    others = {name: set(claims.get(name, [])) - {"countback"} for name in PACKAGES}
    assert not any(others.values()), others


def test_files_over_the_limit_are_exactly_the_decided_ones() -> None:
    longer = {name_of(path) for path in MODULES if len(path.read_text("utf-8").splitlines()) > LINES}
    assert longer == set(LONGER), f"over {LINES} lines: split them, or decide and name them in LONGER"


def test_every_module_says_what_it_is() -> None:
    silent = [
        name_of(path)
        for path in MODULES
        if (text := path.read_text("utf-8")).strip() and ast.get_docstring(ast.parse(text)) is None
    ]
    assert not silent


@pytest.mark.parametrize("package", ["flows", "tasks"])
def test_no_file_shadows_the_standard_library(package: str) -> None:
    # A flow loaded by its file puts its folder at the head of sys.path: calendar.py would replace the real one.
    stems = {path.stem for path in (ROOT / package).rglob("*.py")} - {"__init__"}
    assert not stems & sys.stdlib_module_names
