"""PAKN_* variables: read once, a secret may lie in a file, each fault names its variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SettingError, Settings
from bot.texts import Texts

HOOK = {"PAKN_TELEGRAM_TOKEN": "1:x", "PAKN_TELEGRAM_MODE": "webhook"}


def test_nothing_set_is_a_bot_on_this_machine() -> None:
    settings = Settings.from_env({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.database.startswith("sqlite")


def test_a_secret_may_come_from_a_file_and_never_shows(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("very secret\n")
    settings = Settings.from_env({"PAKN_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert settings.secret() == "very secret"
    assert "very secret" not in repr(settings)


def test_a_key_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    settings = Settings.from_env({"PAKN_DATA_DIR": str(tmp_path / "data")})
    assert settings.secret() == settings.secret() != ""
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o077 == 0


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
        ("PAKN_TELEGRAM_WEBHOOK_SECRET", {**HOOK, "PAKN_PUBLIC_URL": "https://example.org"}),
    ],
)
def test_a_wrong_variable_is_named_with_a_sentence(name: str, environment: dict[str, str]) -> None:
    with pytest.raises(SettingError) as wrong:
        Settings.from_env(environment)
    assert wrong.value.name == name
    assert f"settings.{wrong.value.key}" in Texts()
