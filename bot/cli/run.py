"""`run`: the bot, until it is stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import options, running
from bot.cli.console import TEXTS
from bot.cli.running import until_stopped
from bot.settings import Settings


def run_command(
    several: Annotated[
        Path | None, typer.Option("--offices", help=TEXTS("cli.run.option_offices"))
    ] = None,
) -> None:
    settings = options.chosen_settings(one=False)
    listed = several or options.offices_file()
    if listed is None:
        running.run_to_end(_serve(settings), settings)
    else:
        running.run_to_end(
            _serve_several(options.settings_of_offices(listed, settings), settings), settings
        )


async def _serve(settings: Settings) -> None:
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    async with office.running():
        typer.echo(TEXTS("cli.ready", url=settings.base_url))
        if office.telegram is None and office.zalo is None:
            typer.echo(TEXTS("cli.no_channel"))
        await until_stopped()


async def _serve_several(several: dict[str, Settings], settings: Settings) -> None:
    from bot.several_offices import SeveralOffices  # noqa: PLC0415 - start-up: slow for --help

    province = SeveralOffices(several, settings)
    async with province.running():
        for code, one in province.apps.items():
            typer.echo(TEXTS("cli.run.office", code=code, url=one.settings.base_url))
        await running.until_stopped()
