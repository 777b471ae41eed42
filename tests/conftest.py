"""How tests are shared out among workers: a file at a time, so that what a file sets up is set up once.

The tests of flows go to one worker all together: each worker of theirs would start a Prefect server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    LoadScopeScheduling = object
else:
    from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/flows/",)


class ByFile(LoadScopeScheduling):
    """Hands out the tests of a file, or of a folder that belongs together, to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid.partition("::")[0])


def pytest_xdist_make_scheduler(config: Any, log: Any) -> ByFile:
    return ByFile(config, log)  # type: ignore[call-arg] # for the checker it is a plain object
