"""Settings: without any, everything has its default; a value that will not do is told by its setting's name."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.settings import Settings
from countback.bootstrap import App
from countback.cli.common import open_app
from countback.errors import BadInput

KEY = "0123456789abcdefABCDEF" + "0" * 42


def read(**environment: str) -> Settings:
    return Settings.read({f"COUNTBACK_{name.upper()}": value for name, value in environment.items()})


@pytest.mark.parametrize(
    "environment",
    [{}, {f"COUNTBACK_{name.upper()}": "" for name in Settings.model_fields}],
    ids=["none", "empty"],
)
def test_where_nothing_is_set_the_defaults_hold(environment: Mapping[str, str]) -> None:
    settings = Settings.read(environment)
    assert settings == Settings()
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8765, None)
    assert (settings.secret_key, settings.trusted_proxies) == (None, "")
    assert (settings.signup, settings.feed_group_readable) == ("open", False)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("host", "0.0.0.0", "0.0.0.0"),
        ("port", "0", 0),
        ("port", "65535", 65535),
        ("public_url", "https://countback.example.org", "https://countback.example.org"),
        ("public_url", "http://10.0.0.7:8765", "http://10.0.0.7:8765"),
        ("public_url", "http://[fd00::1]:8765", "http://[fd00::1]:8765"),
        ("trusted_proxies", "10.0.0.1,10.0.0.2", "10.0.0.1,10.0.0.2"),
        ("signup", "closed", "closed"),
        ("feed_group_readable", "true", True),
        ("feed_group_readable", "0", False),
    ],
)
def test_a_value_is_read_from_the_environment(name: str, text: str, value: object) -> None:
    assert getattr(read(**{name: text}), name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("port", "65536"),
        ("port", "-1"),
        ("port", "http"),
        ("public_url", "countback.example.org"),
        ("public_url", "ftp://countback.example.org"),
        ("public_url", "https://countback.example.org/"),
        ("public_url", "https://countback.example.org/plans"),
        ("public_url", "https://user:word@countback.example.org"),
        ("public_url", "https://countback.example.org\n"),
        ("public_url", "https://"),
        ("public_url", 'https://x"><script>'),
        ("signup", "ajar"),
        ("feed_group_readable", "perhaps"),
        ("feed_ttl_hours", "0"),
        ("secret_key", "short"),
        ("secret_key", KEY[:-1]),
        ("secret_key", f"{KEY}0"),
        ("secret_key", f"{KEY}\n"),
        ("secret_key", "x" * 64),
    ],
)
def test_a_value_that_will_not_do_is_told_by_its_settings_name(
    name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValidationError) as told:
        read(**{name: text})
    assert [one["loc"][0] for one in told.value.errors()] == [name]
    monkeypatch.setenv(f"COUNTBACK_{name.upper()}", text)
    with pytest.raises(BadInput, match=f"settings: COUNTBACK_{name.upper()}: "):
        open_app()


def test_every_bad_value_is_told_at_once() -> None:
    with pytest.raises(ValidationError) as told:
        read(port="x", signup="x", host="0.0.0.0", secret_key="x")
    assert sorted(str(one["loc"][0]) for one in told.value.errors()) == ["port", "secret_key", "signup"]


def test_a_secret_is_never_printed() -> None:
    assert KEY not in repr(read(secret_key=KEY))
    assert "hunter2" not in repr(read(database_url="postgresql://x:hunter2@db/x"))
    with pytest.raises(ValidationError) as told:
        read(secret_key=f"{KEY}0", port="x")
    assert KEY[:12] not in str(told.value)


def test_an_unknown_setting_of_ours_is_left_alone() -> None:
    """Others may read it: COUNTBACK_TEST_POSTGRESQL, COUNTBACK_DEBUG."""
    assert read(something_else="x") == Settings()


def test_a_key_of_the_environment_is_used_and_no_file_is_made(tmp_path: Path) -> None:
    app = App(Settings(data_dir=tmp_path / "data", secret_key=KEY))  # type: ignore[arg-type]
    assert app.secret_key == bytes.fromhex(KEY)
    assert not (tmp_path / "data").exists()


def test_without_one_a_key_is_made_in_the_data_folder_and_stays(tmp_path: Path) -> None:
    first, second = (App(Settings(data_dir=tmp_path / "data")) for _ in range(2))
    assert (
        first.secret_key == second.secret_key == bytes.fromhex((tmp_path / "data" / "secret.key").read_text())
    )


@pytest.mark.parametrize(("readable", "modes"), [(False, (0o700, 0o600)), (True, (0o710, 0o640))])
def test_the_group_may_read_the_feeds_where_that_is_set(
    readable: bool, modes: tuple[int, int], tmp_path: Path
) -> None:
    app = App(Settings(data_dir=tmp_path, feed_group_readable=readable))
    app.feeds.publish("a" * 32, {"all.ics": b"x"})
    folder = app.feeds.path("a" * 32)
    found = [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "all.ics")]
    assert tuple(found) == modes


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "http://127.0.0.1:8765"),
        ({"host": "::1", "port": "80"}, "http://[::1]:80"),
        ({"public_url": "https://countback.example.org", "port": "80"}, "https://countback.example.org"),
    ],
)
def test_pages_are_reached_by_the_public_address_or_by_that_of_the_machine(
    settings: Mapping[str, str], url: str
) -> None:
    assert App(read(**settings)).base_url == url
