"""The wheel holds everything that the checkout does, and works away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("countback", "config", "tasks", "flows", "deployments")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with the locked hatchling: no network, no other environment."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as an installer would lay it out."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def shipped(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if name.partition("/")[0] in PACKAGES}


def python(unpacked: Path, tmp_path: Path, *arguments: str) -> str:
    """Run Python from / with the wheel first on its path, and return what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "COUNTBACK_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd="/", env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def test_the_wheel_has_every_file_of_the_packages(wheel: Path) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped(wheel) == ours


@pytest.mark.parametrize(
    "folder",
    [
        "config/catalogue/seasons/",
        "config/catalogue/medical_genetics/",
        "config/examples/",
        "countback/adapters/db/migrations/versions/",
    ],
)
def test_the_wheel_carries_the_data_that_the_product_reads(wheel: Path, folder: str) -> None:
    assert any(name.startswith(folder) and not name.endswith("__init__.py") for name in shipped(wheel))


@pytest.mark.parametrize("package", ["countback.cli", "config.settings", "tasks", "flows", "deployments"])
def test_every_package_is_imported_from_the_wheel(unpacked: Path, tmp_path: Path, package: str) -> None:
    place = python(unpacked, tmp_path, "-c", f"import {package} as it; print(it.__file__)")
    assert Path(place).is_relative_to(unpacked)


def test_the_command_finds_its_catalogue_away_from_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    program = "import sys; from countback.cli import main; sys.argv[1:] = ['catalogue', 'check']; main()"
    python(unpacked, tmp_path, "-c", program)
