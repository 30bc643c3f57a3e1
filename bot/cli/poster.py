"""`poster`: the notice of a counter as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import console, options, running
from bot.cli.console import TEXTS
from bot.settings import Settings


def poster_command(
    counter: Annotated[str, typer.Option(help=TEXTS("cli.poster.option_counter"))],
    size: Annotated[str, typer.Option(help=TEXTS("cli.poster.option_size"))] = "A4",
    out: Annotated[Path | None, typer.Option(help=TEXTS("cli.poster.option_out"))] = None,
) -> None:
    settings = options.chosen_settings()
    running.run_to_end(_poster(settings, counter.lower(), size.upper(), out), settings)


async def _poster(settings: Settings, counter: str, size: str, out: Path | None) -> None:
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from publish.documents import poster  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    counters = office.office.ratings.counters
    if counter not in counters:
        console.stop_with(TEXTS("cli.poster.unknown", codes=", ".join(counters)))
    if size not in poster.POSTER_SIZES:
        console.stop_with(TEXTS("cli.poster.size"))
    await running.meet_telegram(office)
    addresses = poster.poster_links(settings.base_url, office.links, counter)
    path = out or Path(f"poster-{counter}-{size}.pdf")
    path.write_bytes(poster.poster_pdf(office.office, office.texts, counter, addresses, size))
    typer.echo(TEXTS("cli.poster.made", path=path))
    for url in addresses.values():
        typer.echo(f"  {url}")
    typer.echo(TEXTS("cli.poster.kiosk"))
