"""Advisers' accounts, whom they look after, and their sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from countback.domain.advisers import PASSWORD_LENGTH, PASSWORD_LONGEST, SESSION_FOR
from countback.domain.links import token_hash
from countback.errors import BadInput, Forbidden, NotFound
from countback.services.advising import Advisory, signed_in
from countback.services.ports import Store
from tests.services.conftest import NOW, House

PASSWORD = "four words make one"


@dataclass
class PlainPasswords:
    """Hashes that take no time; those of the `old` prefix are of yesterday's kind."""

    prefix: str = "new"
    compared: list[str] = field(default_factory=list)
    while_comparing: Callable[[], None] = lambda: None

    def hash(self, password: str) -> str:
        return f"{self.prefix}:{password}"

    def fits(self, password_hash: str, password: str) -> bool:
        self.compared.append(password_hash)
        self.while_comparing()
        return password_hash.partition(":")[2] == password

    def is_old(self, password_hash: str) -> bool:
        return password_hash.startswith("old:")


@pytest.fixture
def passwords() -> PlainPasswords:
    return PlainPasswords()


@pytest.fixture
def advisory(house: House, passwords: PlainPasswords) -> Advisory:
    made = Advisory(house.app.store, passwords, "decoy")
    made.add("bo", PASSWORD, NOW)
    return made


def who(store: Store, token: str, later: dt.timedelta = dt.timedelta()) -> str | None:
    found = signed_in(store, token, NOW + later)
    return found.name if found else None


@pytest.mark.parametrize("name", ["bo", "a1", "a.b-c_d", "0" * 63])
def test_an_account_is_made_and_its_adviser_can_sign_in(name: str, house: House) -> None:
    advisory = Advisory(house.app.store, PlainPasswords(), "decoy")
    made = advisory.add(name, PASSWORD, NOW)
    assert (made.name, made.created_at) == (name, NOW)
    assert who(advisory.store, advisory.sign_in(name, PASSWORD, NOW)) == name


@pytest.mark.parametrize("name", ["", "b", "Bo", "-bo", "b o", "bo\n", "bö", "0" * 64, "../etc", "bo\x00"])
def test_a_name_that_does_not_do_is_refused(name: str, advisory: Advisory) -> None:
    with pytest.raises(BadInput, match="no adviser's name"):
        advisory.add(name, PASSWORD, NOW)
    assert [one.name for one in advisory.store.advisers()] == ["bo"]


def test_a_name_that_is_taken_is_refused_and_its_password_stays(advisory: Advisory) -> None:
    with pytest.raises(BadInput, match="an adviser 'bo' already"):
        advisory.add("bo", "another password", NOW)
    assert advisory.sign_in("bo", PASSWORD, NOW)


@pytest.mark.parametrize("length", [0, PASSWORD_LENGTH - 1, PASSWORD_LONGEST + 1])
def test_a_password_that_is_too_short_or_too_long_is_refused(length: int, advisory: Advisory) -> None:
    for action in (
        lambda: advisory.add("cy", "x" * length, NOW),
        lambda: advisory.change_password("bo", "x" * length),
    ):
        with pytest.raises(BadInput, match=f"{PASSWORD_LENGTH} to {PASSWORD_LONGEST} characters"):
            action()
    assert [one.name for one in advisory.store.advisers()] == ["bo"]
    assert advisory.sign_in("bo", PASSWORD, NOW)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("bo", "four words make two"),
        ("bo", PASSWORD.upper()),
        ("bo", ""),
        ("cy", PASSWORD),
        ("BO", PASSWORD),
        ("", ""),
        ("bo\x00", PASSWORD),
        ("\ud800", "\ud800"),
        ("x" * 10_000, "x" * 10_000),
    ],
)
def test_whatever_does_not_fit_is_told_in_the_same_words_after_one_comparison(
    name: str, password: str, advisory: Advisory, passwords: PlainPasswords
) -> None:
    with pytest.raises(Forbidden) as told:
        advisory.sign_in(name, password, NOW)
    assert (
        str(told.value)
        == "name and password do not fit\n    mend: check both; capitals count in the password"
    )
    assert passwords.compared == [f"new:{PASSWORD}" if name == "bo" else "decoy"]


def test_a_longer_password_than_there_are_does_not_fit_its_own_beginning(advisory: Advisory) -> None:
    longest = "x" * PASSWORD_LONGEST
    advisory.change_password("bo", longest)
    assert advisory.sign_in("bo", longest, NOW)
    with pytest.raises(Forbidden):
        advisory.sign_in("bo", f"{longest}x", NOW)


def test_a_session_lasts_its_hours_and_not_a_second_more(advisory: Advisory) -> None:
    token = advisory.sign_in("bo", PASSWORD, NOW)
    second = dt.timedelta(seconds=1)
    assert who(advisory.store, token, SESSION_FOR - second) == "bo"
    assert who(advisory.store, token, SESSION_FOR) is None


