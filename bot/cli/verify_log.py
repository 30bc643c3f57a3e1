"""`verify-log`: whether the log was changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import console, options, running
from bot.cli.console import TEXTS
from bot.settings import Settings


def verify_log_command(
    export: Annotated[Path | None, typer.Option(help=TEXTS("cli.verify.option_export"))] = None,
    file: Annotated[Path | None, typer.Option(help=TEXTS("cli.verify.option_file"))] = None,
    head: Annotated[str, typer.Option(help=TEXTS("cli.verify.option_head"))] = "",
) -> None:
    if file is not None:
        _verify_file(file, head)
        return
    settings = options.chosen_settings()
    running.run_to_end(_verify(settings, export, head), settings)


def _verify_file(file: Path, head: str) -> None:
    from msgspec import MsgspecError  # noqa: PLC0415 - start-up: slow for --help

    from bot.audit_log import verify_audit_log_file  # noqa: PLC0415 - start-up: slow for --help

    try:
        found = verify_audit_log_file(file, head)
    except (OSError, MsgspecError):
        console.stop_with(TEXTS("cli.verify.no_file", path=file))
    _print_log(*found)


async def _verify(settings: Settings, export: Path | None, head: str) -> None:
    from bot import audit_log as sealing  # noqa: PLC0415 - start-up: slow for --help
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    async with office.opened():
        if export is not None:
            lines = await sealing.export_audit_log(office.db, export)
            typer.echo(TEXTS("cli.verify.exported", n=lines, path=export))
        found = await sealing.verify_audit_log(office.db, head)
    _print_log(*found)


def _print_log(lines: int, faults: Any) -> None:
    for fault in faults:
        where = f"{fault.kind}_{'line' if fault.number else 'place'}"
        values = {"place": fault.position, "code": fault.code, "n": fault.number}
        typer.secho(TEXTS(f"cli.verify.{where}", **values), err=True, fg="red")
    if faults:
        raise typer.Exit(1)
    typer.secho(TEXTS("cli.verify.whole", n=lines), fg="green")
