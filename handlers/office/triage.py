"""The office (Văn phòng HĐND-UBND): to whom a case goes, or why it is refused."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from bot import conversation
from bot.event import THE_CARD, Choice, Rows
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.case import (
    buttons,
    conflict,
    due_dates,
    labels,
    likely_fields,
    lookup,
    notify,
    placeholders,
    transitions,
    urgent_reports,
)
from handlers.case.access import check_move, possible_while
from handlers.case.buttons import CARD, CaseReader, offered
from handlers.case.card import card_facts, show_card
from handlers.case.lookup import find_case, show_code
from handlers.case.notify import agency_addresses, office_addresses
from handlers.case.transitions import act
from handlers.office import classification, reclassification, unreached_notice
from rules.danger_kind import kind_of_danger
from rules.lifecycle import MOVES, RECEIVED
from storage import case_events, cases, outbox, people
from storage.models import Case


class AgencyChoiceAnswers(TypedDict):
    case_id: int
    code: str
    likely: NotRequired[list[str]]
    """Agencies that stand first."""
    agency: NotRequired[str]


class FieldChoiceAnswers(TypedDict):
    case_id: int
    code: str
    agency: str
    fields: list[str]
    field: NotRequired[str]


async def take_in_case(turn: Turn, case: Case) -> bool:
    """A case has just been filed: by the office's own rule it goes on, or the office is asked.

    False: it is only counted on the card of another one.
    """
    field = turn.office.fields.get(case.field)
    office = await office_addresses(turn, case)
    flooding = await urgent_reports.is_beyond_own_cards(turn, case)
    if flooding and (counting := await urgent_reports.case_that_counts(turn, case)) is not None:
        await _count_up(turn, counting)
        return False
    if field and field.forward_automatically and not case.accused and not flooding:
        await transitions.move_unasked(turn, case, "forward", agency=field.agency, handler_id=None)
        await show_card(
            turn, "triage.forwarded_by_rule", case, office, buttons.office_buttons(turn, case)
        )
        await tell_forwarded(turn, case)
    else:
        await show_card(turn, "triage.card", case, office, await buttons.triage_buttons(turn, case))
    return True


async def _count_up(turn: Turn, case: Case) -> None:
    """One more alarm: the card that lies there says how many; the bell rings by the clock."""
    facts, rows = await card_facts(turn, case), await buttons.triage_buttons(turn, case)
    for address in await office_addresses(turn, case):
        turn.edit("triage.card", address, THE_CARD, case.code, rows, only_edit=True, **facts)


async def forward_case(turn: Turn, case_id: int, agency: str) -> None:
    """Button: send the case to this agency."""
    await _forward(turn, await find_case(turn, case_id), agency)


async def _forward(turn: Turn, case: Case, code: str) -> None:
    await check_move(turn, case, "forward")
    agency = turn.office.agencies.get(code)
    if agency is None or not agency.handles:
        raise UserError("triage.unknown_agency", agency=code[:40])
    await conflict.check_agency_not_accused(turn, case, code)
    if case.status != RECEIVED and case.agency == code:
        raise UserError("triage.already_there", code=case.code, agency=agency.name)
    if not case.field:
        fields = [field.code for field in turn.office.fields.values() if field.agency == code]
        if len(fields) != 1:
            await conversation.begin_flow(
                turn, SORT.name, case_id=case.id, code=case.code, agency=code, fields=fields
            )
            return
        await reclassification.reclassify(turn, case, field=fields[0])
    await act(turn, case, "forward", agency=code, handler_id=None)
    turn.say("triage.done_forward", case=case.code, code=case.code, agency=agency.name)
    await tell_forwarded(turn, case)


async def tell_forwarded(turn: Turn, case: Case) -> None:
    """The citizen hears where a case went, and until when; who is there gets its card."""
    agency = labels.agency_name(turn, case.agency)
    due = await due_dates.dates_of(turn, case)
    why, words = await _why_there(turn, case), due_dates.due_in_words(turn, due)
    officials = await agency_addresses(turn, case)
    if officials:
        key = "triage.citizen_forwarded"
        notify.tell_citizen(turn, case, key, agency=agency, why=why, due=words)
    else:
        await unreached_notice.tell_nobody_there(turn, case, agency, why, words)
    rows = offered(turn, case, CaseReader(agency=True), CARD)
    await show_card(turn, "answering.card", case, officials, rows)


async def _why_there(turn: Turn, case: Case) -> str:
    """Why a case goes to this agency: another one gave it back, or its field is theirs."""
    log = await case_events.events_of_case(turn.db, case)
    log = [line for line in log if line.action in MOVES]
    sent = [str(line.data.get("agency", "")) for line in log if line.action == "forward"]
    if len(sent) > 1 and "return" in {line.action for line in log[-2:]}:
        return turn.words("triage.why_again", before=labels.agency_name(turn, sent[-2]))
    kind = kind_of_danger(case.text, turn.office) if case.urgent else None
    if kind and kind.agency == case.agency:
        return turn.words("triage.why_danger", kind=kind.name)
    field = turn.office.fields.get(case.field)
    if field and field.agency == case.agency:
        return turn.words("triage.why_field", field=labels.field_name(turn, case.field))
    return ""


async def choose_other_agency(turn: Turn, case_id: int, _: str) -> None:
    """Button: choose among all agencies."""
    case = await find_case(turn, case_id)
    await check_move(turn, case, "forward")
    likely = await likely_fields.likely_agencies(turn, case)
    await conversation.begin_flow(
        turn, FORWARD.name, case_id=case.id, code=case.code, likely=likely
    )


async def chuyen(turn: Turn) -> None:
    """`/chuyen MÃ [CƠ QUAN]`."""
    case = await lookup.named_case(turn, "chuyen")
    if turn.args:
        await _forward(turn, case, turn.args.strip().upper())
    else:
        await choose_other_agency(turn, case.id, "")


def _agencies(turn: Turn, answers: AgencyChoiceAnswers) -> Rows:
    known = {code: one.short for code, one in turn.office.agencies.items() if one.handles}
    order = dict.fromkeys([*answers.get("likely", ()), *known])
    buttons = [Choice(known[code], code) for code in order if code in known]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


async def _chosen(turn: Turn, answers: AgencyChoiceAnswers) -> None:
    await _forward(turn, await find_case(turn, answers["case_id"]), answers["agency"])


async def _sorted(turn: Turn, answers: FieldChoiceAnswers) -> None:
    case = await find_case(turn, answers["case_id"])
    if not case.field:
        await reclassification.reclassify(turn, case, field=answers["field"])
    await _forward(turn, case, answers["agency"])


async def tell_undelivered(turn: Turn, case_id: int, rows: str) -> None:
    """Time event: what these replies say could not be told to a citizen; a person must do it.

    The number is a tap away, and the tap a look its owner learns of.
    """
    case = await find_case(turn, case_id)
    contact = cases.contact_of_case(turn.db, case)
    await case_events.add_case_event(turn.db, case, "undelivered", None, turn.now)
    by_hand = case.address.startswith(f"{people.NO_CHAT}:")
    said = placeholders.words_without_name(turn, case, await _lost(turn, rows))
    for address in await office_addresses(turn, case):
        turn.say(
            "triage.by_hand" if by_hand else "triage.undelivered",
            to=address,
            choices=[[turn.button("triage.phone", "identity", case.id, "tell")]] if contact else [],
            case=case.code,
            code=case.code,
            how=turn.words("triage.call" if contact else "triage.no_phone"),
            said=said,
        )


async def _lost(turn: Turn, rows: str) -> str:
    lost = await outbox.words_of_failed_replies(turn.db, map(int, rows.split()))
    if len(lost) < 2:
        return "".join(lost)
    return "\n\n".join(
        turn.words("triage.lost", n=n, of=len(lost), text=text) for n, text in enumerate(lost, 1)
    )


FORWARD = Flow(
    "triage.choosing",
    (Ask(name="agency", choices=_agencies, show=show_code),),
    then=_chosen,
    possible=possible_while("forward"),
)


SORT = Flow(
    "triage.sorting",
    (
        Ask(
            name="field",
            choices=lambda turn, answers: classification.field_buttons(turn, answers["fields"]),
            show=show_code,
        ),
    ),
    then=_sorted,
    possible=possible_while("forward"),
)
