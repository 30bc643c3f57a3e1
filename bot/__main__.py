"""The command line: `python -m bot`, also installed as `pakn`."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import structlog
import typer
from dotenv import load_dotenv

from bot.settings import SettingError, Settings
from bot.texts import Texts
from bot.version import version_option
from messages_vi import ZONE

if TYPE_CHECKING:
    from bot.making import Made
    from rules.office import Office


TEXTS = Texts()
DEMO_DIR = Path("var/demo")
SHOWN_OUTAGES = timedelta(days=92)
"""How far back `check` tells of outages."""

app = typer.Typer(
    help=TEXTS("cli.help"),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line. Exit status: 0 done, 1 not done, 2 something must be changed."""
    app()


@app.callback()
def choose(
    of: Annotated[str, typer.Option("--of", help=TEXTS("cli.option_of"))] = "",
    _version: Annotated[bool, version_option(TEXTS("cli.option_version"))] = False,
) -> None:
    _CHOSEN[:] = [of] if of else []


_CHOSEN: list[str] = []
"""The office of several a command is about."""


def _settings(*, one: bool = True) -> Settings:
    """The environment's; with `--of CODE` those of that office."""
    load_dotenv(Path(".env"))
    try:
        settings = Settings.from_env(os.environ)
    except SettingError as error:
        _stop_wrong(error)
    if one and _CHOSEN:
        listed = _offices_file()
        several = _several(listed, settings) if listed else {}
        if _CHOSEN[0] not in several:
            _stop(TEXTS("cli.unknown_of", code=_CHOSEN[0], codes=", ".join(several)))
        return several[_CHOSEN[0]]
    return settings


def _offices_file() -> Path | None:
    listed = os.environ.get("PAKN_OFFICES", "").strip()
    return Path(listed) if listed else None


def _several(listed: Path, shared: Settings) -> dict[str, Settings]:
    try:
        return Settings.many(listed, shared)
    except SettingError as error:
        _stop_wrong(error)


def _stop_wrong(error: SettingError) -> NoReturn:
    why = TEXTS(f"settings.{error.key}")
    _stop(TEXTS("settings.wrong", name=error.name, why=why))


def _stop(text: str) -> NoReturn:
    typer.secho(text, err=True, fg="red")
    raise typer.Exit(2)


def _log() -> None:
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


