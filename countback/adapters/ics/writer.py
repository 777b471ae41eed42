"""All that a publisher needs of this package, in one module that matches its port by shape."""

from countback.adapters.ics.calendar import calendar_bytes
from countback.adapters.ics.checking import check
from countback.adapters.ics.render import render

__all__ = ["calendar_bytes", "check", "render"]
