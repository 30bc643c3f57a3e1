"""The environment, parsed once."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from bot import key_files
from bot.client_network import Addresses, parse_trusted
from bot.setting_values import (
    SettingError,
    content_of,
    moment_of,
    port_number,
    read_variable,
    whole_megabytes,
)

__all__ = ["SHIPPED_OFFICE", "SettingError", "Settings"]

HOOK_SECRET = re.compile("[A-Za-z0-9_-]{16,256}")
"""Telegram takes 1 to 256 of these characters; fewer than 16 can be tried."""
OFFICE_CODE = re.compile("[a-z0-9][a-z0-9-]{0,31}")
OF_ONE = frozenset(
    {"office", "data_dir", "database_url", "public_url", "secret_key", "telegram_token"}
    | {"secret_key_old"}
    | {"telegram_webhook_secret", "telegram_channel", "sealed_key_file"}
    | {"sealed_key_old_file"}
    | {"zalo_app_id", "zalo_app_secret", "zalo_oa_id", "zalo_oa_secret", "zalo_refresh_token"}
    | {"zalo_template", "zalo_group"}
)
"""What a table of the offices' file may set; the rest is one for all of them."""
PATHS = frozenset({"office", "data_dir", "sealed_key_file", "sealed_key_old_file"})
ZALO_NEEDS = ("app_id", "app_secret", "oa_id", "oa_secret", "refresh_token")
"""Zalo works with all of these, or not at all."""
PUSH_SERVICES = "fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com"
"""Of Chrome and what is made of it, Firefox, Edge, Safari."""
SHIPPED_OFFICE = Path(__file__).resolve().parent.parent / "offices" / "chu-pah"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every knob of a deployment. Secrets never show in `repr`."""

    office: Path = SHIPPED_OFFICE
    data_dir: Path = Path("var")
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    trusted_proxy: str = "127.0.0.1,::1"
    upload_memory_mb: int = 16
    least_free_mb: int = 500
    secret_key: str = field(default="", repr=False)
    secret_key_old: str = field(default="", repr=False)
    sealed_key_file: Path | None = None
    sealed_key_old_file: Path | None = None
    now: datetime | None = None
    telegram_token: str = field(default="", repr=False)
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: str = field(default="", repr=False)
    telegram_channel: str = ""
    telegram_proxy: str = ""
    zalo_app_id: str = ""
    zalo_app_secret: str = field(default="", repr=False)
    zalo_oa_id: str = ""
    zalo_oa_secret: str = field(default="", repr=False)
    zalo_refresh_token: str = field(default="", repr=False)
    zalo_template: str = ""
    zalo_group: str = ""
    zalo_buttons: Literal["template", "none"] = "template"
    zalo_api_url: str = "https://openapi.zalo.me"
    zalo_oauth_url: str = "https://oauth.zaloapp.com"
    push_services: str = PUSH_SERVICES

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read PAKN_*; a secret may also come from the file PAKN_*_FILE names.

        Raises SettingError naming the variable that is wrong.
        """
        given = {item.name: read_variable(environ, item.name) for item in fields(cls)}
        values: dict[str, object] = {name: text for name, text in given.items() if text}
        for name in PATHS:
            if given[name]:
                values[name] = Path(given[name])
        if given["port"]:
            values["port"] = port_number(given["port"])
        for name in ("upload_memory_mb", "least_free_mb"):
            if given[name]:
                values[name] = whole_megabytes(name, given[name])
        if given["now"]:
            values["now"] = moment_of(given["now"])
        settings = cls(**values)  # type: ignore[arg-type]
        return settings.checked()

    @classmethod
    def of_offices(cls, path: Path, shared: Settings) -> dict[str, Settings]:
        """The offices a TOML file lists, by code; what a table leaves out is as in `shared`.

        Paths are relative to the file. Raises SettingError naming the table and the key.
        """
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            raise SettingError("PAKN_OFFICES", "offices_file") from None
        found: dict[str, Settings] = {}
        for code, table in tables.items():
            if not isinstance(table, dict) or not OFFICE_CODE.fullmatch(code):
                raise SettingError(f"{path.name} [{code}]", "offices_table")
            found[code] = _of_table(f"{path.name} [{code}]", table, path.parent, shared)
        _apart(path.name, found)
        return found

    def checked(self) -> Settings:
        """The same, if it can be used. Raises SettingError."""
        if not self.office.is_dir():
            raise SettingError("PAKN_OFFICE", "no_folder")
        if self.secret_key and key_files.is_guessable(self.secret_key):
            raise SettingError("PAKN_SECRET_KEY", "guessable")
        _ = self.trusted_networks
        if self.telegram_mode not in {"polling", "webhook"}:
            raise SettingError("PAKN_TELEGRAM_MODE", "mode")
        if self.telegram_token and self.telegram_mode == "webhook":
            if not self.public_url.startswith("https://") and "://127.0.0.1" not in self.public_url:
                raise SettingError("PAKN_PUBLIC_URL", "webhook_needs_https")
            if not self.telegram_webhook_secret:
                raise SettingError("PAKN_TELEGRAM_WEBHOOK_SECRET", "missing")
            if not _is_hook_secret(self.telegram_webhook_secret):
                raise SettingError("PAKN_TELEGRAM_WEBHOOK_SECRET", "webhook_secret")
        if self.zalo_buttons not in {"template", "none"}:
            raise SettingError("PAKN_ZALO_BUTTONS", "zalo_buttons")
        missing = [name for name in ZALO_NEEDS if not getattr(self, f"zalo_{name}")]
        if missing and len(missing) < len(ZALO_NEEDS):
            raise SettingError(f"PAKN_ZALO_{missing[0].upper()}", "missing")
        return self

    @property
    def trusted_networks(self) -> tuple[Addresses, ...]:
        """Whose word about who is behind them is believed."""
        try:
            return parse_trusted(self.trusted_proxy)
        except ValueError:
            raise SettingError("PAKN_TRUSTED_PROXY", "trusted_proxy") from None

    @property
    def base_url(self) -> str:
        """How the world reaches us, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def is_open_on_the_way(self) -> bool:
        """Whether the world reaches us without TLS, and anybody between can read along."""
        url = urlsplit(self.public_url)
        here = {"localhost", "127.0.0.1", "::1"}
        return url.scheme == "http" and url.hostname not in here

    @property
    def database(self) -> str:
        """The SQLAlchemy URL."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'pakn.sqlite3'}"

    @property
    def media_dir(self) -> Path:
        """Where files people sent lie, by content hash."""
        return self.data_dir / "media"

    @property
    def old_secrets(self) -> list[str]:
        """What PAKN_SECRET_KEY was before, one a line; may be as weak as it was."""
        return [one.strip() for one in self.secret_key_old.splitlines() if one.strip()]

    @property
    def sealed_key_path(self) -> Path:
        """Where the key to cases about somebody lies, if it is here; made there at first."""
        return self.sealed_key_file or (self.data_dir / "sealed").with_suffix(".key")

    @property
    def push_key_path(self) -> Path:
        """Where the key lies by which services that wake browsers know us."""
        return (self.data_dir / "push").with_suffix(".key")

    def secret(self) -> str:
        """PAKN_SECRET_KEY, or one made once and kept in the data folder for the owner only.

        Raises SettingError for a file there that holds no key of ours.
        """
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret.key"
        secret = key_files.key_made_once(path)
        if key_files.is_guessable(secret):
            raise SettingError(str(path), "broken_key_file")
        return secret


