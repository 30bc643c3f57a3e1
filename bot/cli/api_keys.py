"""Keys of other systems that file cases through Open311, for `pakn key`."""

from __future__ import annotations

import typer

from bot.app import App
from bot.cli.console import TEXTS
from bot.settings import Settings
from storage import api_submissions


async def issue_api_key(settings: Settings, name: str, per_day: int) -> None:
    """Make a key and show it, once."""
    office = App(settings)
    async with office.opened():
        most = per_day if per_day > 0 else office.office.open311.per_day
        async with office.db.begin() as db:
            row, key = await api_submissions.add_api_key(db, name[:80], most, office.clock.now())
    typer.echo(TEXTS("cli.key.made", number=row.id, name=row.name, per_day=most))
    typer.echo(key)


async def print_api_keys(settings: Settings) -> None:
    """The keys in force."""
    office = App(settings)
    async with office.opened(), office.db.read() as db:
        rows = await api_submissions.api_keys_in_force(db)
    for row in rows:
        values = {"number": row.id, "name": row.name, "per_day": row.per_day}
        typer.echo(TEXTS("cli.key.line", since=row.created_at, **values))
    if not rows:
        typer.echo(TEXTS("cli.key.none"))


async def revoke_api_key(settings: Settings, number: int) -> None:
    """Make a key worthless."""
    office = App(settings)
    async with office.opened(), office.db.begin() as db:
        done = await api_submissions.end_api_key(db, number, office.clock.now())
    typer.echo(TEXTS("cli.key.ended" if done else "cli.key.not_ended", number=number))
    if not done:
        raise typer.Exit(1)
