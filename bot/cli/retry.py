"""`retry`: what failed for good, and having it run again."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import options, running
from bot.cli.console import TEXTS
from bot.settings import Settings


def retry_command(
    numbers: Annotated[
        list[int] | None, typer.Argument(help=TEXTS("cli.retry.option_numbers"))
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=TEXTS("cli.retry.option_all"))] = False,
) -> None:
    settings = options.chosen_settings()
    running.run_to_end(_retry(settings, numbers or [], everything=everything), settings)


async def _retry(settings: Settings, numbers: list[int], *, everything: bool) -> None:
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from storage import failed_updates  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    async with office.opened(), office.db.begin() as db:
        found = await failed_updates.failed_updates(db)
        readable = [one.id for one in found]
        wanted = readable if everything else [one for one in numbers if one in readable]
        again = await failed_updates.run_failed_updates_again(db, wanted)
    for one in [] if again else found:
        typer.echo(
            TEXTS(
                "cli.retry.line", number=str(one.id), channel=one.channel, at=one.at, code=one.error
            )
        )
    if again:
        typer.echo(TEXTS("cli.retry.again", n=again))
    elif not found:
        typer.echo(TEXTS("cli.retry.none"))
    if len(wanted) < len(numbers):
        typer.echo(TEXTS("cli.retry.unknown"), err=True)
        raise typer.Exit(1)
