"""The office (Văn phòng HĐND-UBND): to whom a case goes, or why it is refused."""

from __future__ import annotations

from bot import conversation
from bot.event import Choice
from bot.flow import TEXT, Again, Answers, Ask, Flow, Given
from bot.turn import Refused, Rows, Turn
from handlers import conflict, desk, promises
from handlers.desk import act, agency_addresses, card, check, find, office_addresses
from rules.lifecycle import CHAIR, RECEIVED
from storage import cases, outbox, people
from storage.models import Case

REASON_MAX = 1000


async def take_in(turn: Turn, case: Case) -> None:
    """A case has just been filed: by the office's own rule it goes on, or the office is asked."""
    field = turn.office.fields.get(case.field)
    office = await office_addresses(turn)
    if field and field.forward_automatically and not case.accused:
        await desk.move(turn, case, "forward", agency=field.agency, handler_id=None)
        await card(turn, "triage.forwarded_by_rule", case, office, other_rows(turn, case))
        await _tell_forwarded(turn, case)
    else:
        await card(turn, "triage.card", case, await _sorters(turn, case), await rows(turn, case))


async def _sorters(turn: Turn, case: Case) -> list[str]:
    """The office; about the office itself the chair is told as well."""
    office = await office_addresses(turn)
    if case.accused != turn.office.receiver:
        return office
    chairs = await people.addresses_of_role(turn.db, CHAIR)
    return [*office, *(address for address, _ in chairs if address not in office)]


async def tell_chair(turn: Turn, case: Case) -> None:
    """It turned out that a case is about the office: the chair may act in its place."""
    chairs = [address for address, _ in await people.addresses_of_role(turn.db, CHAIR)]
    if case.status == RECEIVED:
        await card(turn, "triage.card", case, chairs, await rows(turn, case))
    else:
        more = [[turn.button("cooperation.more", "more", case.id)]]
        await card(turn, "cards.state", case, chairs, more)


async def given_back(turn: Turn, case: Case, agency: str, reason: str) -> None:
    """An agency gave a case back; the office decides anew, its proposal first."""
    office = await office_addresses(turn)
    values = {"before": agency, "reason": reason}
    await card(turn, "triage.given_back", case, office, await rows(turn, case), **values)


async def rows(turn: Turn, case: Case) -> Rows:
    """What the office can do with a case that waits to be sorted."""
    forward, code = [], await conflict.proposed(turn, case)
    if code in turn.office.agencies and turn.office.agencies[code].handles:
        short = turn.office.agencies[code].short
        forward = [[turn.button("triage.forward", "forward", case.id, code, agency=short)]]
    return [*forward, *other_rows(turn, case)]


def other_rows(turn: Turn, case: Case) -> Rows:
    """What the office can do with a case besides sending it where it is proposed to go."""
    return [
        [turn.button("triage.other", "other", case.id)],
        [
            turn.button("triage.refuse", "refuse", case.id),
            turn.button("triage.redirect", "redirect", case.id),
        ],
        *([[turn.button("triage.pass_on", "pass_on", case.id)]] if turn.world.neighbours else []),
        [
            turn.button("triage.identity", "identity", case.id),
            turn.button("triage.seal", "seal", case.id),
        ],
        *(
            [[turn.button("helping_out.involve", "involve", case.id)]]
            if case.status != RECEIVED
            else []
        ),
        *([[turn.button("conflict.name", "accuse", case.id)]] if case.about == "conduct" else []),
    ]


async def forward(turn: Turn, case_id: int, agency: str) -> None:
    """Button: send the case to this agency."""
    await _forward(turn, await find(turn, case_id), agency)


async def _forward(turn: Turn, case: Case, code: str) -> None:
    agency = turn.office.agencies.get(code)
    if agency is None or not agency.handles:
        raise Refused("triage.unknown_agency", agency=code[:40])
    await check(turn, case, "forward")
    await conflict.check_agency(turn, case, code)
    if case.status != RECEIVED and case.agency == code:
        raise Refused("triage.already_there", code=case.code, agency=agency.name)
    await act(turn, case, "forward", agency=code, handler_id=None)
    turn.say("triage.done_forward", case=case.code, code=case.code, agency=agency.name)
    await _tell_forwarded(turn, case)


