"""Which version runs. The number stands once, in pyproject.toml."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import typer

NAME = "pakn"
CHECKOUT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def running_version() -> str:
    """A checkout's own number; what was installed from it before may be older."""
    written = _checkout_project()
    return str(written["version"]) if written.get("name") == NAME else metadata.version(NAME)


def _checkout_project() -> dict[str, Any]:
    if not CHECKOUT.is_file():
        return {}
    found = tomllib.loads(CHECKOUT.read_text(encoding="utf-8")).get("project", {})
    return dict(found)


def version_option(help_text: str) -> Any:
    """The option `--version`, which says the number and ends the command."""
    return typer.Option("--version", help=help_text, callback=_say_version, is_eager=True)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"{NAME} {running_version()}")
        raise typer.Exit