def _run(work: Coroutine[Any, Any, None], settings: Settings) -> None:
    """Run to the end; what an operator can mend is said in a sentence, without a traceback."""
    from sqlalchemy.exc import ArgumentError, DBAPIError  # noqa: PLC0415 - `--help` must not wait for it

    from bot.app import OldSchemaError, sweep_memory_less_often  # noqa: PLC0415
    from offices import OfficeError  # noqa: PLC0415
    from storage.vault import WrongKey  # noqa: PLC0415

    _log()
    sweep_memory_less_often()
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(work)
    except OfficeError as error:
        typer.secho(TEXTS("cli.check.faults"), err=True, fg="red")
        _print_faults(error.faults)
        raise typer.Exit(2) from None
    except OldSchemaError as error:
        _stop(TEXTS("cli.old_schema", state=str(error)))
    except WrongKey:
        _stop(TEXTS("cli.wrong_key"))
    except DBAPIError as error:
        _stop(TEXTS("cli.no_database", detail=type(error.orig).__name__))
    except (ArgumentError, ConnectionError, FileExistsError, NotADirectoryError) as error:
        _stop(TEXTS("cli.no_database", detail=type(error).__name__))
    except OSError as error:
        if error.errno not in {98, 48}:
            raise
        _stop(TEXTS("cli.port_taken", port=str(settings.port)))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster event loop where there is one."""
    try:
        import uvloop  # noqa: PLC0415
    except ImportError:
        return None
    return uvloop.new_event_loop


@app.command(help=TEXTS("cli.demo.help"))
def demo() -> None:
    settings = _settings()
    if "PAKN_DATA_DIR" not in os.environ:
        settings = dataclasses.replace(settings, data_dir=DEMO_DIR)
    # The demonstration is for one machine: it has seats anybody may take.
    settings = dataclasses.replace(settings, telegram_token="", zalo_oa_id="", host="127.0.0.1")
    _run(_demo(settings), settings)


async def _demo(settings: Settings) -> None:
    from bot.app import App  # noqa: PLC0415
    from bot.demo import SEATS, Demo  # noqa: PLC0415

    running = App(settings, seats=SEATS)
    page = Demo(running)
    async with running.running():
        await page.prepare()
        url = f"http://{settings.host}:{running.port}/demo"
        typer.echo(TEXTS("cli.demo.open", url=url))
        await _until_stopped()


@app.command(help=TEXTS("cli.lifecycle.help"))
def lifecycle() -> None:
    from publish import lifecycle_page  # noqa: PLC0415

    typer.echo(lifecycle_page.render(), nl=False)


@app.command(help=TEXTS("cli.run.help"))
def run(
    several: Annotated[
        Path | None, typer.Option("--offices", help=TEXTS("cli.run.option_offices"))
    ] = None,
) -> None:
    settings = _settings(one=False)
    listed = several or _offices_file()
    if listed is None:
        _run(_serve(settings), settings)
    else:
        _run(_serve_several(_several(listed, settings), settings), settings)


async def _serve(settings: Settings) -> None:
    from bot.app import App  # noqa: PLC0415

    running = App(settings)
    async with running.running():
        typer.echo(TEXTS("cli.ready", url=settings.base_url))
        if running.telegram is None and running.zalo is None:
            typer.echo(TEXTS("cli.no_channel"))
        await _until_stopped()


async def _serve_several(several: dict[str, Settings], settings: Settings) -> None:
    from bot.province import Province  # noqa: PLC0415

    province = Province(several, settings)
    async with province.running():
        for code, one in province.apps.items():
            typer.echo(TEXTS("cli.run.office", code=code, url=one.settings.base_url))
        await _until_stopped()


async def _until_stopped() -> None:
    typer.echo(TEXTS("cli.stop_hint"))
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()


@app.command(help=TEXTS("cli.check.help"))
def check(
    office: Annotated[Path | None, typer.Option(help=TEXTS("cli.check.option_office"))] = None,
    what_if: Annotated[Path | None, typer.Option(help=TEXTS("cli.check.option_what_if"))] = None,
) -> None:
    import offices  # noqa: PLC0415

    folder = office or _settings().office
    try:
        loaded = offices.load(folder, what_if)
    except offices.OfficeError as error:
        typer.secho(TEXTS("cli.check.faults"), err=True, fg="red")
        _print_faults(error.faults)
        raise typer.Exit(2) from None
    typer.secho(TEXTS("cli.check.ok", name=loaded.name), fg="green")
    if doubts := offices.locate(folder, offices.warnings(loaded)):
        typer.echo(TEXTS("cli.check.confirm"))
        _print_faults(doubts)
    if what_if or office is None:
        settings = _settings()
        _run(_check_log(settings, loaded if what_if else None), settings)


async def _check_log(settings: Settings, other: Office | None) -> None:
    """What only the log can tell: outages, and what other data would change. Writes nothing."""
    from bot.app import App  # noqa: PLC0415
    from handlers.deadlines import no_eligible_handler, recalculation  # noqa: PLC0415
    from storage import cases, heartbeat, migrations  # noqa: PLC0415

    if await migrations.current(settings.database) != migrations.head():
        if other is not None:
            _stop(TEXTS("cli.check.no_log"))
        return
    app = App(settings)
    now = app.clock.now()
    try:
        async with app.db.read() as db:
            for outage in await heartbeat.outages(db, now - SHOWN_OUTAGES, now):
                values = {"first": outage.first, "last": outage.last}
                length = timedelta(minutes=outage.minutes)
                typer.echo(TEXTS("cli.check.outage", length=length, **values))
            alone = [
                case.id
                for case in await no_eligible_handler.cases_without_handler(db, app.office, now)
            ]
            for case in await cases.by_ids(db, alone):
                typer.echo(TEXTS("cli.check.left_alone", code=case.code))
            if other is not None:
                found = await recalculation.preview_dates(db, app.office, other, now, TEXTS)
                typer.echo("\n".join([TEXTS("cli.check.what_if"), *found.lines]))
                counts = {"moved": found.moved, "open": found.open}
                typer.echo(TEXTS("cli.check.moved", **counts, late=found.late, saved=found.saved))
    finally:
        await app.db.close()


def _print_faults(faults: Any) -> None:
    for fault in faults:
        typer.echo(f"{fault.file}:{fault.line}: {TEXTS(fault.key, **fault.values)}", err=True)


@app.command(help=TEXTS("cli.migrate.help"))
def migrate() -> None:
    settings = _settings()
    _run(_migrate(settings), settings)


async def _migrate(settings: Settings) -> None:
    from storage import migrations  # noqa: PLC0415

    if settings.database.startswith("sqlite"):
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    await migrations.upgrade(settings.database)
    typer.echo(TEXTS("cli.migrate.done", state=migrations.head()))


@app.command(help=TEXTS("cli.invite.help"))
def invite(
    role: Annotated[str, typer.Option(help=TEXTS("cli.invite.option_role"))] = "",
    agency: Annotated[str, typer.Option(help=TEXTS("cli.invite.option_agency"))] = "",
    name: Annotated[str, typer.Option(help=TEXTS("cli.invite.option_name"))] = "",
    show: Annotated[bool, typer.Option("--list", help=TEXTS("cli.invite.option_list"))] = False,
    revoke: Annotated[int, typer.Option(help=TEXTS("cli.invite.option_revoke"))] = 0,
) -> None:
    settings = _settings()
    if revoke:
        _run(_revoke(settings, revoke), settings)
    elif show:
        _run(_list_invitations(settings), settings)
    elif role:
        _run(_invite(settings, role, agency.upper(), name), settings)
    else:
        _stop(TEXTS("cli.invite.needs_role"))


async def _invite(settings: Settings, role: str, agency: str, name: str) -> None:
    from bot.app import App  # noqa: PLC0415
    from rules.lifecycle import AGENCY_ROLES, ROLES  # noqa: PLC0415
    from storage import invitations  # noqa: PLC0415

    office = App(settings)
    if role not in ROLES:
        _stop(TEXTS("cli.invite.unknown_role", role=role, roles=", ".join(ROLES)))
    agencies = [code for code, one in office.office.agencies.items() if one.handles]
    if role in AGENCY_ROLES and agency not in agencies:
        _stop(TEXTS("cli.invite.needs_agency", agencies=", ".join(agencies)))
    async with office.opened():
        days = office.office.limits.invitation_days
        async with office.db.begin() as db:
            row, token = await invitations.create(
                db, role, agency if role in AGENCY_ROLES else "", name, office.clock.now(), days
            )
        until = row.created_at + timedelta(days=days)
        typer.echo(TEXTS("cli.invite.made", number=row.id, role=role, until=until))
        typer.echo(TEXTS("cli.invite.web", url=f"{office.links['web']}moi-{token}"))
        if office.telegram is not None:
            await _meet_telegram(office)
            link = office.links.get("telegram")
            typer.echo(
                TEXTS("cli.invite.telegram", url=f"{link}moi-{token}")
                if link
                else TEXTS("cli.invite.telegram_by_hand", token=token)
            )
        if office.zalo is not None:
            typer.echo(TEXTS("cli.invite.zalo", url=office.zalo.url, token=token))


async def _list_invitations(settings: Settings) -> None:
    from bot.app import App  # noqa: PLC0415
    from storage import invitations  # noqa: PLC0415

    office = App(settings)
    async with office.opened():
        async with office.db.read() as db:
            rows = await invitations.pending(db, office.clock.now())
        for row in rows:
            values = {"number": row.id, "role": row.role, "agency": row.agency, "name": row.name}
            typer.echo(TEXTS("cli.invite.line", until=row.expires_at, **values))
        if not rows:
            typer.echo(TEXTS("cli.invite.none"))


async def _revoke(settings: Settings, number: int) -> None:
    from bot.app import App  # noqa: PLC0415
    from storage import invitations  # noqa: PLC0415

    office = App(settings)
    async with office.opened(), office.db.begin() as db:
        done = await invitations.revoke(db, number, office.clock.now())
    typer.echo(TEXTS("cli.invite.revoked" if done else "cli.invite.not_revoked", number=number))
    if not done:
        raise typer.Exit(1)


@app.command(help=TEXTS("cli.key.help"))
def key(
    add: Annotated[str, typer.Option(help=TEXTS("cli.key.option_add"))] = "",
    per_day: Annotated[int, typer.Option(help=TEXTS("cli.key.option_per_day"))] = 0,
    end: Annotated[int, typer.Option(help=TEXTS("cli.key.option_end"))] = 0,
) -> None:
    from bot import keys  # noqa: PLC0415

    settings = _settings()
    if end:
        _run(keys.end(settings, end), settings)
    elif add:
        _run(keys.add(settings, add, per_day), settings)
    else:
        _run(keys.show(settings), settings)


@app.command(name="verify-log", help=TEXTS("cli.verify.help"))
def verify_log(
    export: Annotated[Path | None, typer.Option(help=TEXTS("cli.verify.option_export"))] = None,
    file: Annotated[Path | None, typer.Option(help=TEXTS("cli.verify.option_file"))] = None,
    head: Annotated[str, typer.Option(help=TEXTS("cli.verify.option_head"))] = "",
) -> None:
    if file is not None:
        _verify_file(file, head)
        return
    settings = _settings()
    _run(_verify(settings, export, head), settings)


def _verify_file(file: Path, head: str) -> None:
    from msgspec import MsgspecError  # noqa: PLC0415

    from bot.sealing import check_file  # noqa: PLC0415

    try:
        found = check_file(file, head)
    except (OSError, MsgspecError):
        _stop(TEXTS("cli.verify.no_file", path=file))
    _print_log(*found)


async def _verify(settings: Settings, export: Path | None, head: str) -> None:
    from bot import sealing  # noqa: PLC0415
    from bot.app import App  # noqa: PLC0415

    office = App(settings)
    async with office.opened():
        if export is not None:
            lines = await sealing.export(office.db, export)
            typer.echo(TEXTS("cli.verify.exported", n=lines, path=export))
        found = await sealing.check(office.db, head)
    _print_log(*found)


def _print_log(lines: int, faults: Any) -> None:
    for fault in faults:
        where = f"{fault.kind}_{'line' if fault.number else 'place'}"
        values = {"place": fault.position, "code": fault.code, "n": fault.number}
        typer.secho(TEXTS(f"cli.verify.{where}", **values), err=True, fg="red")
    if faults:
        raise typer.Exit(1)
    typer.secho(TEXTS("cli.verify.whole", n=lines), fg="green")


@app.command(help=TEXTS("cli.poster.help"))
def poster(
    counter: Annotated[str, typer.Option(help=TEXTS("cli.poster.option_counter"))],
    size: Annotated[str, typer.Option(help=TEXTS("cli.poster.option_size"))] = "A4",
    out: Annotated[Path | None, typer.Option(help=TEXTS("cli.poster.option_out"))] = None,
) -> None:
    settings = _settings()
    _run(_poster(settings, counter.lower(), size.upper(), out), settings)


async def _poster(settings: Settings, counter: str, size: str, out: Path | None) -> None:
    from bot.app import App  # noqa: PLC0415
    from publish import kiosk_link, poster  # noqa: PLC0415

    office = App(settings)
    counters = office.office.ratings.counters
    if counter not in counters:
        _stop(TEXTS("cli.poster.unknown", codes=", ".join(counters)))
    if size not in poster.SIZES:
        _stop(TEXTS("cli.poster.size"))
    await _meet_telegram(office)
    addresses = poster.targets(settings.base_url, office.links, counter)
    path = out or Path(f"poster-{counter}-{size}.pdf")
    path.write_bytes(poster.poster(office.office, office.texts, counter, addresses, size))
    typer.echo(TEXTS("cli.poster.made", path=path))
    for url in addresses.values():
        typer.echo(f"  {url}")
    typer.echo(
        TEXTS("cli.poster.kiosk", url=kiosk_link.url(office.db.vault, settings.base_url, counter))
    )


async def _meet_telegram(office: Any) -> None:
    """Ask Telegram for the bot's name, which its links need."""
    if office.telegram is not None:
        await office.telegram.open()
        await office.telegram.meet()
        await office.telegram.close()


