"""`key`: keys of systems that file through Open311."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import options, running
from bot.cli.console import TEXTS


def key_command(
    add: Annotated[str, typer.Option(help=TEXTS("cli.key.option_add"))] = "",
    per_day: Annotated[int, typer.Option(help=TEXTS("cli.key.option_per_day"))] = 0,
    end: Annotated[int, typer.Option(help=TEXTS("cli.key.option_end"))] = 0,
) -> None:
    from bot.cli import api_keys as keys  # noqa: PLC0415 - start-up: slow for --help

    settings = options.chosen_settings()
    if end:
        running.run_to_end(keys.revoke_api_key(settings, end), settings)
    elif add:
        running.run_to_end(keys.issue_api_key(settings, add, per_day), settings)
    else:
        running.run_to_end(keys.print_api_keys(settings), settings)