def _of_table(place: str, table: Mapping[str, object], folder: Path, shared: Settings) -> Settings:
    code = place.partition("[")[2].rstrip("]")
    # What is one office's alone is never taken from what all share.
    values: dict[str, object] = dict.fromkeys(OF_ONE - {"office"}, "")
    values |= {"data_dir": folder / code, "sealed_key_file": None, "sealed_key_old_file": None}
    for name, given in table.items():
        setting = name if name in PATHS else name.removesuffix("_file")
        if setting not in OF_ONE or not isinstance(given, str):
            raise SettingError(f"{place} {name}", "offices_key")
        text = content_of(folder / given, f"{place} {name}") if setting != name else given
        values[setting] = folder / text if setting in PATHS else text
    return dataclasses.replace(shared, **values).checked()  # type: ignore[arg-type]


def _is_hook_secret(secret: str) -> bool:
    return bool(HOOK_SECRET.fullmatch(secret)) and not key_files.is_guessable(secret, least=16)


def _apart(name: str, found: Mapping[str, Settings]) -> None:
    """Offices share nothing: two with one address, database or bot are a mistake."""
    if not found:
        raise SettingError(name, "offices_table")
    for key in ("public_url", "database", "data_dir", "telegram_token", "zalo_oa_id"):
        seen: dict[object, str] = {}
        for code, one in found.items():
            value = getattr(one, key)
            if key == "public_url" and not value:
                raise SettingError(f"{name} [{code}] public_url", "offices_url")
            if value and value in seen:
                raise SettingError(f"{name} [{code}] {key}", "offices_same")
            seen[value] = code
