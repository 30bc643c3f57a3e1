"""Keeping abuse out: a daily limit, a block by the office with its reason, and an appeal.

None of it touches answers to our questions, ratings, or a message that tells of danger.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import NotRequired, TypedDict

from bot import conversation
from bot.event import Choice
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import added_words, conflict, lookup, notify
from handlers.shared import help_topics
from rules.local_time import ZONE
from storage import case_events, case_lists, cases, notes, people, role_assignments
from storage.models import Case, Person


async def tells_why_blocked(turn: Turn) -> bool:
    """Tell the speaker why no new report is taken now; false when one may be begun."""
    person = turn.person
    if person.blocked_at is not None:
        appeal = turn.button("blocking.appeal", "appeal_block", person.blocked_for or 0)
        turn.say(
            "blocking.blocked", choices=[[appeal]], numbers=help_topics.emergency_numbers(turn)
        )
        return True
    if await _too_many(turn):
        most = turn.office.limits.reports_per_day
        turn.say("blocking.too_many", most=most, numbers=help_topics.emergency_numbers(turn))
        return True
    return False


async def refuse_if_blocked(turn: Turn) -> None:
    """Raise UserError for a finished report that may not be filed now; the draft stays."""
    if turn.person.blocked_at is not None:
        raise UserError("blocking.blocked", numbers=help_topics.emergency_numbers(turn))
    if await _too_many(turn):
        raise UserError("intake.too_many", most=turn.office.limits.reports_per_day)


async def _too_many(turn: Turn) -> bool:
    today = datetime.combine(turn.today, time(), ZONE)
    filed = await case_lists.count_cases_of_person(turn.db, turn.person.id, today)
    return filed >= turn.office.limits.reports_per_day


async def chan(turn: Turn) -> None:
    """`/chan MÃ lý do`: no new reports from whoever filed this case; written in its log."""
    case, person = await _of(turn, await lookup.named_case(turn, "chan"))
    if conflict.is_about_somebody(case):
        raise UserError("blocking.about_somebody", code=case.code)
    reason = turn.args.strip()
    if len(reason) < turn.office.limits.characters.block_reason_least:
        raise UserError("blocking.why", code=case.code)
    if person.blocked_at is not None:
        raise UserError("blocking.already", code=case.code)
    if await role_assignments.roles_of_person(turn.db, person):
        raise UserError("blocking.staff", code=case.code)
    person.blocked_at, person.blocked_for = turn.now, case.id
    reason = reason[: turn.office.limits.characters.block_reason_most]
    await notes.add_note(turn.db, case, notes.BLOCK, reason, turn.person.id, turn.now)
    await case_events.add_case_event(turn.db, case, "block", turn.person.id, turn.now)
    turn.say("blocking.done", choices=[[_unblock(turn, case)]], case=case.code, code=case.code)
    rows = [[turn.button("blocking.appeal", "appeal_block", case.id)]]
    notify.tell_citizen(turn, case, "blocking.told", rows, reason=reason)


async def bochan(turn: Turn) -> None:
    """`/bochan MÃ`."""
    await unblock(turn, (await lookup.named_case(turn, "bochan")).id, "")


async def unblock(turn: Turn, case_id: int, _: str) -> None:
    """Button: take the block back; written in the same log."""
    case, person = await _blocked(turn, case_id)
    person.blocked_at = person.blocked_for = None
    await case_events.add_case_event(turn.db, case, "unblock", turn.person.id, turn.now)
    turn.say("blocking.undone", case=case.code, code=case.code)
    notify.tell_citizen(turn, case, "blocking.lifted")


async def keep_block(turn: Turn, case_id: int, _: str) -> None:
    """Button: the office looked again and the block stays."""
    case, _person = await _blocked(turn, case_id)
    if not await _appealed(turn, case):
        raise UserError("blocking.no_appeal", code=case.code)
    await case_events.add_case_event(turn.db, case, "keep_block", turn.person.id, turn.now)
    turn.say("blocking.kept", case=case.code, code=case.code)
    notify.tell_citizen(turn, case, "blocking.stays", desk=turn.office.desk)


class BlockAppealAnswers(TypedDict):
    case_id: int
    code: str
    words: NotRequired[str | None]


async def appeal_block(turn: Turn, case_id: int, _: str) -> None:
    """Button of who is blocked: the office is asked, once, to look again."""
    case = await _own(turn, case_id)
    await conversation.begin_flow(turn, APPEAL.name, case_id=case.id, code=case.code)


async def _own(turn: Turn, case_id: int) -> Case:
    case = await cases.case_by_id(turn.db, case_id)
    blocked = case is not None and turn.person.blocked_for == case.id
    if case is None or not blocked:
        raise UserError("blocking.nothing_to_appeal")
    if await _log_since_block(turn, case):
        raise UserError("blocking.appealed_already", desk=turn.office.desk)
    return case


async def _may_still_appeal(turn: Turn, answers: BlockAppealAnswers) -> None:
    await _own(turn, answers["case_id"])


async def _appeal(turn: Turn, answers: BlockAppealAnswers) -> None:
    case = await _own(turn, answers["case_id"])
    await added_words.look_at_added_words(turn, case, answers["words"] or "")
    words = answers["words"] or turn.words("blocking.no_words")
    await notes.add_note(turn.db, case, notes.BLOCK_APPEAL, words, turn.person.id, turn.now)
    await case_events.add_case_event(turn.db, case, "appeal_block", turn.person.id, turn.now)
    row = [_unblock(turn, case), turn.button("blocking.keep", "keep_block", case.id)]
    for address in await notify.office_addresses(turn, case):
        turn.say(
            "blocking.appealed",
            to=address,
            choices=[row],
            case=case.code,
            code=case.code,
            words=words,
        )
    turn.say("blocking.appeal_sent", desk=turn.office.desk)


async def _of(turn: Turn, case: Case) -> tuple[Case, Person]:
    if not conflict.does_office_work(turn, case):
        raise conflict.refused_to_speaker(turn, case, "block")
    person = await people.person_by_id(turn.db, case.person_id)
    if person is None:
        raise UserError("desk.not_yours")
    return case, person


async def _blocked(turn: Turn, case_id: int) -> tuple[Case, Person]:
    case, person = await _of(turn, await lookup.find_case(turn, case_id))
    if person.blocked_for != case.id:
        raise UserError("blocking.not_blocked", code=case.code)
    return case, person


async def _log_since_block(turn: Turn, case: Case) -> list[str]:
    """What was done about the block that is in force: an appeal, the office's no."""
    log = [line.action for line in await case_events.events_of_case(turn.db, case)]
    since = log[len(log) - log[::-1].index("block") :]
    return [action for action in since if action in {"appeal_block", "keep_block"}]


async def _appealed(turn: Turn, case: Case) -> bool:
    return await _log_since_block(turn, case) == ["appeal_block"]


def _unblock(turn: Turn, case: Case) -> Choice:
    return turn.button("blocking.unblock", "unblock", case.id)


def _appeal_asked(turn: Turn, answers: BlockAppealAnswers) -> dict[str, object]:
    limits = turn.office.limits.characters
    least, most = limits.block_reason_least, limits.block_reason_most
    return {"code": answers["code"], "least": least, "most": most}


def _words(turn: Turn, _answers: BlockAppealAnswers, given: Given) -> str:
    limits = turn.office.limits.characters
    least, most = limits.block_reason_least, limits.block_reason_most
    if not least <= len(given.text) <= most:
        raise Again("blocking.appealing.words.again", least=least, most=most)
    return given.text


APPEAL = Flow(
    "blocking.appealing",
    (
        Ask(
            name="words",
            accepts=frozenset({TEXT}),
            check=_words,
            show=_appeal_asked,
            optional=True,
        ),
    ),
    then=_appeal,
    possible=_may_still_appeal,
)
