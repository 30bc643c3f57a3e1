"""`lifecycle`: the life of a case as a page."""

from __future__ import annotations

import typer

from bot.cli import lifecycle_page


def lifecycle_command() -> None:
    typer.echo(lifecycle_page.lifecycle_markdown(), nl=False)
