"""`lifecycle`: the life of a case as a page."""

from __future__ import annotations

import typer


def lifecycle_command() -> None:
    from bot.cli import lifecycle_page  # noqa: PLC0415

    typer.echo(lifecycle_page.lifecycle_markdown(), nl=False)
