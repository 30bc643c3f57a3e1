"""The weekly summary, and reports on demand: figures in five sentences, and files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Due, inbound
from bot.making import File, Made, Making
from bot.turn import ZONE, Refused, Rows, Turn
from publish import docx, pdf, xlsx
from publish.facts import outage_minutes, summary
from publish.report import Writer
from publish.report_tables import Source, Waiting
from rules.ask_figures import Question
from rules.deadline import add_working_days
from rules.figures import Period
from rules.frozen import as_closed, corrections
from rules.lifecycle import CHAIR, LEADER, OFFICE, RECEIVED
from rules.office import Office
from rules.period import SPANS, Span, before, containing
from rules.rating_report import Report, report
from rules.text import fold
from storage import cases, figures, inbox, log, people, periods, rating_figures
from storage.people import Role

READERS = (OFFICE, CHAIR, LEADER)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def push_at(office: Office, week: Period) -> datetime:
    """When a week's summary goes out: the Monday after it, or the next working day."""
    day = add_working_days(week.last, 1, office.calendar)
    return datetime.combine(day, time.fromisoformat(office.reports.push_at), ZONE)


async def due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """The summary of every week that is over, for each reader, once, the oldest first.

    After days off or an outage every week since the latest that did go out is caught up, as far
    as the office wants it; nothing from before somebody had a role.
    """
    found: list[Due] = []
    this = containing(now.astimezone(ZONE).date(), "week", "calendar")
    for steps in range(1, office.reports.catch_up_weeks + 1):
        week = before(this, "week", "calendar", steps)
        moment = push_at(office, week)
        if now < moment:
            continue
        items = [_due(week, *reader) for reader in await _readers(db, moment)]
        found = [*items, *found]
        if not items or await inbox.any_known(db, [inbound(item).key for item in items]):
            break
    return found


def _due(week: Period, person: int, agency: str) -> Due:
    key = f"weekly:{week.first}:{person}:{agency}"
    return Due("report", key, person, f"week:{week.first}:{agency}")


async def _readers(db: AsyncSession, moment: datetime) -> list[tuple[int, str]]:
    """(person, agency) of everybody who read summaries at a moment and still does.

    No agency: the whole office's.
    """
    held = await people.roles_before(db, moment)
    return [(person, agency) for person, roles in held.items() for agency in scopes(roles)]


def scopes(roles: Sequence[Role]) -> list[str]:
    """The agencies whose figures somebody reads; `""` stands for all of them, no entry for none."""
    if any(role.role in {OFFICE, CHAIR} for role in roles):
        return [""]
    return sorted({role.agency for role in roles if role.role == LEADER})


async def baocao(turn: Turn) -> None:
    """`/baocao [tuần|tháng|quý|năm] [đơn vị] [đến ngày]`: the report of a period."""
    span, agency, day = wanted(turn)
    held = scopes(turn.known.roles)
    if agency and agency not in turn.office.agencies:
        raise Refused("reporting.unknown_agency", agency=agency[:40])
    if "" not in held and agency not in held:
        agency = held[0]  # a leader reads the own agency's
    rule = turn.office.reports.period_rule
    period = containing(day, span, rule)
    turn.say("reporting.making")
    turn.later("report", turn.person.id, f"{span}:{period.first}:{agency}")


def wanted(turn: Turn) -> tuple[Span, str, date]:
    """The span, agency and day that the words after a command name. Raises Refused."""
    spoken = {fold(turn.words(f"reporting.span.{span}")): span for span in SPANS}
    span: Span = "week"
    agency, day = "", turn.today
    for word in turn.args.split():
        if fold(word) in spoken:
            span = spoken[fold(word)]
        elif word[:1].isdigit():
            day = _day(word)
        else:
            agency = word.upper()
    if not turn.args.strip():
        # With nothing said: the last whole week, as the push gives it.
        day = turn.today - timedelta(days=7)
    return span, agency, min(day, turn.today)


def _day(word: str) -> date:
    try:
        return datetime.strptime(word, "%d/%m/%Y").replace(tzinfo=ZONE).date()
    except ValueError:
        raise Refused("reporting.which_day", day=word[:20]) from None


