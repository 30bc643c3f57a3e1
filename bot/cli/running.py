"""Running the bot until it is stopped, and saying why it could not begin."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
import typer

from bot.cli import console, options
from bot.cli.console import TEXTS
from bot.settings import SettingError, Settings


def configure_logging() -> None:
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # A traceback that shows variables would write personal data and tokens down.
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def run_to_end(work: Coroutine[Any, Any, None], settings: Settings) -> None:
    """Run to the end; what an operator can mend is said in a sentence, without a traceback."""
    from sqlalchemy.exc import ArgumentError, DBAPIError  # noqa: PLC0415 - start-up: slow for --help

    from bot.app import OldSchemaError, sweep_memory_less_often  # noqa: PLC0415 - start-up: slow for --help
    from offices import OfficeError  # noqa: PLC0415 - start-up: slow for --help
    from storage.sealed_box import WrongSealedKeyError  # noqa: PLC0415 - start-up: slow for --help
    from storage.vault import WrongKeyError  # noqa: PLC0415 - start-up: slow for --help

    configure_logging()
    sweep_memory_less_often()
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(work)
    except OfficeError as error:
        typer.secho(TEXTS("cli.check.faults"), err=True, fg="red")
        console.print_data_faults(error.faults)
        raise typer.Exit(2) from None
    except SettingError as error:
        options.stop_for_setting(error)
    except OldSchemaError as error:
        console.stop_with(TEXTS("cli.old_schema", state=str(error)))
    except WrongKeyError:
        console.stop_with(TEXTS("cli.wrong_key"))
    except WrongSealedKeyError:
        console.stop_with(TEXTS("cli.wrong_sealed_key", path=str(settings.sealed_key_path)))
    except DBAPIError as error:
        console.stop_with(TEXTS("cli.no_database", detail=type(error.orig).__name__))
    except (ArgumentError, ConnectionError, FileExistsError, NotADirectoryError) as error:
        console.stop_with(TEXTS("cli.no_database", detail=type(error).__name__))
    except OSError as error:
        if error.errno not in {98, 48}:
            raise
        console.stop_with(TEXTS("cli.port_taken", port=str(settings.port)))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster event loop where there is one."""
    try:
        import uvloop  # noqa: PLC0415 - start-up: not everywhere, and slow for --help
    except ImportError:
        return None
    return uvloop.new_event_loop


async def until_stopped() -> None:
    typer.echo(TEXTS("cli.stop_hint"))
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()


async def meet_telegram(office: Any) -> None:
    """Ask Telegram for the bot's name, which its links need."""
    if office.telegram is not None:
        await office.telegram.open()
        await office.telegram.meet()
        await office.telegram.close()


async def leave_to_bot(office: Any, db: Any, due: Any) -> None:
    """Have the running bot, or the next one that starts, do what follows and tell who must know."""
    from bot.clock import inbound_of_due  # noqa: PLC0415 - start-up: slow for --help
    from storage import inbox  # noqa: PLC0415 - start-up: slow for --help

    update = inbound_of_due(due)
    now = office.clock.now()
    await inbox.add_updates(
        db, [inbox.UpdateArrival(update.key, update.lane, update.payload, update.bundle, now)]
    )
