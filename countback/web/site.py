"""The site: what every page needs besides its visitor: the application, limits, and plans kept warm."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections import OrderedDict
from threading import Lock

from countback.bootstrap import App
from countback.domain.applicant import Applicant
from countback.domain.plan import Plan
from countback.services.planning import plan_for
from countback.services.running import load
from countback.web.limiting import Limits

PLANS_KEPT = 200  # some half a megabyte each


class Site:
    """One running server's own state, made once and used by every request."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.limits = Limits(app.clock.now)
        self._plans: OrderedDict[tuple[str, str], tuple[Applicant, Plan]] = OrderedDict()
        self._lock = Lock()

    def csrf(self, subject: str) -> str:
        """Return the secret that the forms of one visitor carry; `subject` is a hash that names them."""
        return hmac.digest(self.app.secret_key, f"countback csrf {subject}".encode(), hashlib.sha256).hex()

    def plan(self, person_id: str, today: dt.date) -> tuple[Applicant, Plan]:
        """Return a person and their plan of a day, ways out included; the same inputs are solved once."""
        workshop = self.app.workshop
        loaded = load(workshop.store, workshop.library, workshop.read, person_id, today)
        name = person_id, loaded.inputs_hash
        with self._lock:
            if name in self._plans:
                self._plans.move_to_end(name)
                return self._plans[name]
        found = loaded.applicant, plan_for(loaded.applicant, workshop.library, today)
        with self._lock:
            self._plans[name] = found
            while len(self._plans) > PLANS_KEPT:
                self._plans.popitem(last=False)
        return found
