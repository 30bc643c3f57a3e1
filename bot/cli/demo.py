"""`demo`: the demonstration."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import typer

from bot.cli import options, running
from bot.cli.console import TEXTS
from bot.cli.running import until_stopped
from bot.settings import Settings

DEMO_DIR = Path("var/demo")


def demo_command() -> None:
    settings = options.chosen_settings()
    if "PAKN_DATA_DIR" not in os.environ:
        settings = dataclasses.replace(settings, data_dir=DEMO_DIR)
    # The demonstration is for one machine: it has seats anybody may take.
    settings = dataclasses.replace(settings, telegram_token="", zalo_oa_id="", host="127.0.0.1")
    running.run_to_end(_demo(settings), settings)


async def _demo(settings: Settings) -> None:
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from bot.demo_page import DEMO_SEATS, DemoPage  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings, seats=DEMO_SEATS)
    page = DemoPage(office)
    async with office.running():
        await page.prepare()
        url = f"http://{settings.host}:{office.port}/demo"
        typer.echo(TEXTS("cli.demo.open", url=url))
        await until_stopped()