async def _tell_forwarded(turn: Turn, case: Case) -> None:
    agency = desk.agency_name(turn, case.agency)
    due = await promises.of(turn, case)
    desk.tell_citizen(
        turn, case, "triage.citizen_forwarded", agency=agency, due=promises.in_words(turn, due)
    )
    officials = await agency_addresses(turn, case.agency)
    officials = await conflict.without_accused(turn, case, officials)
    rows = [
        [turn.button("answering.accept", "accept", case.id)],
        [turn.button("answering.answer", "answer", case.id)],
        [turn.button("cooperation.more", "more", case.id)],
    ]
    await card(turn, "answering.card", case, officials, rows)
    if not officials:
        for address in await office_addresses(turn):
            turn.say(
                "triage.nobody_there", to=address, case=case.code, code=case.code, agency=agency
            )


async def other(turn: Turn, case_id: int, _: str) -> None:
    """Button: choose among all agencies."""
    case = await find(turn, case_id)
    await check(turn, case, "forward")
    await conversation.begin(turn, FORWARD.name, case_id=case.id, code=case.code)


async def chuyen(turn: Turn) -> None:
    """`/chuyen MÃ [CƠ QUAN]`."""
    case = await desk.named(turn, "chuyen")
    if turn.args:
        await _forward(turn, case, turn.args.strip().upper())
    else:
        await other(turn, case.id, "")


def _agencies(turn: Turn, _answers: Answers) -> Rows:
    buttons = [Choice(a.short, code) for code, a in turn.office.agencies.items() if a.handles]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


async def _chosen(turn: Turn, answers: Answers) -> None:
    await _forward(turn, await find(turn, answers["case_id"]), answers["agency"])


async def refuse(turn: Turn, case_id: int, _: str) -> None:
    """Button: refuse, with a reason."""
    case = await find(turn, case_id)
    await check(turn, case, "refuse")
    await conversation.begin(turn, REFUSE.name, case_id=case.id, code=case.code)


async def tuchoi(turn: Turn) -> None:
    """`/tuchoi MÃ`."""
    await refuse(turn, (await desk.named(turn, "tuchoi")).id, "")


def _reasons(turn: Turn, _answers: Answers) -> Rows:
    return [[Choice(reason.label, code)] for code, reason in turn.office.refusals.items()]


def _reason_text(_turn: Turn, _answers: Answers, given: Given) -> str:
    if len(given.text) < 10:
        raise Again("triage.refusing.words.again")
    return given.text[:REASON_MAX]


async def _refused(turn: Turn, answers: Answers) -> None:
    case = await find(turn, answers["case_id"])
    await act(turn, case, "refuse")
    reason = turn.office.refusals[answers["reason"]]
    outcome = turn.words(
        "triage.reason", label=reason.label, basis=reason.basis, words=answers["words"] or ""
    ).strip()
    await cases.answer(turn.db, case, outcome, turn.person.id, turn.now)
    await desk.tell_all(turn, case, "triage.citizen_refused", reason=outcome, desk=turn.office.desk)
    turn.say("triage.done_refuse", case=case.code, code=case.code)


async def phanloai(turn: Turn) -> None:
    """`/phanloai`: the cases that wait to be sorted, oldest first."""
    found = await cases.with_status(turn.db, (RECEIVED,), limit=5)
    waiting = [case for case in found if desk.may_see(turn, case)]
    if not waiting:
        turn.say("triage.nothing_waits")
    for case in waiting:
        await card(turn, "triage.card", case, [turn.event.address], await rows(turn, case))


async def undelivered(turn: Turn, case_id: int, row: str) -> None:
    """Time event: something could not be told to a citizen; a person must do it."""
    case = await find(turn, case_id)
    contact = cases.contact_of(turn.db, case)
    await cases.log(turn.db, case, "undelivered", None, turn.now)
    by_hand = case.address.startswith(f"{people.NO_CHAT}:")
    for address in await conflict.without_accused(turn, case, await office_addresses(turn)):
        turn.say(
            "triage.by_hand" if by_hand else "triage.undelivered",
            to=address,
            case=case.code,
            code=case.code,
            phone=contact.phone if contact else "",
            said=await outbox.words_of(turn.db, int(row or 0)),
        )


FORWARD = Flow(
    "triage.choosing",
    (Ask(name="agency", choices=_agencies, show=lambda _, answers: {"code": answers["code"]}),),
    then=_chosen,
)

REFUSE = Flow(
    "triage.refusing",
    (
        Ask(name="reason", choices=_reasons, show=lambda _, answers: {"code": answers["code"]}),
        Ask(name="words", accepts=frozenset({TEXT}), check=_reason_text, optional=True),
    ),
    then=_refused,
)