@app.command(help=TEXTS("cli.report.help"))
def report(
    span: Annotated[str, typer.Argument(help=TEXTS("cli.report.span"))] = "week",
    agency: Annotated[str, typer.Option(help=TEXTS("cli.report.agency"))] = "",
    day: Annotated[str, typer.Option(help=TEXTS("cli.report.day"))] = "",
    out: Annotated[Path, typer.Option(help=TEXTS("cli.report.out"))] = Path(),
) -> None:
    settings = _settings()
    _run(_report(settings, span, agency.upper(), day, out), settings)


async def _report(settings: Settings, span: str, agency: str, day: str, out: Path) -> None:
    from bot.app import App  # noqa: PLC0415
    from bot.making import Making  # noqa: PLC0415
    from handlers.reports import summary as reporting  # noqa: PLC0415
    from rules.figures import UnbalancedError  # noqa: PLC0415
    from rules.period import SPANS, before, containing, cut  # noqa: PLC0415
    from storage import migrations  # noqa: PLC0415

    office = App(settings)
    rule, today = office.office.reports.period_rule, office.clock.now().astimezone(ZONE).date()
    wanted = next((one for one in SPANS if span.lower() in {one, _spoken(one)}), None)
    if wanted is None:
        spans = ", ".join(f"{one} ({_spoken(one)})" for one in SPANS)
        _stop(TEXTS("cli.report.unknown_span", span=span, spans=spans))
    if agency and agency not in office.office.agencies:
        agencies = ", ".join(office.office.agencies)
        _stop(TEXTS("cli.report.unknown_agency", agency=agency, agencies=agencies))
    period = before(containing(today, wanted, rule), wanted, rule)
    if day:
        until = _day(day)
        if until > today:
            _stop(TEXTS("cli.report.to_come", day=until))
        period = cut(containing(until, wanted, rule), until)
    if await migrations.current(settings.database) != migrations.head():
        _stop(TEXTS("cli.report.no_data"))
    _folder(out)
    async with office.opened():
        typer.echo(TEXTS("cli.report.counting"))
        async with office.db.read() as db:
            making = Making(db=db, world=office.world, now=office.clock.now())
            try:
                source = await reporting.report_source(
                    making, wanted, period.first, agency, period.last
                )
            except UnbalancedError as error:
                typer.secho(
                    TEXTS("reporting.unbalanced", **reporting.unbalanced_in_words(error)),
                    err=True,
                    fg="red",
                )
                raise typer.Exit(1) from None
        typer.echo(TEXTS("cli.report.writing"))
        _write(reporting.render_report(source, making), out)


def _spoken(span: str) -> str:
    return TEXTS(f"reporting.span.{span}")


def _day(word: str) -> date:
    from rules.period_words import FIRST_YEAR  # noqa: PLC0415

    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            found = datetime.strptime(word, form).replace(tzinfo=ZONE).date()
            if found.year >= FIRST_YEAR:
                return found
    _stop(TEXTS("cli.report.unknown_day", day=word))


def _folder(out: Path) -> None:
    """Said before the work, not after it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _stop(TEXTS("cli.report.not_written", out=str(out), detail=str(error.strerror)))


def _write(made: Made, out: Path) -> None:
    for file in made.files:
        try:
            (out / file.name).write_bytes(file.content)
        except OSError as error:
            _stop(TEXTS("cli.report.not_written", out=str(out), detail=str(error.strerror)))
        typer.echo(str(out / file.name))
    typer.echo(made.text)


if __name__ == "__main__":
    main()
