"""What the command line says, and how it stops."""

from __future__ import annotations

from typing import Any, NoReturn

import typer

from bot.texts import Texts

TEXTS = Texts()


def stop_with(text: str) -> NoReturn:
    typer.secho(text, err=True, fg="red")
    raise typer.Exit(2)


def print_data_faults(faults: Any) -> None:
    for fault in faults:
        typer.echo(f"{fault.file}:{fault.line}: {TEXTS(fault.key, **fault.values)}", err=True)
