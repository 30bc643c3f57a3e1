"""An apology for a late answer: drafted by us, signed by a leader, never left unsaid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple, TypedDict

from sqlalchemy.ext.asyncio import AsyncSession

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import TEXT, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import access, conflict, due_dates, labels, lookup, notify, unreached
from handlers.case.lookup import show_code
from handlers.shared.reasons import reason_given
from rules.deadline import CountedTerm, count_term
from rules.lifecycle import LEADER, RECEIVED, RUNNING
from rules.office import Office
from rules.timeline import FORWARD, Episode
from storage import case_events, cases, notes, role_assignments
from storage.case_lists import ActiveCase
from storage.models import Case

FARTHEST = 366
"""Days until a promised one, at most."""


class ApologyDraft(NamedTuple):
    """An apology as we would write it: what the log says is why, and the office's usual new date.

    `reason`: a key below `apologies.why`.
    """

    reason: str
    promised: CountedTerm


async def _draft(turn: Turn, case: Case) -> ApologyDraft:
    days = turn.office.deadlines["apology_date"].days
    why = await unreached.why_late(turn, case)
    return ApologyDraft(why, count_term(turn.today, days, turn.office.calendar))


async def offer_apology(turn: Turn, case: Case, due: Episode, to: Sequence[str] = ()) -> None:
    """Put a drafted apology before the leaders of the agency (or the office), to sign at a tap."""
    draft = await _draft(turn, case)
    promised = draft.promised.due
    for address in to or await apology_signers(turn.db, turn.office, case, due):
        turn.say(
            "apologies.offer",
            to=address,
            choices=[
                [turn.button("apologies.sign", "apologise", case.id, draft.reason, promised)],
                [turn.button("apologies.edit", "apologise", case.id)],
                [turn.button("desk.open", "open", case.id)],
            ],
            case=case.code,
            code=case.code,
            agency=_agency(turn, case),
            due=due_dates.with_promised_date(turn, due_dates.due_day(turn, due.answer), due),
            reason=turn.words(f"apologies.why.{draft.reason}"),
            promised=due_dates.due_day(turn, draft.promised),
            days=turn.office.deadlines["sign_apology"].days,
        )


async def apology_signers(
    db: AsyncSession, office: Office, case: Case | ActiveCase, due: Episode
) -> list[str]:
    """Who is asked to sign: the leaders of the agency that has it, else the office."""
    held_for = case.agency if due.stage != FORWARD else ""
    found = await role_assignments.addresses_of_role(db, LEADER, held_for)
    leaders = await conflict.without_accused(db, office, case, found)
    return leaders or await conflict.addresses_at_office(db, office, case)


def apology_waits(due: Episode) -> bool:
    """Whether a late case's apology waits for its signature."""
    return bool(due.days_late and due.notices.late and not due.notices.apologised)


def _agency(turn: Turn, case: Case) -> str:
    """Who did not answer: an agency that is only proposed has not been asked."""
    proposed = case.status == RECEIVED or not case.agency
    return labels.agency_name(turn, turn.office.receiver if proposed else case.agency)


async def sign_apology(turn: Turn, case_id: int, detail: str) -> None:
    """Button: sign the apology of a late case as drafted, or (no detail) write one's own."""
    case = await _signable(turn, case_id)
    if not detail:
        drafted = turn.words(f"apologies.why.{await unreached.why_late(turn, case)}")
        await conversation.begin_flow(
            turn, APOLOGISE.name, case_id=case.id, code=case.code, drafted=drafted
        )
        return
    reason, _, day = detail.partition(":")
    drafted, promised = f"apologies.why.{reason}", _date(day)
    if drafted not in turn.world.texts or promised is None or not _is_ahead(turn, promised):
        # Offered long ago: the date is over; of a made up button, farther off than any.
        # What is signed must be what was read.
        await offer_apology(turn, case, await due_dates.dates_of(turn, case), [turn.event.address])
        return
    await _signed(turn, case, turn.words(drafted), promised)


def _is_ahead(turn: Turn, promised: date) -> bool:
    return 0 < (promised - turn.today).days <= FARTHEST


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def _signable(turn: Turn, case_id: int) -> Case:
    case = await lookup.find_case(turn, case_id)
    await _check_signable(turn, case)
    return case


