"""The commands, in the order in which `--help` names them."""

from __future__ import annotations

from collections.abc import Callable

import typer

from bot.cli import (
    check,
    demo,
    invite,
    key,
    kiosk,
    lifecycle,
    migrate,
    options,
    poster,
    rekey,
    report,
    retry,
    run,
    staff,
    verify_log,
    who_sees,
)
from bot.cli.console import TEXTS

COMMANDS: dict[str, Callable[..., None]] = {
    "demo": demo.demo_command,
    "lifecycle": lifecycle.lifecycle_command,
    "who-sees": who_sees.who_sees_command,
    "run": run.run_command,
    "check": check.check_command,
    "migrate": migrate.migrate_command,
    "invite": invite.invite_command,
    "staff": staff.staff_command,
    "key": key.key_command,
    "retry": retry.retry_command,
    "rekey": rekey.rekey_command,
    "verify-log": verify_log.verify_log_command,
    "poster": poster.poster_command,
    "kiosk": kiosk.kiosk_command,
    "report": report.report_command,
}

app = typer.Typer(
    help=TEXTS("cli.help"),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.callback()(options.choose_office)
for name, command in COMMANDS.items():
    app.command(name, help=TEXTS(f"cli.{name.removesuffix('-log').replace('-', '_')}.help"))(
        command
    )


def main() -> None:
    """Run the command line. Exit status: 0 done, 1 not done, 2 something must be changed."""
    app()
