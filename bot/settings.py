"""The environment, parsed once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Literal

SHIPPED_OFFICE = Path(__file__).resolve().parent.parent / "offices" / "chu-pah"


class SettingError(Exception):
    """A setting cannot be used; `name` is the variable to change, `key` says why."""

    def __init__(self, name: str, key: str) -> None:
        super().__init__(f"{name}: {key}")
        self.name = name
        self.key = key


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every knob of a deployment. Secrets never show in `repr`."""

    office: Path = SHIPPED_OFFICE
    data_dir: Path = Path("var")
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    secret_key: str = field(default="", repr=False)
    now: datetime | None = None
    telegram_token: str = field(default="", repr=False)
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: str = field(default="", repr=False)
    telegram_channel: str = ""
    telegram_proxy: str = ""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read PAKN_*; a secret may also come from the file PAKN_*_FILE names.

        Raises SettingError naming the variable that is wrong.
        """
        given = {item.name: _read(environ, item.name) for item in fields(cls)}
        values: dict[str, object] = {name: text for name, text in given.items() if text}
        for name in ("office", "data_dir"):
            if given[name]:
                values[name] = Path(given[name])
        if given["port"]:
            values["port"] = _port(given["port"])
        if given["now"]:
            values["now"] = _time(given["now"])
        settings = cls(**values)  # type: ignore[arg-type]
        settings._check()
        return settings

    def _check(self) -> None:
        if not self.office.is_dir():
            raise SettingError("PAKN_OFFICE", "no_folder")
        if self.telegram_mode not in {"polling", "webhook"}:
            raise SettingError("PAKN_TELEGRAM_MODE", "mode")
        if self.telegram_token and self.telegram_mode == "webhook":
            if not self.public_url.startswith("https://") and "://127.0.0.1" not in self.public_url:
                raise SettingError("PAKN_PUBLIC_URL", "webhook_needs_https")
            if not self.telegram_webhook_secret:
                raise SettingError("PAKN_TELEGRAM_WEBHOOK_SECRET", "missing")

    @property
    def base_url(self) -> str:
        """How the world reaches us, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def database(self) -> str:
        """The SQLAlchemy URL."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'pakn.sqlite3'}"

    @property
    def media_dir(self) -> Path:
        """Where files people sent lie, by content hash."""
        return self.data_dir / "media"

    def secret(self) -> str:
        """PAKN_SECRET_KEY, or one made once and kept in the data folder for the owner only."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret.key"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(32))
        return path.read_text().strip()


def _read(environ: Mapping[str, str], name: str) -> str:
    variable = f"PAKN_{name.upper()}"
    path = environ.get(f"{variable}_FILE")
    if path:
        try:
            return Path(path).read_text().strip()
        except OSError:
            raise SettingError(f"{variable}_FILE", "no_file") from None
    return environ.get(variable, "").strip()


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SettingError("PAKN_PORT", "port")
    return int(text)


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingError("PAKN_NOW", "time") from None
    return moment if moment.tzinfo else moment.astimezone()
