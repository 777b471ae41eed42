"""A database is made ready once, by whoever comes first."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, bindparam, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from countback.adapters.db.engine import open_engine, writing
from countback.adapters.db.store import SqlStore
from countback.adapters.db.tables import metadata
from countback.adapters.db.upgrade import VERSION_TABLE, alembic_config, upgrade
from countback.domain.links import Purpose
from countback.domain.marks import Mark
from countback.domain.people import Person, Planned, Run
from countback.errors import StoreUnavailable

NOW = dt.datetime(2026, 11, 22, 21, 5, 7, 123456, tzinfo=dt.UTC)
RUN = "person_id, inputs_hash, catalogue_version, target_year, today, created_at, plan"
FIRST_ROWS = (
    "INSERT INTO person VALUES ('asha', 'Asha', '{\"a\": 1}', :now)",
    "INSERT INTO person VALUES ('bela', 'Bela', '{}', :now)",
    "INSERT INTO feed VALUES ('asha', 'a-slug-of-the-first-version-0001', :now)",
    "INSERT INTO feed VALUES ('bela', 'a-slug-of-the-first-version-0002', :now)",
    "INSERT INTO done_fact VALUES ('asha', 'visa.apply', :day, :now)",
    f"INSERT INTO run ({RUN}) VALUES ('asha', 'h', '2026.11', 2028, :day, :now, '{{\"items\": []}}')",
    "INSERT INTO item VALUES ('asha', 'visa.apply', 'visa', 'open', :day, :day, NULL)",
)

UPGRADE = """
import sys
from countback.adapters.db.engine import open_engine
from countback.adapters.db.upgrade import upgrade

engine = open_engine(sys.argv[1])
print(upgrade(engine))
engine.dispose()
"""


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    engine = open_engine(empty_url)
    yield engine
    engine.dispose()


def test_the_migrated_tables_are_the_tables_of_the_code(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "compare_server_default": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
        for name, table in metadata.tables.items():
            foreign = inspect(connection).get_foreign_keys(name)
            assert [key["options"] for key in foreign] == [{"ondelete": "CASCADE"}] * len(table.foreign_keys)
            for column in inspect(connection).get_columns(name):  # Alembic compares no collations
                wanted = table.c[column["name"]].type.dialect_impl(connection.dialect)
                assert getattr(column["type"], "collation", None) == getattr(wanted, "collation", None)
    assert differences == []


def test_a_second_upgrade_has_nothing_to_do(engine: Engine, make_person: Callable[..., Person]) -> None:
    assert upgrade(engine)
    with SqlStore(engine).unit_of_work() as unit:
        unit.save_person(make_person())
    assert not upgrade(engine)
    assert [person.id for person in SqlStore(engine).persons()] == ["asha"]


def test_threads_that_upgrade_at_once_do_it_once(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(upgrade, [engine] * 4)) == [False, False, False, True]


def test_processes_that_start_at_once_on_no_database_do_it_once(empty_url: str) -> None:
    command = [sys.executable, "-c", UPGRADE, empty_url]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    answers = [process.communicate()[0] for process in started]
    assert sorted(answers) == ["False\n", "False\n", "True\n"]


def test_a_database_of_a_newer_version_is_left_alone(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="made by a newer Countback"):
        upgrade(engine)


def test_a_database_without_tables_says_who_makes_them(engine: Engine) -> None:
    with pytest.raises(StoreUnavailable, match="no Countback tables") as told:
        SqlStore(engine).person("asha")
    assert "mend: start Countback once" in str(told.value)


@pytest.fixture
def first(engine: Engine) -> Engine:
    """Give a database as the first version left it, with two persons and a run in it."""
    with writing(engine).begin() as connection:
        command.upgrade(alembic_config(connection), "0001")
        types = {
            "now": metadata.tables["person"].c.updated_at.type,
            "day": metadata.tables["item"].c.due.type,
        }
        for row in FIRST_ROWS:
            values = [bindparam(name, type_=kind) for name, kind in types.items() if f":{name}" in row]
            statement = text(row).bindparams(*values)
            connection.execute(statement, {"now": NOW, "day": NOW.date()})
    return engine


def test_what_the_first_version_kept_is_there_after_the_upgrade(first: Engine) -> None:
    assert upgrade(first)
    store = SqlStore(first)
    assert store.feed_folder("asha") == "a-slug-of-the-first-version-0001"
    assert list(store.persons()) == [Person("asha", "Asha", {"a": 1}, NOW), Person("bela", "Bela", {}, NOW)]
    assert store.facts("asha") == {"visa.apply": NOW.date()}
    run = Run(1, "asha", "h", "2026.11", 2028, NOW.date(), NOW, {"items": []}, cycle="", season_mark="")
    assert (store.runs("asha"), store.last_run_id("asha")) == ((run,), 1)
    assert list(store.planned()) == [Planned("asha", 2028, "", "")]
    assert [one.key for one in store.items_due(NOW.date(), NOW.date() + dt.timedelta(1))] == ["visa.apply"]
    assert (store.links("asha"), store.marks("asha"), store.advisers()) == ((), {}, ())


def test_what_is_new_can_be_kept_of_the_persons_of_the_first_version(
    first: Engine, save_run: Callable[..., Run]
) -> None:
    upgrade(first)
    store = SqlStore(first)
    with store.unit_of_work() as unit:
        link = unit.save_link("asha", purpose=Purpose.FEED, token_hash="h", salt="00", label="x", at=NOW)
        unit.save_mark("asha", Mark("visa.apply", "ask Bo"))
        unit.assign(unit.add_adviser("bo", "hash", NOW).id, ["asha", "bela"])
        newer = save_run(unit, "asha", "newer", cycle="july", season_mark="m")
        unit.save_person(store.person("asha"))
    assert store.links("asha") == (link,)
    assert store.last_run("asha") == newer
    assert list(store.planned()) == [Planned("asha", 2028, "july", "m")]
    assert store.feed_folder("asha") == "a-slug-of-the-first-version-0001"
    with store.unit_of_work() as unit:
        assert unit.delete_person("asha") == {
            **dict.fromkeys(("feed", "item_mark", "link", "adviser_person", "done_fact", "person"), 1),
            "run": 2,
            "item": 0,
            "feed_event": 0,
        }


def test_an_upgrade_that_breaks_leaves_the_first_version_as_it_was(first: Engine) -> None:
    with first.begin() as connection:
        connection.execute(text("CREATE TABLE adviser_session (hash TEXT)"))  # in the way of the last step
    with pytest.raises(SQLAlchemyError):
        upgrade(first)
    with first.begin() as connection:
        connection.execute(text("DROP TABLE adviser_session"))
        assert "slug" in {column["name"] for column in inspect(connection).get_columns("feed")}
        assert not inspect(connection).has_table("link")
    assert upgrade(first)
