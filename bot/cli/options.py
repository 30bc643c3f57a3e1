"""What several commands take: the office, and its settings."""

from __future__ import annotations

import os
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from dotenv import load_dotenv

from bot.cli import console
from bot.cli.console import TEXTS
from bot.settings import SettingError, Settings
from bot.version import version_option

_CHOSEN: ContextVar[str] = ContextVar("chosen", default="")
"""The office of several a command is about."""


def choose_office(
    of: Annotated[str, typer.Option("--of", help=TEXTS("cli.option_of"))] = "",
    _version: Annotated[bool, version_option(TEXTS("cli.option_version"))] = False,
) -> None:
    """Remember which office of several the command is about; what it makes is for us alone."""
    os.umask(0o077)
    _CHOSEN.set(of)


def chosen_settings(*, one: bool = True) -> Settings:
    """The environment's; with `--of CODE` those of that office."""
    load_dotenv(Path(".env"))
    try:
        settings = Settings.from_env(os.environ)
    except SettingError as error:
        stop_for_setting(error)
    of = _CHOSEN.get()
    if one and of:
        listed = offices_file()
        several = settings_of_offices(listed, settings) if listed else {}
        if of not in several:
            console.stop_with(TEXTS("cli.unknown_of", code=of, codes=", ".join(several)))
        return several[of]
    return settings


def offices_file() -> Path | None:
    listed = os.environ.get("PAKN_OFFICES", "").strip()
    return Path(listed) if listed else None


def settings_of_offices(listed: Path, shared: Settings) -> dict[str, Settings]:
    try:
        return Settings.of_offices(listed, shared)
    except SettingError as error:
        stop_for_setting(error)


def stop_for_setting(error: SettingError) -> NoReturn:
    why = TEXTS(f"settings.{error.key}")
    console.stop_with(TEXTS("settings.wrong", name=error.name, why=why))
