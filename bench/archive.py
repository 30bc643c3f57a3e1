"""An archive as an office in its ordinary state has it: the newest cases open, some of them late.

Arrivals, agencies, fields and answers are spread as widely as the office's own data are, so that
whatever is remembered from one case to the next is remembered as little as in life.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, text

from bench.sweep import NOW, said
from rules.office import Office
from storage.database import Database
from storage.models import UtcTime

ANSWERED_AFTER = (*(1, 2, 3, 5, 7, 9, 11, 13, 15, 17), *(18, 19, 20, 20, 21, 21, 21, 22, 27, 45))
"""Days from a case's arrival to its answer, each for one case in so many; the last two are late."""
MEAN = sum(ANSWERED_AFTER) / len(ANSWERED_AFTER)
YEARS = 10
"""In which an archive of a million cases grows: 274 a day, more than any district has today."""
BATCH = 20_000
MINUTES_A_DAY = 24 * 60
OPENING_MINUTES = 600
"""Of them people write."""


class Step(NamedTuple):
    """A line in the logs of some of the cases."""

    action: str
    minutes: str
    """After the arrival; an SQL expression over c.i and c.days."""
    data: str = "'{}'"
    among: str = "true"
    """Which cases have it."""


STEPS = (
    Step("receive", "0"),
    Step("forward", "30 + c.i * 13 % 1500", "'{\"agency\":\"' || c.agency || '\"}'"),
    Step("accept", "60 + c.i * 13 % 1500 + c.i * 7 % 1200", "'{\"handler_id\": 1}'"),
    Step("answer", f"c.days * {MINUTES_A_DAY}"),
    Step("publish", f"(c.days + 1 + c.i % 2) * {MINUTES_A_DAY}", among="c.i % 2 = 0"),
    Step(
        "rate",
        f"c.days * {MINUTES_A_DAY} + 60 + c.i * 17 % 4000",
        "'{\"score\":' || (1 + c.i * 31 % 5) || '}'",
        among="c.i % 4 = 1",
    ),
)


def per_day(opened: int) -> float:
    """How many arrive a day where so many are open at a time."""
    return opened / MEAN


def open_after_years(cases: int) -> int:
    """How many of so many cases are open when the archive grew evenly over YEARS."""
    return round(cases / (YEARS * 365) * MEAN)


async def fill(db: Database, office: Office, cases: int, opened: int) -> None:
    """Store so many cases with their logs, of which about `opened` are not answered yet."""
    async with db.begin() as session:
        who = text("INSERT INTO people (id, name, created_at) VALUES (1, 'Cán bộ A', :at)")
        await session.execute(who.bindparams(bindparam("at", NOW, UtcTime)))
    start = (NOW - timedelta(days=cases / per_day(opened))).replace(hour=0, minute=0)
    values = {"start": _stored(start), "now": _stored(NOW), "each": 1 / per_day(opened)}
    values |= said(db)
    for first in range(1, cases + 1, BATCH):
        numbers = {"first": first, "last": min(first + BATCH - 1, cases)}
        async with db.begin() as session:
            for statement in _statements(office, embedded=db.embedded):
                await session.execute(text(statement), {**values, **numbers})
    async with db.begin() as session:
        said_by_steps = await session.execute(text("SELECT DISTINCT data FROM case_events"))
        for (data,) in said_by_steps.all():
            closed = {"was": data, "anew": "" if data == "{}" else db.vault.encrypt_text(data)}
            change = "UPDATE case_events SET data = :anew WHERE data = :was"
            await session.execute(text(change), closed)


def _stored(at: datetime) -> str:
    return f"{at.replace(tzinfo=None):%Y-%m-%d %H:%M:%S}"


def _after(moment: str, minutes: str, *, embedded: bool) -> str:
    if embedded:
        return f"datetime({moment}, '+' || CAST({minutes} AS INTEGER) || ' minutes')"
    return f"CAST({moment} AS timestamptz) + ({minutes}) * interval '1 minute'"


def _statements(office: Office, *, embedded: bool) -> Iterator[str]:
    fields = list(office.fields.items())
    zone = "" if embedded else " || '+00'"
    start, now = f"(CAST(:start AS TEXT){zone})", f"(CAST(:now AS TEXT){zone})"
    now = now if embedded else f"CAST({now} AS timestamptz)"
    day = f"CAST(n.i * CAST(:each AS FLOAT) AS INTEGER) * {MINUTES_A_DAY}"
    arrived = _after(start, f"{day} + n.i * 37 % {OPENING_MINUTES}", embedded=embedded)
    due = _after("a.arrived", f"a.days * {MINUTES_A_DAY}", embedded=embedded)
    among = f"""WITH RECURSIVE n(i) AS (SELECT CAST(:first AS INTEGER)
        UNION ALL SELECT i + 1 FROM n WHERE i < CAST(:last AS INTEGER)),
      a AS (SELECT i, {arrived} AS arrived, {_one_of("n.i * 7", ANSWERED_AFTER)} AS days,
        {_one_of("n.i * 11", (repr(code) for code, _ in fields))} AS field,
        {_one_of("n.i * 11", (repr(field.agency) for _, field in fields))} AS agency,
        {_one_of("n.i * 5", (repr(code) for code in office.communes))} AS commune
        FROM n),
      c AS (SELECT a.*, {due} AS due FROM a)"""
    answered = f"due <= {now}"
    yield f"""INSERT INTO cases (id, code, status, publication, person_id, address, field, agency,
        commune, place, text, may_publish, received_at, kind, about, source, urgent, deadline,
        status_before, accused, level, sealed, contact, proposal)
      {among} SELECT i, 'PAKN.20260101.' || i,
        CASE WHEN {answered} THEN 'answered' ELSE 'in_progress' END, 'none', 1,
        CAST(:address AS TEXT),
        field, agency, commune, '', CAST(:text AS TEXT), true, arrived,
        'report', '', 'chat', false, '', '', '', 0, false, NULL, false
        FROM c WHERE arrived <= {now}"""
    for number, step in enumerate(STEPS, 1):
        at = _after("c.arrived", step.minutes, embedded=embedded)
        yield f"""INSERT INTO case_events (case_id, at, action, data, number, hash)
          {among} SELECT i, {at}, '{step.action}', {step.data}, {number},
            '' FROM c WHERE {step.among} AND {at} <= {now}
            AND ({number} < 4 OR {answered})"""


def _one_of(number: str, values: Iterable[object]) -> str:
    """The value a number falls upon, as SQL."""
    listed = list(values)
    cases = " ".join(f"WHEN {at} THEN {value}" for at, value in enumerate(listed))
    return f"CASE {number} % {len(listed)} {cases} END"