def test_each_session_has_a_token_of_its_own_and_ends_alone(advisory: Advisory) -> None:
    first, second = (advisory.sign_in("bo", PASSWORD, NOW) for _ in range(2))
    assert first != second
    for _ in range(2):
        advisory.sign_out(first)
        assert (who(advisory.store, first), who(advisory.store, second)) == (None, "bo")


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800"])
def test_a_token_of_no_session_signs_nobody_in(token: str, advisory: Advisory) -> None:
    advisory.sign_in("bo", PASSWORD, NOW)
    assert who(advisory.store, token) is None


def test_another_password_ends_every_session(advisory: Advisory) -> None:
    tokens = [advisory.sign_in("bo", PASSWORD, NOW) for _ in range(2)]
    advisory.change_password("bo", "another password")
    assert [who(advisory.store, token) for token in tokens] == [None, None]
    with pytest.raises(Forbidden):
        advisory.sign_in("bo", PASSWORD, NOW)
    assert who(advisory.store, advisory.sign_in("bo", "another password", NOW)) == "bo"


def test_a_password_kept_in_an_old_way_is_kept_anew_at_the_next_sign_in(house: House) -> None:
    Advisory(house.app.store, PlainPasswords("old"), "decoy").add("bo", PASSWORD, NOW)
    passwords = PlainPasswords()
    token = Advisory(house.app.store, passwords, "decoy").sign_in("bo", PASSWORD, NOW)
    kept = house.app.store.adviser("bo")
    assert kept is not None
    assert kept.password_hash == f"new:{PASSWORD}"
    assert who(house.app.store, token) == "bo"


@pytest.mark.parametrize("old", ["old", "new"])
def test_a_password_that_changes_while_the_old_one_is_compared_lets_nobody_in(old: str, house: House) -> None:
    """Nor does keeping it anew bring the old one back."""
    Advisory(house.app.store, PlainPasswords(old), "decoy").add("bo", PASSWORD, NOW)
    passwords = PlainPasswords()
    advisory = Advisory(house.app.store, passwords, "decoy")
    passwords.while_comparing = lambda: advisory.change_password("bo", "another password")
    with pytest.raises(Forbidden):
        advisory.sign_in("bo", PASSWORD, NOW)
    passwords.while_comparing = lambda: None
    assert advisory.sign_in("bo", "another password", NOW)


def test_an_account_that_goes_while_its_password_is_compared_lets_nobody_in(
    advisory: Advisory, passwords: PlainPasswords
) -> None:
    passwords.while_comparing = lambda: advisory.remove("bo")
    with pytest.raises(Forbidden):
        advisory.sign_in("bo", PASSWORD, NOW)


def test_a_removed_adviser_is_gone_with_the_sessions_and_the_persons_stay(
    house: House, advisory: Advisory
) -> None:
    advisory.assign("bo", [house.person])
    token = advisory.sign_in("bo", PASSWORD, NOW)
    advisory.remove("bo")
    assert (who(house.app.store, token), house.app.store.advisers()) == (None, ())
    assert house.app.store.person(house.person).id == house.person
    with pytest.raises(Forbidden):
        advisory.sign_in("bo", PASSWORD, NOW)


def test_persons_are_given_to_an_adviser_and_taken_away(house: House, advisory: Advisory) -> None:
    known = house.app.store.person(house.person)
    with house.app.store.unit_of_work() as unit:
        unit.save_person(replace(known, id="bela"))
    bo = house.app.store.advisers()[0]

    def advised() -> list[str]:
        return [one.person_id for one in house.app.store.advised(bo.id)]

    assert advisory.assign("bo", iter([house.person, "bela", "bela"])) == 2
    assert advisory.assign("bo", ["bela"]) == 1
    assert advised() == ["bela", house.person]
    assert advisory.unassign("bo", iter(["bela", "nobody"])) == 1
    assert (advised(), advisory.unassign("bo", ["bela"])) == ([house.person], 0)


def test_where_one_of_the_persons_is_not_there_none_is_given(house: House, advisory: Advisory) -> None:
    with pytest.raises(NotFound, match="no person 'nobody'"):
        advisory.assign("bo", [house.person, "nobody"])
    assert house.app.store.advised_count(house.app.store.advisers()[0].id) == 0


def test_an_adviser_who_is_not_there_is_told(house: House, advisory: Advisory) -> None:
    for action in (
        lambda: advisory.assign("cy", [house.person]),
        lambda: advisory.unassign("cy", [house.person]),
        lambda: advisory.change_password("cy", "another password"),
        lambda: advisory.remove("cy"),
    ):
        with pytest.raises(NotFound, match="no adviser 'cy'"):
            action()


def test_the_store_keeps_no_token_but_its_hash(advisory: Advisory) -> None:
    token = advisory.sign_in("bo", PASSWORD, NOW)
    found = advisory.store.session(token_hash(token))
    assert found is not None
    assert token not in str(found)
    assert found[0].expires_at == NOW + SESSION_FOR
