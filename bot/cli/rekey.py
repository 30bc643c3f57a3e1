"""`rekey`: what an old PAKN_SECRET_KEY or sealed key still opens is encrypted with today's."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot import key_files
from bot.cli import console, options, running
from bot.cli.console import TEXTS
from bot.settings import Settings
from storage.sealed_box import new_sealed_key as made_sealed_key


def rekey_command(
    *,
    end_sessions: Annotated[
        bool, typer.Option("--end-sessions", help=TEXTS("cli.rekey.option_end_sessions"))
    ] = False,
    new_sealed_key: Annotated[
        Path | None, typer.Option(help=TEXTS("cli.rekey.option_new_sealed_key"))
    ] = None,
) -> None:
    if new_sealed_key:
        _make_sealed_key(new_sealed_key)
        return
    settings = options.chosen_settings()
    if not settings.old_secrets and settings.sealed_key_old_file is None:
        console.stop_with(TEXTS("cli.rekey.no_old"))
    running.run_to_end(_rekey(settings, end_sessions=end_sessions), settings)


def _make_sealed_key(path: Path) -> None:
    """Write a new one; never over another."""
    if path.exists():
        console.stop_with(TEXTS("cli.rekey.key_there", path=str(path)))
    key_files.key_made_once(path, made_sealed_key)
    typer.echo(TEXTS("cli.rekey.key_made", path=str(path)))


async def _rekey(settings: Settings, *, end_sessions: bool) -> None:
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from storage import media_rekey, rekey, web_sessions  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    async with office.opened():
        box = office.db.vault.box
        if settings.sealed_key_old_file and (box is None or box.is_locked or not box.has_old):
            # Nothing could be closed anew, and nothing left would be seen.
            console.stop_with(TEXTS("cli.rekey.both_sealed_keys"))
        await rekey.rewrite_database(
            office.db, lambda table, n: typer.echo(TEXTS("cli.rekey.table", table=table, n=n))
        )
        files = media_rekey.rewrite_files(settings.media_dir, office.db.vault)
        number = await asyncio.to_thread(lambda: sum(1 for _ in files))
        typer.echo(TEXTS("cli.rekey.files", n=number))
        await rekey.note_rekeyed(office.db)
        if end_sessions:
            async with office.db.begin() as db:
                ended = await web_sessions.end_all_web_sessions(db, office.clock.now())
            typer.echo(TEXTS("cli.rekey.sessions", n=ended))
    typer.echo(TEXTS("cli.rekey.done"))
