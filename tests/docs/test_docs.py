"""The docs say what is there: links lead somewhere, and commands, options and settings are the real ones."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from config.settings import HERE, Settings
from countback.adapters.yaml_files.profile_models import RotationsModel
from countback.adapters.yaml_files.reading import parse_document
from countback.adapters.yaml_files.seasons import load_published
from countback.cli import cli
from countback.domain.seasons import Cycle, DateStatus

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CLI_PAGE = ROOT / "docs/reference/cli.md"
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, made as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name; a group is followed by its own commands."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"{name} is listed, but there is no such command"
        yield " ".join([*above, name]), command
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)


COMMANDS = dict(commands(cli))


def typed(page: Path) -> Iterator[str]:
    """Yield every call of the program on a page: in shell blocks line by line, and in running text."""
    text = page.read_text("utf-8")
    for language, block in FENCE.findall(text):
        if language in ("sh", "console"):
            lines = (line.removeprefix("$ ").strip() for line in block.replace("\\\n", " ").splitlines())
            yield from (line for line in lines if line.startswith("countback "))
    for code in CODE.findall(FENCE.sub("", text)):
        if code.startswith("countback "):
            yield code


def wrong(call: str) -> str:
    """Return what is wrong with one call, or nothing."""
    words = shlex.split(call.partition(" #")[0].partition(" | ")[0].partition(" > ")[0])[1:]
    if words[0].startswith("-"):
        return "" if words[0] in ("--help", "--version") else f"`{call}`: no such option"
    name = f"{words[0]} {words[1]}" if len(words) > 1 and f"{words[0]} {words[1]}" in COMMANDS else words[0]
    if name not in COMMANDS:
        return f"`{call}`: no such command"
    known = {"--help", *(option for one in COMMANDS[name].params for option in one.opts)}
    unknown = [word for word in words if re.match(r"--?[a-z]", word) and word.partition("=")[0] not in known]
    return f"`{call}`: {', '.join(unknown)} unknown" if unknown else ""


@pytest.mark.parametrize("page", names(PAGES))
def test_every_link_leads_somewhere(page: str) -> None:
    text = FENCE.sub("", (ROOT / page).read_text("utf-8"))
    dead = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = ((ROOT / page).parent / name).resolve() if name else ROOT / page
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path)):
            dead.append(target)
    assert not dead


@pytest.mark.parametrize("page", names(PAGES))
def test_every_command_on_the_page_exists_with_its_options(page: str) -> None:
    assert [problem for call in typed(ROOT / page) if (problem := wrong(call))] == []


def test_every_command_has_its_section_in_the_reference() -> None:
    headings = re.findall(
        r"^### `countback ([a-z ]+?)(?: [A-Z\[].*)?`$", CLI_PAGE.read_text("utf-8"), re.MULTILINE
    )
    leaves = [name for name, command in COMMANDS.items() if not isinstance(command, click.Group)]
    assert sorted(headings) == sorted(leaves)


@pytest.mark.parametrize("name", [name for name, one in COMMANDS.items() if not isinstance(one, click.Group)])
def test_every_option_stands_in_its_command_s_section(name: str) -> None:
    sections = re.split(r"^### ", CLI_PAGE.read_text("utf-8"), flags=re.MULTILINE)
    (section,) = [one for one in sections if re.match(rf"`countback {name}( [A-Z\[].*)?`\n", one)]
    options = {max(one.opts, key=len) for one in COMMANDS[name].params if isinstance(one, click.Option)}
    assert {one for one in options if f"`{one}" not in section} == set()


@pytest.mark.parametrize("page", ["docs/reference/settings.md", ".env.example"])
def test_every_setting_stands_on_the_page_with_its_sentence(page: str) -> None:
    text = " ".join(re.sub(r"^# ?", "", (ROOT / page).read_text("utf-8"), flags=re.MULTILINE).split())
    missing = [
        name
        for name, field in Settings.model_fields.items()
        if f"COUNTBACK_{name.upper()}" not in text or str(field.description) not in text
    ]
    assert not missing


@pytest.mark.parametrize("page", ["docs/reference/settings.md", ".env.example"])
def test_no_page_names_a_setting_that_does_not_exist(page: str) -> None:
    known = {f"COUNTBACK_{name.upper()}" for name in Settings.model_fields} | {"COUNTBACK_DEBUG"}
    assert set(re.findall(r"COUNTBACK_[A-Z_]+[A-Z]", (ROOT / page).read_text("utf-8"))) <= known


def test_every_decision_is_listed_with_its_title() -> None:
    index = (ROOT / "docs/adr/README.md").read_text("utf-8")
    for page in sorted((ROOT / "docs/adr").glob("0*.md")):
        number, title = page.read_text("utf-8").splitlines()[0].removeprefix("# ").split(" ", 1)
        assert page.name.startswith(f"{number}-")
        assert f"[{number}]({page.name}) {title}" in index


def test_every_page_that_the_program_names_exists() -> None:
    named = {
        page
        for package in ("countback", "config", "tasks", "flows", "deployments")
        for path in [*(ROOT / package).rglob("*.py"), *(ROOT / package).rglob("*.yaml")]
        for page in re.findall(r"\bdocs/[\w/\-]+\.md", path.read_text("utf-8"))
    }
    named |= set(re.findall(r"\bdocs/[\w/\-]+\.md", (ROOT / "pyproject.toml").read_text("utf-8")))
    assert {page for page in named if not (ROOT / page).exists()} == set()


def test_every_decision_that_the_program_names_exists() -> None:
    named = {
        number
        for package in ("countback", "config", "tasks", "flows", "deployments")
        for path in (ROOT / package).rglob("*.py")
        for number in re.findall(r"\bADR (\d{4})\b", path.read_text("utf-8"))
    }
    assert named <= {page.name[:4] for page in (ROOT / "docs/adr").glob("0*.md")}


def yaml_of(page: str) -> str:
    """Return the one YAML block of a page."""
    (block,) = re.findall(
        r"^ *```yaml\n(.*?)^ *```", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return str(block)


def test_the_example_of_an_official_date_becomes_official(tmp_path: Path) -> None:
    override = tmp_path / "dates.yaml"
    override.write_text(yaml_of("docs/how-to/official-dates.md"), "utf-8")
    submit = (
        load_published(HERE / "catalogue" / "seasons", override)
        .season(2028, Cycle.SEPTEMBER)
        .get("eras.submit")
    )
    assert submit is not None
    assert submit.status is DateStatus.OFFICIAL


def test_the_example_of_planned_rotations_is_accepted() -> None:
    value = parse_document(yaml_of("docs/reference/profile.md"), "profile.md").value
    assert isinstance(value, dict)
    assert RotationsModel.model_validate(value["rotations"]).planned
