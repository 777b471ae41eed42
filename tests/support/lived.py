"""A person who has lived with Countback for a while: something of everything is kept of them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from config.settings import Settings
from countback.bootstrap import App
from countback.domain.links import Purpose
from countback.services import marking
from countback.services.moving_data import export_person
from tests.services.conftest import NAME, NOW, House
from tests.support.real import START, example, library

KEY, OTHER_KEY = "eligibility.goals", "letter.ask/rotation-2"
LATER = NOW + dt.timedelta(days=1)


def new_house(data: Path) -> House:
    """Return a house of its own in a data folder, the person taken in and not planned yet."""
    app = App(Settings(data_dir=data))
    vars(app).update(library=library(), catalogue=library())
    house = House(app, example(NAME).id)
    house.take_in()
    return house


def lived(house: House) -> House:
    """Keep something of everything."""
    with house.app.store.unit_of_work() as unit:
        unit.record_done(house.person, KEY, START, NOW)
    marking.note(house.app.store, house.person, KEY, "ask Zoë 李")
    marking.snooze(house.app.store, house.person, OTHER_KEY, START + dt.timedelta(days=7), START)
    gone = house.app.links.create(house.person, Purpose.FEED, "my phone", NOW)
    house.app.links.revoke(house.person, gone.link.id, LATER)
    house.app.links.create(house.person, Purpose.PAGE, "my pages", NOW)
    house.replan()
    return house


def exported(house: House, person: str | None = None) -> Any:
    """Return an export as it comes back from a file."""
    made = export_person(house.app.store, person or house.person)
    back = json.loads(json.dumps(made))
    assert back == made, "every value is one that JSON has"
    return back
