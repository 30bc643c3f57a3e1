"""An apology for a late answer: drafted by us, signed by a leader, never left unsaid."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from bot import conversation
from bot.event import Choice
from bot.flow import TEXT, Again, Answers, Ask, Flow, Given
from bot.making import File, Made, Making
from bot.turn import Refused, Rows, Turn
from handlers import desk, promises
from publish import apology, pdf
from publish.apology import Slip
from rules.deadline import add_working_days
from rules.lifecycle import LEADER, OFFICE, RUNNING
from rules.timeline import ZONE, Moment, Stretch, rule_for, stretches
from storage import cases, notes, people
from storage.models import Case

SHORTEST = 10
DAYS = ("2", "3", "5", "10")
"""Working days an agency may commit to, as buttons."""


async def offer(turn: Turn, case: Case, due: Stretch) -> None:
    """Ask the leaders of the agency (or the office) to sign an apology."""
    agency = case.agency or turn.office.receiver
    found = await people.addresses_of_role(turn.db, LEADER, case.agency)
    found = found or await people.addresses_of_role(turn.db, OFFICE)
    for address, _ in found:
        turn.say(
            "apologies.offer",
            to=address,
            choices=[[turn.button("apologies.sign", "apologise", case.id)]],
            case=case.code,
            code=case.code,
            agency=desk.agency_name(turn, agency),
            due=due.due,
            days=turn.office.deadlines["sign_apology"].days,
        )


async def sign(turn: Turn, case_id: int, _: str) -> None:
    """Button: sign the apology of a late case."""
    case = await _signable(turn, case_id)
    await conversation.begin(turn, APOLOGISE.name, case_id=case.id, code=case.code)


async def _signable(turn: Turn, case_id: int) -> Case:
    case = await desk.find(turn, case_id)
    if not turn.known.holds(LEADER, case.agency) and not turn.known.holds(OFFICE):
        raise Refused("desk.not_yours")
    stretch = await promises.of(turn, case)
    if case.status not in RUNNING or not stretch.days_late:
        raise Refused("apologies.not_late", code=case.code)
    if await apologised(turn, case, stretch):
        raise Refused("apologies.already", code=case.code)
    return case


async def apologised(turn: Turn, case: Case, stretch: Stretch) -> bool:
    """Whether the citizen has been apologised to for this due date."""
    return any(
        line.action == "apologise" and line.data.get("due") == str(stretch.due)
        for line in await cases.events(turn.db, case)
    )


def _days(turn: Turn, _answers: Answers) -> Rows:
    row = [Choice(turn.words("apologies.in_days", n=int(days)), days) for days in DAYS]
    return [row[:2], row[2:]]


def _reason(_turn: Turn, _answers: Answers, given: Given) -> str:
    if len(given.text) < SHORTEST:
        raise Again("apologies.signing.reason.again")
    return given.text[:1000]


def _new_date(turn: Turn, answers: Answers) -> Any:
    return add_working_days(turn.today, int(answers["days"]), turn.office.calendar)


def _shown(turn: Turn, answers: Answers) -> dict[str, Any]:
    return {
        "code": answers["code"],
        "reason": answers["reason"],
        "promised": _new_date(turn, answers),
    }


async def _send(turn: Turn, answers: Answers) -> None:
    case = await _signable(turn, answers["case_id"])
    stretch = await promises.of(turn, case)
    promised = _new_date(turn, answers)
    note = await notes.add(
        turn.db, case, notes.APOLOGY, answers["reason"], turn.person.id, turn.now
    )
    await cases.log(
        turn.db,
        case,
        "apologise",
        turn.person.id,
        turn.now,
        due=str(stretch.due),
        promised=str(promised),
        signed=True,
    )
    _tell(turn, case, stretch, "apologies.signed", reason=answers["reason"], promised=promised)
    turn.say("apologies.sent", code=case.code)
    turn.later("apology_slip", case.id, f"{note.id}:{promised}")


async def send_unsigned(turn: Turn, case: Case, stretch: Stretch) -> None:
    """Nobody signed in time: apologise without a reason, because silence is worse."""
    if await apologised(turn, case, stretch):
        return
    await cases.log(turn.db, case, "apologise", None, turn.now, due=str(stretch.due), signed=False)
    _tell(turn, case, stretch, "apologies.unsigned")


def _tell(turn: Turn, case: Case, stretch: Stretch, key: str, **values: Any) -> None:
    agency = desk.agency_name(turn, case.agency or turn.office.receiver)
    desk.tell_citizen(turn, case, key, agency=agency, due=stretch.due, **values)


APOLOGISE = Flow(
    "apologies.signing",
    (
        Ask(
            name="reason",
            accepts=frozenset({TEXT}),
            check=_reason,
            show=lambda _, answers: {"code": answers["code"]},
        ),
        Ask(name="days", choices=_days, show=lambda _, answers: {"code": answers["code"]}),
        Ask(name="confirm", choices=("sign",), show=_shown),
    ),
    then=_send,
)


async def make_slip(making: Making, case_id: int, detail: str) -> Made:
    """The apology as a paper: Phiếu xin lỗi và hẹn lại, in the layout of NĐ 30/2020/NĐ-CP."""
    note_id, _, promised = detail.partition(":")
    case = await cases.by_id(making.db, case_id)
    if case is None:
        return Made()
    said = await notes.of_case(making.db, case, notes.APOLOGY)
    reason = next(note.text for note in said if note.id == int(note_id))
    log = [Moment(line.at, line.action, line.data) for line in await cases.events(making.db, case)]
    rule = rule_for(making.world.office, case.field, case.deadline, urgent=case.urgent)
    stretch = stretches(making.world.office, rule, log, making.now)[-1]
    slip = Slip(
        code=case.code,
        agency=case.agency or making.world.office.receiver,
        received=stretch.opened,
        due=stretch.due,
        reason=reason,
        promised=date.fromisoformat(promised),
        signed_on=making.now.astimezone(ZONE).date(),
    )
    document = apology.document(slip, making.world.office, making.world.texts)
    content = await asyncio.to_thread(pdf.render, document, making.world.texts)
    return Made((File("document", "application/pdf", f"xin-loi-{case.code}.pdf", content),))


async def send_slip(turn: Turn, case_id: int, _: str) -> None:
    """Time event: the paper is made; the citizen gets it."""
    case = await desk.find(turn, case_id)
    if turn.event.media:
        turn.say(
            "apologies.slip",
            to=case.address,
            media=turn.event.media,
            case=case.code,
            code=case.code,
        )
