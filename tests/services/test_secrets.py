"""No token and no key stands in the database or in a log: who reads those alone reaches nobody's pages."""

from __future__ import annotations

import datetime as dt
import logging

import pytest

from config.settings import Settings
from countback.bootstrap import App
from countback.domain.links import Purpose, token_hash
from countback.errors import Gone
from countback.services.links import opened
from tests.services.conftest import NOW, House
from tests.support.real import START


def test_no_token_stands_in_the_database_or_in_a_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "sqlalchemy")
    app = App(Settings(data_dir=house.app.data_dir))  # opened while everything is logged
    vars(app).update(library=house.app.library, catalogue=house.app.catalogue)
    inside = House(app, house.person)
    desk = app.links
    tokens: list[str] = []
    for purpose in Purpose:
        kept, old, gone = (desk.create(house.person, purpose, name, NOW) for name in ("kept", "old", "gone"))
        inside.replan(START + dt.timedelta(days=len(tokens)))
        tokens += [kept.token, old.token, desk.rotate(house.person, old.link.id, NOW).token, gone.token]
        desk.revoke(house.person, gone.link.id, NOW)
        with pytest.raises(Gone):
            opened(app.store, gone.token, purpose)
        desk.first(house.person, purpose, "shown", NOW)
    app.advisory.add("bo", "a password of Bo", NOW)
    tokens.append(app.advisory.sign_in("bo", "a password of Bo", NOW))
    assert len(set(tokens)) == 9
    assert "INSERT INTO link" in caplog.text
    held = b"".join(path.read_bytes() for path in sorted(app.data_dir.glob("countback.db*")))
    for token in tokens:
        assert token_hash(token).encode() in held
        assert token.encode() not in held
        assert token not in caplog.text
    for word in (app.secret_key.hex(), "a password of Bo"):
        assert word not in caplog.text
        assert word.encode() not in held
