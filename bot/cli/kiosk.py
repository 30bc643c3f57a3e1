"""`kiosk`: the tablets at the counters, and a code that enrols one."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from bot.cli import console, options, running
from bot.cli.console import TEXTS
from bot.settings import Settings


def kiosk_command(
    counter: Annotated[str, typer.Option(help=TEXTS("cli.kiosk.option_counter"))] = "",
    name: Annotated[str, typer.Option(help=TEXTS("cli.kiosk.option_name"))] = "",
    end: Annotated[int, typer.Option(help=TEXTS("cli.kiosk.option_end"))] = 0,
) -> None:
    settings = options.chosen_settings()
    if counter:
        running.run_to_end(_offer(settings, counter.lower(), name), settings)
    elif end:
        running.run_to_end(_end(settings, end), settings)
    else:
        running.run_to_end(_list_kiosks(settings), settings)


async def _offer(settings: Settings, counter: str, name: str) -> None:
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from storage import kiosk_devices  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    rules = office.office.ratings
    if counter not in rules.counters:
        console.stop_with(TEXTS("cli.poster.unknown", codes=", ".join(rules.counters)))
    now, minutes = office.clock.now(), rules.kiosks.code_minutes
    async with office.opened(), office.db.begin() as db:
        row, code = await kiosk_devices.offer_kiosk(db, counter, name[:60], None, now, minutes)
        number = row.id
    base = f"{settings.base_url}/may-quay"
    values = {"number": number, "place": rules.counters[counter].short, "code": code, "base": base}
    until = now + timedelta(minutes=minutes)
    typer.echo(TEXTS("cli.kiosk.made", url=f"{base}?ma={code}", until=until, **values))


async def _list_kiosks(settings: Settings) -> None:
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from rules.local_time import local_date  # noqa: PLC0415 - start-up: slow for --help
    from storage import kiosk_devices  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    rules = office.office.ratings
    async with office.opened(), office.db.read() as db:
        rows = await kiosk_devices.kiosks_in_use(db)
        until = await kiosk_devices.old_links_until(db, rules.kiosks.old_link_days)
    for row in rows:
        if row.counter == kiosk_devices.OLD_LINKS and until is not None:
            typer.echo(TEXTS("cli.kiosk.old_line", number=row.id, until=local_date(until)))
            continue
        place = rules.counters[row.counter].short if row.counter in rules.counters else row.counter
        typer.echo(
            TEXTS(
                "cli.kiosk.line",
                number=row.id,
                place=place,
                name=f" ({row.name})" if row.name else "",
                since=row.enrolled_at,
                seen=row.last_seen or TEXTS("cli.kiosk.unseen"),
            )
        )
    if not rows:
        typer.echo(TEXTS("cli.kiosk.none"))


async def _end(settings: Settings, number: int) -> None:
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from storage import kiosk_devices  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    async with office.opened(), office.db.begin() as db:
        done = await kiosk_devices.end_kiosk(db, number, None, office.clock.now())
    typer.echo(TEXTS("cli.kiosk.ended" if done else "cli.kiosk.not_ended", number=number))
    if not done:
        raise typer.Exit(1)