async def make(making: Making, _person: int, detail: str) -> Made:
    """The report's files, outside any transaction."""
    span, first, agency = detail.split(":")
    source = await source_of(making, span, date.fromisoformat(first), agency)  # type: ignore[arg-type]
    return await asyncio.to_thread(render, source, making)


async def source_of(making: Making, span: Span, first: date, agency: str) -> Source:
    """The figures of a report and what its words need. Raises UnbalancedError."""
    db, office = making.db, making.world.office
    period: Period = containing(first, span, office.reports.period_rule)
    found = await summary(db, office, period, span, agency, making.now)
    handlers = sorted({fact.handler for fact, _ in found.overdue if fact.handler})
    old = None if agency else await periods.closed(db, span, period.first)
    return Source(
        summary=as_closed(found, old.figures) if old else found,
        closed=old,
        corrections=corrections(old.figures, found) if old else [],
        span=span,
        agency=agency,
        names=await figures.names(db, handlers),
        waiting=Waiting(
            sorting=await cases.count_with_status(db, RECEIVED),
            extensions=await cases.count_undecided_extensions(db),
            publishing=await cases.count_awaiting_publication(db),
        ),
        ratings=await _ratings(making, span, period, agency),
        outage_minutes=await outage_minutes(making.db, period),
        made_at=making.now.astimezone(ZONE),
    )


async def _ratings(making: Making, span: Span, period: Period, agency: str) -> Report:
    """What visitors said in the period, and in the one before, of an agency's counters or all."""
    office = making.world.office
    rated = office.ratings.counters.items()
    counters = [code for code, one in rated if one.agency == agency] if agency else None
    earlier = before(period, span, office.reports.period_rule)
    now, then = [
        await rating_figures.tallies(making.db, days.first, days.last, counters)
        for days in (period, earlier)
    ]
    return report(office, now, then)


def render(source: Source, making: Making) -> Made:
    """Picture, document, PDF and workbook of a report, and its five sentences."""
    texts = making.world.texts
    writer = Writer(making.world.office, texts)
    document = writer.document(source)
    name = f"bao-cao-{source.span}-{source.summary.period.first}"
    return Made(
        files=(
            File("photo", "image/png", f"{name}.png", document.pictures[0].png),
            File("document", DOCX, f"{name}.docx", docx.render(document, texts)),
            File("document", "application/pdf", f"{name}.pdf", pdf.render(document, texts)),
            File(
                "document",
                XLSX,
                f"{name}.xlsx",
                xlsx.render(writer.workbook(source, document), texts),
            ),
        ),
        text=writer.brief(source),
    )


async def send(turn: Turn, person_id: int, detail: str) -> None:
    """Time event: the report is made; its reader gets it, if still entitled to."""
    person = await people.by_id(turn.db, person_id)
    roles = await people.roles_of(turn.db, person) if person else []
    if not scopes(roles):
        return
    text = "\n".join([turn.event.text, *await _log_head(turn)])
    for address in await people.addresses_of(turn.db, person_id):
        if turn.event.faults:
            turn.say("reporting.refused", to=address)
        else:
            turn.say(
                "reporting.brief",
                to=address,
                media=turn.event.media,
                choices=[
                    *_doors(turn, detail),
                    *(
                        [turn.button(f"commands.{name}.label", "c", name)]
                        for name in ("quahan", "phanloai")
                        if _may(roles, name)
                    ),
                ],
                text=text,
            )


async def _log_head(turn: Turn) -> list[str]:
    """Whoever keeps this message can prove later that the log was not changed since."""
    head = await log.published_head(turn.db, turn.today)
    if head is None:
        return []
    return [turn.words("reporting.log_head", day=head.day, n=head.position, hash=head.hash)]


def _doors(turn: Turn, detail: str) -> Rows:
    """From the numbers of a report to the cases behind them."""
    span, first, agency = detail.split(":")
    whole = Question(span, date.fromisoformat(first), agency=agency)  # type: ignore[arg-type]
    late = whole._replace(state="overdue").packed()
    return [
        [turn.button("reporting.overdue", "figs", 0, "page", late)],
        [turn.button("reporting.numbers", "figs", 0, "state", whole.packed())],
    ]


def _may(roles: Sequence[Role], command: str) -> bool:
    held = {role.role for role in roles}
    return bool(held & ({OFFICE} if command == "phanloai" else set(READERS)))
