"""PAKN_* variables: read once, a secret may lie in a file, each fault names its variable."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.key_files import is_guessable
from bot.settings import SettingError, Settings
from bot.texts import Texts

GOOD = "tam-muoi-hai-ky-tu-ngau-nhien-tro-len"
HOOK = {"PAKN_TELEGRAM_TOKEN": "1:x", "PAKN_TELEGRAM_MODE": "webhook"}
HTTPS = {**HOOK, "PAKN_PUBLIC_URL": "https://example.org"}


def test_nothing_set_is_a_bot_on_this_machine() -> None:
    settings = Settings.from_env({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.database.startswith("sqlite")


def test_a_secret_may_come_from_a_file_and_never_shows(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{GOOD}\n")
    settings = Settings.from_env({"PAKN_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert settings.secret() == GOOD
    assert GOOD not in repr(settings)


def test_a_key_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    settings = Settings.from_env({"PAKN_DATA_DIR": str(tmp_path / "data")})
    assert settings.secret() == settings.secret() != ""
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o077 == 0
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret.key"]


def test_a_crash_while_the_key_is_written_leaves_none_and_not_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", _full_disk)
        with pytest.raises(OSError, match="full"):
            settings.secret()
    assert list(tmp_path.iterdir()) == []
    assert not is_guessable(settings.secret())


def _full_disk(_file: int) -> None:
    raise OSError("full")


def test_of_two_processes_that_make_the_key_at_once_both_use_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.link

    def slower(source: str, target: Path) -> None:
        real(source, target)
        target.unlink()
        target.write_text(GOOD)
        real(source, target)

    monkeypatch.setattr("os.link", slower)
    assert Settings(data_dir=tmp_path).secret() == GOOD


@pytest.mark.parametrize("content", ["", "\n", "aaaa", "a" * 64])
def test_a_key_file_that_holds_no_key_of_ours_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "secret.key").write_text(content)
    with pytest.raises(SettingError) as wrong:
        Settings(data_dir=tmp_path).secret()
    assert wrong.value.name.endswith("secret.key")
    assert f"settings.{wrong.value.key}" in Texts()


@pytest.mark.parametrize("name", ["secret_key", "telegram_token", "zalo_app_secret"])
def test_an_empty_file_is_no_secret(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(SettingError) as wrong:
        Settings.from_env({f"PAKN_{name.upper()}_FILE": str(tmp_path / "empty")})
    assert wrong.value.name == f"PAKN_{name.upper()}_FILE"


def test_an_office_of_several_has_a_good_key_too(tmp_path: Path) -> None:
    path = tmp_path / "offices.toml"
    path.write_text("[a]\npublic_url='https://a'\nsecret_key='short'\n")
    with pytest.raises(SettingError) as wrong:
        Settings.of_offices(path, Settings())
    assert "PAKN_SECRET_KEY" in wrong.value.name


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("PAKN_PORT", {"PAKN_PORT": "0"}),
        ("PAKN_PORT", {"PAKN_PORT": "65536"}),
        ("PAKN_PORT", {"PAKN_PORT": "²"}),
        ("PAKN_NOW", {"PAKN_NOW": "monday"}),
        ("PAKN_OFFICE", {"PAKN_OFFICE": "/nowhere"}),
        ("PAKN_TELEGRAM_MODE", {"PAKN_TELEGRAM_MODE": "fax"}),
        ("PAKN_SECRET_KEY_FILE", {"PAKN_SECRET_KEY_FILE": "/nowhere"}),
        ("PAKN_PUBLIC_URL", HOOK),
        ("PAKN_TELEGRAM_WEBHOOK_SECRET", HTTPS),
        ("PAKN_TELEGRAM_WEBHOOK_SECRET", {**HTTPS, "PAKN_TELEGRAM_WEBHOOK_SECRET": "x"}),
        ("PAKN_TELEGRAM_WEBHOOK_SECRET", {**HTTPS, "PAKN_TELEGRAM_WEBHOOK_SECRET": "x" * 40}),
        ("PAKN_TELEGRAM_WEBHOOK_SECRET", {**HTTPS, "PAKN_TELEGRAM_WEBHOOK_SECRET": GOOD + "é"}),
        ("PAKN_SECRET_KEY", {"PAKN_SECRET_KEY": "a"}),
        ("PAKN_SECRET_KEY", {"PAKN_SECRET_KEY": GOOD[:31]}),
        ("PAKN_SECRET_KEY", {"PAKN_SECRET_KEY": "a" * 64}),
        ("PAKN_SECRET_KEY", {"PAKN_SECRET_KEY": "ab" * 32}),
    ],
)
def test_a_wrong_variable_is_named_with_a_sentence(name: str, environment: dict[str, str]) -> None:
    with pytest.raises(SettingError) as wrong:
        Settings.from_env(environment)
    assert wrong.value.name == name
    assert f"settings.{wrong.value.key}" in Texts()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PAKN_TRUSTED_PROXY", "nginx"),
        ("PAKN_TRUSTED_PROXY", "10.0.0.1/8"),
        ("PAKN_UPLOAD_MEMORY_MB", "0"),
        ("PAKN_LEAST_FREE_MB", "nhiều"),
    ],
)
def test_who_is_trusted_and_how_much_is_held_are_read_or_refused(name: str, text: str) -> None:
    with pytest.raises(SettingError) as error:
        Settings.from_env({name: text})
    assert error.value.name == name
    assert len(Settings.from_env({"PAKN_TRUSTED_PROXY": "10.0.0.0/8, ::1"}).trusted_networks) == 2
