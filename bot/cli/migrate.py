"""`migrate`: the schema of a database of its own."""

from __future__ import annotations

import typer

from bot.cli import options, running
from bot.cli.console import TEXTS
from bot.settings import Settings


def migrate_command() -> None:
    settings = options.chosen_settings()
    running.run_to_end(_migrate(settings), settings)


async def _migrate(settings: Settings) -> None:
    from storage import migrations  # noqa: PLC0415 - start-up: slow for --help
    from storage.vault import Vault  # noqa: PLC0415 - start-up: slow for --help

    if settings.database.startswith("sqlite"):
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    await migrations.upgrade_database(
        settings.database, Vault(settings.secret(), settings.old_secrets)
    )
    typer.echo(TEXTS("cli.migrate.done", state=migrations.needed_revision()))
