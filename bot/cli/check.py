"""`check`: the office's data, and what only the log can tell."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import console, options, running
from bot.cli.console import TEXTS
from bot.settings import Settings

if TYPE_CHECKING:
    from rules.office import Office


SHOWN_OUTAGES = timedelta(days=92)
"""How far back `check` tells of outages."""


def check_command(
    office: Annotated[Path | None, typer.Option(help=TEXTS("cli.check.option_office"))] = None,
    what_if: Annotated[Path | None, typer.Option(help=TEXTS("cli.check.option_what_if"))] = None,
) -> None:
    import offices  # noqa: PLC0415 - start-up: slow for --help

    folder = office or options.chosen_settings().office
    try:
        loaded = offices.load_office(folder, what_if)
    except offices.OfficeError as error:
        typer.secho(TEXTS("cli.check.faults"), err=True, fg="red")
        console.print_data_faults(error.faults)
        raise typer.Exit(2) from None
    typer.secho(TEXTS("cli.check.ok", name=loaded.name), fg="green")
    if doubts := offices.locate_faults(folder, offices.office_warnings(loaded)):
        typer.echo(TEXTS("cli.check.confirm"))
        console.print_data_faults(doubts)
    if what_if or office is None:
        settings = options.chosen_settings()
        if settings.is_open_on_the_way:
            typer.echo(TEXTS("cli.check.plain_http", url=settings.base_url))
        _warn_of_sealed_key(settings)
        running.run_to_end(_check_log(settings, loaded if what_if else None), settings)


def _warn_of_sealed_key(settings: Settings) -> None:
    """The key to cases about officials protects nothing where all the rest lies."""
    path = settings.sealed_key_path
    if path.exists() and path.resolve().is_relative_to(settings.data_dir.resolve()):
        typer.echo(TEXTS("cli.check.sealed_key_here", path=str(path)))


async def _check_log(settings: Settings, other: Office | None) -> None:
    """What only the log can tell: outages, and what other data would change. Writes nothing."""
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from handlers.deadlines import no_eligible_handler, recalculation  # noqa: PLC0415 - start-up: slow for --help
    from rules.local_time import local_date  # noqa: PLC0415 - start-up: slow for --help
    from storage import cases, failed_updates, heartbeat, kiosk_devices, migrations  # noqa: PLC0415 - start-up: slow for --help
    from storage.rekey import is_rekeyed  # noqa: PLC0415 - start-up: slow for --help

    if await migrations.revision_of_database(settings.database) != migrations.needed_revision():
        if other is not None:
            console.stop_with(TEXTS("cli.check.no_log"))
        return
    app = App(settings)
    now = app.clock.now()
    try:
        async with app.db.read() as db:
            if settings.old_secrets:
                typer.echo(TEXTS(f"cli.rekey.{'done' if await is_rekeyed(db) else 'left'}"))
            days = app.office.ratings.kiosks.old_link_days
            if until := await kiosk_devices.old_links_until(db, days):
                typer.echo(TEXTS("cli.check.old_kiosk_links", until=local_date(until)))
            if failed := await failed_updates.count_failed_updates(db):
                typer.echo(TEXTS("cli.check.failed", n=failed))
            for outage in await heartbeat.outages_between(db, now - SHOWN_OUTAGES, now):
                values = {"first": outage.first, "last": outage.last}
                length = timedelta(minutes=outage.minutes)
                typer.echo(TEXTS("cli.check.outage", length=length, **values))
            alone = [
                case.id
                for case in await no_eligible_handler.cases_without_handler(db, app.office, now)
            ]
            for case in await cases.cases_by_ids(db, alone):
                typer.echo(TEXTS("cli.check.left_alone", code=case.code))
            if (chairs := await no_eligible_handler.lone_chairs(db, app.office)) is not None:
                above = app.office.conflicts.above
                typer.echo(TEXTS("cli.check.lone_chair", n=chairs, above=above))
            if other is not None:
                found = await recalculation.preview_dates(db, app.office, other, now, TEXTS)
                typer.echo("\n".join([TEXTS("cli.check.what_if"), *found.lines]))
                counts = {"moved": found.moved, "open": found.open}
                typer.echo(TEXTS("cli.check.moved", **counts, late=found.late, saved=found.saved))
    finally:
        await app.db.close()
