"""The environment that Prefect is to find. Call `prepare` before anything imports Prefect.

Only defaults: what the operator has set stays. PREFECT_HOME and PREFECT_API_URL are theirs alone.
Figures and reasons: docs/adr/0002-prefect-pin.md.
"""

from __future__ import annotations

import os

_EVENTS = {"BATCH_SIZE": "200", "READ_BATCH_SIZE": "200", "FLUSH_INTERVAL": "1"}

DEFAULTS = {
    # Two telemetries, the server's and the client's, each with a switch of its own.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # A fresh database takes 7 s of migrations, on a slow disk more than the 20 s that Prefect waits.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
    # One commit an event makes SQLite lag by 24 s behind a thousand task runs; batches by 0.4 s.
    **{f"PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_{name}": value for name, value in _EVENTS.items()},
    **{f"PREFECT_SERVER_SERVICES_EVENT_PERSISTER_{name}": value for name, value in _EVENTS.items()},
    # Without it, old runs are kept for ever.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
}

QUIET = {
    "PREFECT_LOGGING_LEVEL": "WARNING",
    # Errors reach the caller, who tells them once and without a traceback; the API keeps the log.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
}


def prepare(*, quiet: bool = False) -> None:
    """Set what Prefect reads when it is imported; `quiet` is for commands that speak for themselves."""
    for name, value in {**DEFAULTS, **(QUIET if quiet else {})}.items():
        os.environ.setdefault(name, value)
