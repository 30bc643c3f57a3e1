"""The office (Văn phòng HĐND-UBND): to whom a case goes, or why it is refused."""

from __future__ import annotations

from collections.abc import Sequence

from bot import conversation
from bot.event import Choice
from bot.flow import TEXT, Again, Answers, Ask, Flow, Given
from bot.turn import Refused, Rows, Turn
from handlers import classifying, conflict, desk, promises, refusing, templates
from handlers.desk import act, agency_addresses, card, check, find, office_addresses
from rules import wishes
from rules.lifecycle import CHAIR, OFFICE, RECEIVED
from storage import cases, notes, outbox, people
from storage.models import Case

REASON_MAX = 1000


async def take_in(turn: Turn, case: Case) -> None:
    """A case has just been filed: by the office's own rule it goes on, or the office is asked."""
    field = turn.office.fields.get(case.field)
    office = await office_addresses(turn, case)
    if field and field.forward_automatically and not case.accused:
        await desk.move(turn, case, "forward", agency=field.agency, handler_id=None)
        await card(turn, "triage.forwarded_by_rule", case, office, other_rows(turn, case))
        await _tell_forwarded(turn, case)
    else:
        await card(turn, "triage.card", case, office, await rows(turn, case))


async def tell_chair(turn: Turn, case: Case) -> None:
    """It turned out that a case is about the office: the chair may act in its place."""
    chairs = await people.addresses_of_role(turn.db, CHAIR)
    if case.status == RECEIVED:
        await card(turn, "triage.card", case, chairs, await rows(turn, case))
    else:
        more = [[turn.button("cooperation.more", "more", case.id)]]
        await card(turn, "cards.state", case, chairs, more)


async def given_back(turn: Turn, case: Case, to: Sequence[str]) -> None:
    """An agency gave a case back; the office decides anew, its proposal first."""
    log = await cases.events(turn.db, case)
    sent = [str(line.data.get("agency", "")) for line in log if line.action == "forward"]
    reason = (await notes.of_case(turn.db, case, notes.RETURN))[-1].text
    values = {"before": desk.agency_name(turn, sent[-1] if sent else ""), "reason": reason}
    await card(turn, "triage.given_back", case, to, await rows(turn, case), **values)


async def show(turn: Turn, case: Case) -> None:
    """The card by which the office sorts a case, as it came or was given back."""
    here = [turn.event.address]
    if wishes.read((await cases.logs(turn.db, [case.id]))[case.id]).returned:
        await given_back(turn, case, here)
    else:
        await card(turn, "triage.card", case, here, await rows(turn, case))


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
        [turn.button("classifying.correct", "classify", case.id)],
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
    if not case.field:
        fields = [field.code for field in turn.office.fields.values() if field.agency == code]
        if len(fields) != 1:
            await conversation.begin(
                turn, SORT.name, case_id=case.id, code=case.code, agency=code, fields=fields
            )
            return
        await classifying.correct(turn, case, field=fields[0])
    await act(turn, case, "forward", agency=code, handler_id=None)
    turn.say("triage.done_forward", case=case.code, code=case.code, agency=agency.name)
    await _tell_forwarded(turn, case)


async def _tell_forwarded(turn: Turn, case: Case) -> None:
    agency = desk.agency_name(turn, case.agency)
    due = await promises.of(turn, case)
    why, words = await _why_there(turn, case), promises.in_words(turn, due)
    desk.tell_citizen(turn, case, "triage.citizen_forwarded", agency=agency, why=why, due=words)
    officials = await agency_addresses(turn, case)
    rows = [
        [turn.button("answering.accept", "accept", case.id)],
        [turn.button("answering.answer", "answer", case.id)],
        [turn.button("cooperation.more", "more", case.id)],
    ]
    await card(turn, "answering.card", case, officials, rows)
    if not officials:
        for address in await office_addresses(turn, case):
            turn.say(
                "triage.nobody_there", to=address, case=case.code, code=case.code, agency=agency
            )


