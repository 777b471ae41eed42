"""The history of the tables and the code agree, and an up-to-date database costs no Alembic."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

from alembic.script import ScriptDirectory

from countback.adapters.db.engine import open_engine
from countback.adapters.db.store import SqlStore
from countback.adapters.db.upgrade import HEAD, alembic_config, upgrade
from countback.domain.people import Person

START = """
import sys
from countback.adapters.db.engine import open_engine
from countback.adapters.db.upgrade import upgrade

engine = open_engine(sys.argv[1])
upgrade(engine)
engine.dispose()
print("alembic" in sys.modules)
"""


def test_the_newest_revision_is_the_one_the_code_expects() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [HEAD]


def test_only_a_database_with_something_to_do_loads_alembic(tmp_path: Path) -> None:
    command = [sys.executable, "-c", START, f"sqlite:///{tmp_path}/100%/countback.db"]
    answers = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert answers == ["True\n", "False\n"]


def test_a_deleted_person_is_gone_from_the_bytes_of_the_file_too(tmp_path: Path) -> None:
    path = tmp_path / "countback.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    store = SqlStore(engine)
    person = Person("asha", "Wilhelmina", {"notes": "Xanthippe " * 2000}, dt.datetime.now(dt.UTC))
    with store.unit_of_work() as unit:
        unit.save_person(person)
    with store.unit_of_work() as unit:
        unit.delete_person("asha")
    store.close()
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert (b"Wilhelmina" in left, b"Xanthippe" in left) == (False, False)
