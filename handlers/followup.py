"""What a citizen does with their own case: add, answer our question, withdraw, ask again."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from bot import conversation
from bot.event import Choice
from bot.flow import FILES, TEXT, Again, Answers, Ask, Flow, Given, Leave, given_of
from bot.turn import Refused, Rows, Turn
from handlers import desk, intake, promises
from rules import lifecycle
from rules.deadline import working_days_between
from rules.lifecycle import CHAIR, LEADER, OFFICE, OFFICIAL, OPEN, WITH_AGENCY, Verdict
from rules.text import words
from storage import cases, notes, people
from storage.models import Case

SHORTEST = 3
"""Words: why an answer is not good enough cannot be told in fewer."""
CHOICES = 6
"""How many open cases are offered when a message could belong to several."""


class Kind(NamedTuple):
    """How one of the citizen's moves is kept."""

    note: str
    least: int
    """Words; 0: a file alone will do."""


KINDS = {
    "add": Kind(notes.ADDITION, 0),
    "supplement": Kind(notes.SUPPLEMENT, 0),
    "reopen": Kind(notes.REOPEN, SHORTEST),
    "appeal": Kind(notes.REOPEN, SHORTEST),
}
MOVES = ("supplement", "add", "withdraw", "reopen", "appeal")


async def rows(turn: Turn, case: Case, names: tuple[str, ...] = MOVES) -> Rows:
    """The buttons of what the owner may do to the case now."""
    return [
        [turn.button(f"followup.button.{name}", name, case.id)]
        for name in names
        if await _why_not(turn, case, name) is None
    ]


async def offer_again(turn: Turn, case: Case) -> None:
    """The answer did not satisfy: what can still be done."""
    buttons = await rows(turn, case, ("reopen", "appeal"))
    if buttons:
        turn.say("followup.unhappy", choices=buttons, case=case.code, code=case.code)


async def _why_not(turn: Turn, case: Case, action: str) -> Refused | None:
    """Why the owner may not do this, or None."""
    verdict = lifecycle.judge(action, case.status, case.agency, (), owner=True)
    if verdict is not Verdict.ALLOWED:
        return Refused("followup.not_now", code=case.code, status=desk.status(turn, case))
    if action == "appeal" and case.level:
        return Refused("followup.highest", code=case.code, desk=turn.office.desk)
    return await _too_often_or_late(turn, case) if action == "reopen" else None


async def _too_often_or_late(turn: Turn, case: Case) -> Refused | None:
    most, days = turn.office.limits.reopens_max, turn.office.deadlines["reopen"].days
    times = sum(line.action == "reopen" for line in await cases.events(turn.db, case))
    if times >= most:
        return Refused("followup.too_often", code=case.code, most=most)
    closed = (await promises.of(turn, case)).closed
    if closed and working_days_between(closed, turn.today, turn.office.calendar) > days:
        return Refused("followup.too_late", code=case.code, days=days)
    return None


async def _own(turn: Turn, case_id: int, action: str) -> Case:
    """The speaker's own case, if this may be done to it. Raises Refused."""
    case = await desk.find(turn, case_id)
    if case.person_id != turn.person.id:
        raise Refused("desk.not_yours")
    if no := await _why_not(turn, case, action):
        raise no
    return case


async def add(turn: Turn, case_id: int, _: str) -> None:
    """Button: more words or files."""
    await _begin(turn, await _own(turn, case_id, "add"), "add")


async def supplement(turn: Turn, case_id: int, _: str) -> None:
    """Button: answer what the office or the agency asked."""
    await _begin(turn, await _own(turn, case_id, "supplement"), "supplement")


async def reopen(turn: Turn, case_id: int, _: str) -> None:
    """Button: the answer does not satisfy; the agency is to look again."""
    await _begin(turn, await _own(turn, case_id, "reopen"), "reopen")


async def appeal(turn: Turn, case_id: int, _: str) -> None:
    """Button: the answer does not satisfy; the level above is to look."""
    await _begin(turn, await _own(turn, case_id, "appeal"), "appeal")


async def withdraw(turn: Turn, case_id: int, _: str) -> None:
    """Button: take the report back, after a question."""
    case = await _own(turn, case_id, "withdraw")
    await conversation.begin(turn, WITHDRAW.name, case_id=case.id, code=case.code)


async def _begin(turn: Turn, case: Case, action: str, given: Given | None = None) -> None:
    question = ""
    if action == "supplement":
        asked = await notes.of_case(turn.db, case, notes.QUESTION)
        question = asked[-1].text if asked else ""
    await conversation.begin(
        turn, FLOWS[action].name, given, case_id=case.id, code=case.code, question=question
    )


async def quoted(turn: Turn, case: Case) -> None:
    """The owner answers one of our messages about the case: it belongs to that case."""
    run = turn.stack[-1] if turn.stack else None
    if run is not None and run.answers.get("case_id") == case.id:
        await conversation.hear(turn)
        return
    for action in ("supplement", "add"):
        if await _why_not(turn, case, action) is None:
            await _begin(turn, case, action, given_of(turn.event))
            return
    turn.say(
        "followup.closed",
        choices=[
            *await rows(turn, case),
            [turn.button("commands.gopy.label", "c", "gopy")],
        ],
        case=case.code,
        code=case.code,
        status=desk.status(turn, case),
    )