async def _why_there(turn: Turn, case: Case) -> str:
    """Why a case goes to this agency: another one gave it back, or its field is theirs."""
    log = await cases.events(turn.db, case)
    sent = [str(line.data.get("agency", "")) for line in log if line.action == "forward"]
    if len(sent) > 1 and "return" in {line.action for line in log[-2:]}:
        return turn.words("triage.why_again", before=desk.agency_name(turn, sent[-2]))
    field = turn.office.fields.get(case.field)
    if field and field.agency == case.agency:
        return turn.words("triage.why_field", field=desk.field_name(turn, case.field))
    return ""


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


async def _sorted(turn: Turn, answers: Answers) -> None:
    case = await find(turn, answers["case_id"])
    if not case.field:
        await classifying.correct(turn, case, field=answers["field"])
    await _forward(turn, case, answers["agency"])


async def refuse(turn: Turn, case_id: int, _: str) -> None:
    """Button: refuse, with a reason."""
    case = await find(turn, case_id)
    await check(turn, case, "propose_refusal")
    await conversation.begin(turn, REFUSE.name, case_id=case.id, code=case.code)


async def tuchoi(turn: Turn) -> None:
    """`/tuchoi MÃ`: the office refuses; an agency is told that it gives a case back instead."""
    case = await desk.named(turn, "tuchoi")
    if turn.known.holds(OFFICE):
        await refuse(turn, case.id, "")
        return
    await check(turn, case, "return")
    button = turn.button("cooperation.return", "return", case.id)
    turn.say("refusing.by_office", choices=[[button]], case=case.code, code=case.code)


def _reasons(turn: Turn, _answers: Answers) -> Rows:
    return [[Choice(reason.label, code)] for code, reason in turn.office.refusals.items()]


def _reason_text(_turn: Turn, _answers: Answers, given: Given) -> str:
    if len(given.text) < 10:
        raise Again("triage.refusing.words.again")
    return given.text[:REASON_MAX]


async def _refused(turn: Turn, answers: Answers) -> None:
    case = await find(turn, answers["case_id"])
    reason = turn.office.refusals[answers["reason"]]
    outcome = turn.words(
        "triage.reason", label=reason.label, basis=reason.basis, words=answers["words"] or ""
    ).strip()
    await refusing.propose(turn, case, outcome)


async def undelivered(turn: Turn, case_id: int, rows: str) -> None:
    """Time event: what these replies say could not be told to a citizen; a person must do it.

    The number is a tap away, and the tap a look its owner learns of.
    """
    case = await find(turn, case_id)
    contact = cases.contact_of(turn.db, case)
    await cases.log(turn.db, case, "undelivered", None, turn.now)
    by_hand = case.address.startswith(f"{people.NO_CHAT}:")
    said = templates.without_name(turn, case, await _lost(turn, rows))
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
    lost = await outbox.words_of(turn.db, map(int, rows.split()))
    if len(lost) < 2:
        return "".join(lost)
    return "\n\n".join(
        turn.words("triage.lost", n=n, of=len(lost), text=text) for n, text in enumerate(lost, 1)
    )


FORWARD = Flow(
    "triage.choosing",
    (Ask(name="agency", choices=_agencies, show=lambda _, answers: {"code": answers["code"]}),),
    then=_chosen,
)

SORT = Flow(
    "triage.sorting",
    (
        Ask(
            name="field",
            choices=lambda turn, answers: classifying.fields(turn, answers["fields"]),
            show=lambda _, answers: {"code": answers["code"]},
        ),
    ),
    then=_sorted,
)

REFUSE = Flow(
    "triage.refusing",
    (
        Ask(name="reason", choices=_reasons, show=lambda _, answers: {"code": answers["code"]}),
        Ask(name="words", accepts=frozenset({TEXT}), check=_reason_text, optional=True),
    ),
    then=_refused,
)