async def _check_signable(turn: Turn, case: Case) -> None:
    signs = turn.known.holds(LEADER, case.agency) or conflict.does_office_work(turn, case)
    if case.sealed or not signs:
        raise conflict.refused_to_speaker(turn, case, "apologise")
    conflict.keep_accused_out(turn, case, "apologise")
    await cases.lock_cases(turn.db, case)
    episode = await due_dates.dates_of(turn, case)
    if case.status not in RUNNING or not episode.days_late:
        raise UserError("apologies.not_late", code=case.code)
    if episode.notices.apologised:
        raise UserError("apologies.already", code=case.code)


def _days(turn: Turn, _answers: ApologyAnswers) -> Rows:
    offered = turn.office.reminders.apology_days
    row = [Choice(turn.words("apologies.in_days", n=days), str(days)) for days in offered]
    return [row[at : at + 2] for at in range(0, len(row), 2)]


def _reason(turn: Turn, _answers: ApologyAnswers, given: Given) -> str:
    return reason_given(turn, given, "apologies.signing.reason.again")


def _drafted(_turn: Turn, answers: ApologyAnswers, _value: str) -> str:
    return str(answers["drafted"])


def _offered(_turn: Turn, answers: ApologyAnswers) -> dict[str, Any]:
    return {"code": answers["code"], "drafted": answers["drafted"]}


def _new_date(turn: Turn, answers: ApologyAnswers) -> CountedTerm:
    return count_term(turn.today, int(answers["days"]), turn.office.calendar)


def _shown(turn: Turn, answers: ApologyAnswers) -> dict[str, Any]:
    return {
        "code": answers["code"],
        "reason": answers["reason"],
        "promised": due_dates.due_day(turn, _new_date(turn, answers)),
    }


async def _send(turn: Turn, answers: ApologyAnswers) -> None:
    case = await _signable(turn, answers["case_id"])
    await _signed(turn, case, answers["reason"], _new_date(turn, answers).due)


async def _signed(turn: Turn, case: Case, reason: str, promised: date) -> None:
    episode = await due_dates.dates_of(turn, case)
    capacity = _capacity(turn, case)
    note = await notes.add_note(turn.db, case, notes.APOLOGY, reason, turn.person.id, turn.now)
    await case_events.add_case_event(
        turn.db,
        case,
        "apologise",
        turn.person.id,
        turn.now,
        due=str(episode.due),
        promised=str(promised),
        signed=True,
    )
    promised_words = due_dates.date_to_come(turn, promised)
    await _tell(turn, case, episode, "signed", reason=reason, promised=promised_words)
    turn.say("apologies.sent", code=case.code)
    turn.later("apology_slip", case.id, f"{note.id}:{promised}:{capacity}")


def _capacity(turn: Turn, case: Case) -> str:
    """How the speaker signs for the agency: as its leader, in a leader's place, for the office."""
    if turn.known.stands_for(LEADER, case.agency):
        return "deputy"
    return "leader" if turn.known.holds(LEADER, case.agency) else "office"


async def send_unsigned_apology(turn: Turn, case: Case, episode: Episode) -> None:
    """Nobody signed in time: apologise without a reason, because silence is worse."""
    if episode.notices.apologised:
        return
    await case_events.add_case_event(
        turn.db, case, "apologise", None, turn.now, due=str(episode.due), signed=False
    )
    await _tell(turn, case, episode, "unsigned")


async def _tell(turn: Turn, case: Case, episode: Episode, kind: str, **values: Any) -> None:
    """Apologise: another time where the date promised before was not kept either."""
    key, broken = f"apologies.{kind}", episode.notices.broken
    if broken is not None:
        key, values["broken"] = f"apologies.{kind}_again", broken
    due = due_dates.due_of_answer(turn, episode)
    await notify.tell_all(turn, case, key, agency=_agency(turn, case), due=due, **values)


class ApologyAnswers(TypedDict):
    case_id: int
    code: str
    drafted: str
    """The reason we would give."""
    reason: str
    days: str
    confirm: str


APOLOGISE = Flow(
    "apologies.signing",
    (
        Ask(
            name="reason",
            accepts=frozenset({TEXT}),
            choices=("drafted",),
            check=_reason,
            pick=_drafted,
            show=_offered,
        ),
        Ask(name="days", choices=_days, show=show_code),
        Ask(name="confirm", choices=("sign",), show=_shown),
    ),
    then=_send,
    possible=access.possible_if(lambda turn, case, _: _check_signable(turn, case)),
)
