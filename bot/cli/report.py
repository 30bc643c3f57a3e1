"""`report`: the files of a report, from the shell."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import console, options, running
from bot.cli.console import TEXTS
from bot.settings import Settings
from rules.asked_days import FIRST_YEAR
from rules.local_time import ZONE
from rules.period_summary import UnbalancedError
from rules.reporting_period import SPANS, cut_period, period_before, period_containing

if TYPE_CHECKING:
    from bot.jobs import JobResult


def report_command(
    span: Annotated[str, typer.Argument(help=TEXTS("cli.report.span"))] = "week",
    agency: Annotated[str, typer.Option(help=TEXTS("cli.report.agency"))] = "",
    day: Annotated[str, typer.Option(help=TEXTS("cli.report.day"))] = "",
    out: Annotated[Path, typer.Option(help=TEXTS("cli.report.out"))] = Path(),
) -> None:
    settings = options.chosen_settings()
    running.run_to_end(_report(settings, span, agency.upper(), day, out), settings)


async def _report(settings: Settings, span: str, agency: str, day: str, out: Path) -> None:
    from bot.app import App  # noqa: PLC0415 - start-up: slow for --help
    from bot.jobs import JobContext  # noqa: PLC0415 - start-up: slow for --help
    from handlers.reports import report_files  # noqa: PLC0415 - start-up: slow for --help
    from storage import migrations  # noqa: PLC0415 - start-up: slow for --help

    office = App(settings)
    rule, today = office.office.reports.period_rule, office.clock.now().astimezone(ZONE).date()
    wanted = next((one for one in SPANS if span.lower() in {one, _spoken(one)}), None)
    if wanted is None:
        spans = ", ".join(f"{one} ({_spoken(one)})" for one in SPANS)
        console.stop_with(TEXTS("cli.report.unknown_span", span=span, spans=spans))
    if agency and agency not in office.office.agencies:
        agencies = ", ".join(office.office.agencies)
        console.stop_with(TEXTS("cli.report.unknown_agency", agency=agency, agencies=agencies))
    period = period_before(period_containing(today, wanted, rule), wanted, rule)
    if day:
        until = _day(day)
        if until > today:
            console.stop_with(TEXTS("cli.report.to_come", day=until))
        period = cut_period(period_containing(until, wanted, rule), until)
    if await migrations.revision_of_database(settings.database) != migrations.needed_revision():
        console.stop_with(TEXTS("cli.report.no_data"))
    _folder(out)
    async with office.opened():
        typer.echo(TEXTS("cli.report.counting"))
        async with office.db.read() as db:
            making = JobContext(db=db, world=office.world, now=office.clock.now())
            try:
                source = await report_files.report_source(
                    making, wanted, period.first, agency, period.last
                )
            except UnbalancedError as error:
                typer.secho(
                    TEXTS("reporting.unbalanced", **report_files.unbalanced_in_words(error)),
                    err=True,
                    fg="red",
                )
                raise typer.Exit(1) from None
        typer.echo(TEXTS("cli.report.writing"))
        _write(report_files.render_report(source, making), out)


def _spoken(span: str) -> str:
    return TEXTS(f"reporting.span.{span}")


def _day(word: str) -> date:
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            found = datetime.strptime(word, form).replace(tzinfo=ZONE).date()
            if found.year >= FIRST_YEAR:
                return found
    return console.stop_with(TEXTS("cli.report.unknown_day", day=word))


def _folder(out: Path) -> None:
    """Said before the work, not after it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        console.stop_with(TEXTS("cli.report.not_written", out=str(out), detail=str(error.strerror)))


def _write(made: JobResult, out: Path) -> None:
    for file in made.files:
        try:
            (out / file.name).write_bytes(file.content)
        except OSError as error:
            console.stop_with(
                TEXTS("cli.report.not_written", out=str(out), detail=str(error.strerror))
            )
        typer.echo(str(out / file.name))
    typer.echo(made.text)
