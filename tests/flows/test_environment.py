"""Prefect finds its environment prepared, and what the operator set stays."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from flows.environment import DEFAULTS, QUIET, prepare


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without any of the settings; it is put back afterwards."""
    for name in (*DEFAULTS, *QUIET):
        monkeypatch.setenv(name, "")  # recorded, so that what `prepare` sets is undone
        monkeypatch.delenv(name)


@pytest.mark.usefixtures("bare")
def test_both_telemetries_are_off_and_slow_starts_are_waited_for() -> None:
    prepare()
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert os.environ["DO_NOT_TRACK"] == "1"
    assert os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] == "90"
    assert not set(QUIET) & set(os.environ)


@pytest.mark.usefixtures("bare")
def test_quiet_is_asked_for() -> None:
    prepare(quiet=True)
    assert os.environ["PREFECT_LOGGING_LEVEL"] == "WARNING"


@pytest.mark.usefixtures("bare")
def test_what_the_operator_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
    prepare(quiet=True)
    assert os.environ["PREFECT_LOGGING_LEVEL"] == "DEBUG"


def test_homes_and_addresses_are_left_alone() -> None:
    assert not {"PREFECT_HOME", "PREFECT_API_URL"} & {*DEFAULTS, *QUIET}


def test_preparing_imports_no_prefect() -> None:
    code = "import sys, flows.environment, flows.run; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_prefect_reads_every_name_as_meant() -> None:
    """A misspelt setting would be ignored in silence."""
    code = (
        "from flows.environment import prepare; prepare(quiet=True);"
        "from prefect.settings import get_current_settings as now; s = now().server;"
        "t, e = s.services.task_run_recorder, s.services.event_persister;"
        "print(s.analytics_enabled, s.ephemeral.startup_timeout_seconds, now().logging.level,"
        " t.batch_size, t.read_batch_size, t.flush_interval, e.batch_size, e.read_batch_size, e.flush_interval,"
        " sorted(s.services.db_vacuum.enabled))"
    )
    kept = {k: v for k, v in os.environ.items() if k not in {*DEFAULTS, *QUIET}}
    done = subprocess.run([sys.executable, "-c", code], env=kept, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False 90 WARNING 200 200 1.0 200 200 1.0 ['events', 'flow_runs']"
