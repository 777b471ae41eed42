"""A database is made ready once, by whoever comes first."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from countback.adapters.db.engine import open_engine
from countback.adapters.db.store import SqlStore
from countback.adapters.db.tables import metadata
from countback.adapters.db.upgrade import VERSION_TABLE, upgrade
from countback.domain.people import Person
from countback.errors import StoreUnavailable

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
