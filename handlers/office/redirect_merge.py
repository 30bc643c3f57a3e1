"""The office ends a case otherwise: another channel, or another case it repeats."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import conflict, labels, lookup, notify, transitions, triage_card
from handlers.case.access import check_move, possible_while
from handlers.case.lookup import find_case, show_code
from handlers.case.transitions import act
from handlers.office import agreed_change, closing
from rules.lifecycle import RECEIVED
from storage import cases
from storage.models import Case


class RedirectAnswers(TypedDict):
    case_id: int
    code: str
    channel: NotRequired[str]


async def begin_redirect(turn: Turn, case_id: int, _: str) -> None:
    """Button: this belongs to another channel; the citizen is told which, where, by what law."""
    case = await find_case(turn, case_id)
    await check_move(turn, case, "redirect")
    await conversation.begin_flow(turn, REDIRECT.name, case_id=case.id, code=case.code)


def _channels(turn: Turn, _answers: RedirectAnswers) -> Rows:
    return [[Choice(one.label, code)] for code, one in turn.office.redirects.items()]


async def _redirected(turn: Turn, answers: RedirectAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    other = turn.office.redirects[answers["channel"]]
    values = {"to": other.code}
    if conflict.is_about_somebody(case):
        why = other.label
        await agreed_change.ask_for_change(turn, case, "redirect", values, why)
    else:
        await closing.redirect_as(turn, case, values)


async def gop(turn: Turn) -> None:
    """`/gop MÃ MÃ`: merge the first case into the second; its reporter follows the second.

    Of a second case that is answered already the answer follows at once.
    """
    duplicate = await lookup.named_case(turn, "gop")
    conflict.keep_accused_out(turn, duplicate, "merge")
    code = turn.args.strip()
    kept = await cases.case_by_code(turn.db, code) if code else None
    if not code:
        raise UserError("closing.into_which", code=duplicate.code)
    if kept is None:
        raise lookup.no_such_case(code)
    conflict.keep_accused_out(turn, kept, "merge")
    await closing.check_kept(turn, kept, duplicate)
    values = {"into": kept.id}
    if conflict.is_about_somebody(duplicate):
        why = turn.words("agreed_change.why.same", kept=kept.code)
        await agreed_change.ask_for_change(turn, duplicate, "merge", values, why)
    else:
        await closing.merge_as(turn, duplicate, values)


async def unmerge(turn: Turn, case_id: int, _: str) -> None:
    """Button: the two were not the same after all.

    Its owner hears what is done next, as when it goes on alone because the other turned out to be
    about them: told of this, they would know the one from the other.
    """
    case = await find_case(turn, case_id)
    await act(turn, case, "unmerge", merged_into=None)
    turn.say("closing.unmerged", case=case.code, code=case.code)
    if case.status == RECEIVED:
        # What its owner joined had no card of its own.
        await triage_card.show_triage_card(turn, case)


async def release_followers(turn: Turn, kept: Case) -> None:
    """A case ended without an outcome: those merged into it go on by themselves."""
    found = await cases.duplicates_of_case(turn.db, kept)
    await cases.lock_cases(turn.db, *found)
    for case in found:
        if case.merged_into != kept.id:
            continue
        await transitions.move_unasked(turn, case, "unmerge", merged_into=None)
        notify.tell_citizen(turn, case, "closing.citizen_parted", kept=kept.code)
        status, there = labels.status_name(turn, case), await notify.holders_of_case(turn, case)
        notify.tell_to_open(turn, case, "closing.parted", there, kept=kept.code, status=status)


REDIRECT = Flow(
    "closing.redirecting",
    (Ask(name="channel", choices=_channels, show=show_code),),
    then=_redirected,
    possible=possible_while("redirect"),
)