async def ask_which(turn: Turn, given: Given) -> bool:
    """Ask to which open case a message belongs, or whether it is a new report.

    False when the speaker has no open case: then it is new.
    """
    mine = await cases.of_person(turn.db, turn.person.id, CHOICES, statuses=OPEN)
    if not mine:
        return False
    named = [[case.id, case.code, case.text[:40]] for case in mine]
    await conversation.begin(turn, WHICH.name, given, words=msgspec.to_builtins(given), cases=named)
    return True


def _which(turn: Turn, answers: Answers) -> Rows:
    return [
        *(
            [Choice(turn.words("followup.which.one", code=code, text=text), str(number))]
            for number, code, text in answers["cases"]
        ),
        [Choice(turn.words("followup.which.new"), "new")],
    ]


async def _chosen(turn: Turn, answers: Answers) -> None:
    given = msgspec.convert(answers["words"], Given)
    if answers["case"] == "new":
        await intake.begin(turn, given)
        return
    case = await desk.find(turn, int(answers["case"]))
    action = "supplement" if await _why_not(turn, case, "supplement") is None else "add"
    await _begin(turn, await _own(turn, case.id, action), action, given)


def _checked(least: int) -> Any:
    def check(_turn: Turn, _answers: Answers, given: Given) -> Any:
        if len(words(given.text)) < least:
            raise Again("followup.too_short", least=least)
        return msgspec.to_builtins(given)

    return check


def _keeper(action: str) -> Any:
    async def keep(turn: Turn, answers: Answers) -> None:
        case = await _own(turn, answers["case_id"], action)
        given = msgspec.convert(answers["words"], Given)
        await desk.move(turn, case, action, **_changes(case, action))
        note = await notes.add(
            turn.db, case, KINDS[action].note, given.text, turn.person.id, turn.now, given.media
        )
        await _tell(turn, case, action, note.text, given)
        due = promises.in_words(turn, await promises.of(turn, case))
        turn.say(f"followup.{action}.done", case=case.code, code=case.code, due=due)

    return keep


def _changes(case: Case, action: str) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if action in {"reopen", "appeal"}:
        changes["handler_id"] = None
        if case.publication == "waiting":
            # An answer that is contested is not put before the public.
            changes["publication"] = "none"
    if action == "appeal":
        changes["level"] = 1
    return changes


async def _tell(turn: Turn, case: Case, action: str, text: str, given: Given) -> None:
    for address in await _told(turn, case, action):
        turn.say(
            f"followup.{action}.told",
            to=address,
            choices=[[turn.button("desk.open", "open", case.id)]],
            media=given.media,
            case=case.code,
            code=case.code,
            text=text or turn.words("followup.only_files"),
        )


async def _told(turn: Turn, case: Case, action: str) -> list[str]:
    """Who must know: those who have the case; more of them when an answer is contested."""
    if action == "appeal":
        roles: list[tuple[str, str | None]] = [(OFFICE, None), (CHAIR, None)]
    elif action == "reopen":
        roles = [(OFFICIAL, case.agency), (LEADER, case.agency)]
    elif case.status in WITH_AGENCY:
        return await desk.agency_addresses(turn, case.agency) or await desk.office_addresses(turn)
    else:
        return await desk.office_addresses(turn)
    found = {
        address: None
        for role, agency in roles
        for address, _ in await people.addresses_of_role(turn.db, role, agency)
    }
    return list(found) or await desk.office_addresses(turn)


def _sure(_turn: Turn, _answers: Answers, value: str) -> str:
    if value == "no":
        raise Leave("followup.withdraw.kept")
    return value


async def _withdrawn(turn: Turn, answers: Answers) -> None:
    case = await _own(turn, answers["case_id"], "withdraw")
    told = await _told(turn, case, "withdraw")
    await desk.move(turn, case, "withdraw")
    for address in told:
        turn.say("followup.withdraw.told", to=address, case=case.code, code=case.code)
    turn.say("followup.withdraw.done", case=case.code, code=case.code)


def _values(_turn: Turn, answers: Answers) -> dict[str, Any]:
    return {"code": answers["code"], "question": answers.get("question", "")}


FLOWS = {
    action: Flow(
        f"followup.{action}",
        (
            Ask(
                name="words",
                accepts=FILES | {TEXT},
                gathers=True,
                show=_values,
                check=_checked(kind.least),
            ),
        ),
        then=_keeper(action),
    )
    for action, kind in KINDS.items()
}

WITHDRAW = Flow(
    "followup.withdraw",
    (Ask(name="sure", choices=("yes", "no"), show=_values, pick=_sure, cancel=False),),
    then=_withdrawn,
)

WHICH = Flow(
    "followup.which",
    (
        Ask(name="words", accepts=FILES | {TEXT}, gathers=True, check=_checked(0)),
        Ask(name="case", choices=_which),
    ),
    then=_chosen,
)
