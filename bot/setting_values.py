"""One value of the environment at a time: read, understood or refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path


class SettingError(Exception):
    """A setting cannot be used; `name` is the variable to change, `key` says why."""

    def __init__(self, name: str, key: str) -> None:
        super().__init__(f"{name}: {key}")
        self.name = name
        self.key = key


def read_variable(environ: Mapping[str, str], name: str) -> str:
    variable = f"PAKN_{name.upper()}"
    path = environ.get(f"{variable}_FILE")
    if path:
        return content_of(Path(path), f"{variable}_FILE")
    return environ.get(variable, "").strip()


def content_of(path: Path, name: str) -> str:
    """What a file holds. An empty one is a fault: it would pass for a setting nobody made."""
    try:
        found = path.read_text().strip()
    except (OSError, UnicodeDecodeError):
        raise SettingError(name, "no_file") from None
    if not found:
        raise SettingError(name, "empty_file")
    return found


def port_number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SettingError("PAKN_PORT", "port")
    return int(text)


def whole_megabytes(name: str, text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise SettingError(f"PAKN_{name.upper()}", "megabytes")
    return int(text)


def moment_of(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingError("PAKN_NOW", "time") from None
    return moment if moment.tzinfo else moment.astimezone()
