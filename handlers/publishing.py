"""The office shows strangers what became of a case: text it has read, and nothing else."""

from __future__ import annotations

from typing import Any

from bot import conversation
from bot.event import Reply
from bot.flow import TEXT, Again, Answers, Ask, Change, Flow, Given, Leave
from bot.turn import Refused, Turn
from handlers import desk
from handlers.desk import act, check, find, office_addresses
from rules.privacy import KINDS, mask
from rules.text import fold
from storage import cases, publications
from storage.models import Case

SHORTEST = 10


async def offer(turn: Turn, case: Case) -> None:
    """Tell the office that an answer was sent; offer to publish it if the citizen agreed."""
    key = "publishing.card" if case.may_publish else "publishing.no_consent"
    rows = []
    if case.may_publish:
        rows = [
            [turn.button("publishing.look", "publish", case.id)],
            [turn.button("publishing.withhold", "withhold", case.id)],
        ]
    for address in await office_addresses(turn):
        turn.say(
            key,
            to=address,
            choices=rows,
            case=case.code,
            code=case.code,
            agency=desk.agency_name(turn, case.agency),
        )


async def publish(turn: Turn, case_id: int, _: str) -> None:
    """Button: see the text as strangers will see it."""
    await _begin(turn, await find(turn, case_id))


async def congkhai(turn: Turn) -> None:
    """`/congkhai [MÃ]`: publish this case, or show which ones wait."""
    if turn.args:
        await _begin(turn, await desk.named(turn, "congkhai"))
        return
    waiting = await cases.awaiting_publication(turn.db, 10)
    if not waiting:
        turn.say("publishing.nothing_waits")
        return
    rows = [[turn.button("publishing.one", "publish", c.id, code=c.code)] for c in waiting]
    turn.say("publishing.waiting", choices=rows, n=len(waiting))


async def _begin(turn: Turn, case: Case) -> None:
    await check(turn, case, "publish")
    if not case.may_publish:
        raise Refused("publishing.no_consent_refused", code=case.code)
    if case.publication == "published":
        raise Refused("publishing.already", code=case.code, url=_url(turn, case))
    answer = await cases.answer_of(turn.db, case)
    await conversation.begin(
        turn,
        PUBLISH.name,
        case_id=case.id,
        code=case.code,
        field=desk.field_name(turn, case.field),
        place=_public_place(turn, case),
        agency=desk.agency_name(turn, case.agency),
        question=masked(turn, case.text),
        answer=masked(turn, answer.text if answer else ""),
    )


def masked(turn: Turn, text: str) -> str:
    """The text with everything personal that was recognised replaced by neutral words."""
    tokens = {kind: turn.words(f"publishing.token.{kind}") for kind in KINDS}
    return mask(text, tokens).text


def _public_place(turn: Turn, case: Case) -> str:
    """Only the commune: a house or a hamlet may point at the reporter."""
    commune = turn.office.communes.get(case.commune)
    return f"{commune.kind} {commune.name}" if commune else turn.office.place


def _shown(_turn: Turn, answers: Answers) -> dict[str, Any]:
    names = ("code", "field", "place", "agency", "question", "answer")
    return {name: answers[name] for name in names}


def _long_enough(_turn: Turn, _answers: Answers, given: Given) -> str:
    if len(given.text) < SHORTEST:
        raise Again("publishing.checking.too_short", least=SHORTEST)
    return given.text


def _reviewed(_turn: Turn, _answers: Answers, value: str) -> str:
    if value in {"question", "answer"}:
        raise Change(value)
    if value == "later":
        raise Leave("publishing.checking.later")
    return value


def _url(turn: Turn, case: Case) -> str:
    return f"{turn.world.base_url}/ket-qua/{case.code}"


async def _publish(turn: Turn, answers: Answers) -> None:
    case = await find(turn, answers["case_id"])
    if case.publication == "published":
        raise Refused("publishing.already", code=case.code, url=_url(turn, case))
    if not case.may_publish:
        raise Refused("publishing.no_consent_refused", code=case.code)
    await act(turn, case, "publish", publication="published")
    question, answer = answers["question"], answers["answer"]
    await publications.add(
        turn.db,
        case,
        question=question,
        answer=answer,
        folded=fold(f"{case.code}\n{question}\n{answer}"),
        person_id=turn.person.id,
        now=turn.now,
    )
    url = _url(turn, case)
    open_page = [[turn.link("publishing.open", url)]]
    turn.say("publishing.done", choices=open_page, case=case.code, code=case.code, url=url)
    desk.tell_citizen(turn, case, "publishing.citizen_published", open_page, url=url)
    _announce(turn, answers, url)


def _announce(turn: Turn, answers: Answers, url: str) -> None:
    if turn.world.channel_address:
        text = turn.words("publishing.announcement", url=url, **_shown(turn, answers))
        turn.replies.append((turn.world.channel_address, Reply(text=text)))


async def withhold(turn: Turn, case_id: int, _: str) -> None:
    """Button: do not publish."""
    case = await find(turn, case_id)
    await check(turn, case, "withhold")
    if case.publication != "waiting":
        raise Refused("conversation.old_button")
    await act(turn, case, "withhold", publication="withheld")
    turn.say("publishing.withheld", code=case.code)


PUBLISH = Flow(
    "publishing.checking",
    (
        Ask(name="question", accepts=frozenset({TEXT}), check=_long_enough),
        Ask(name="answer", accepts=frozenset({TEXT}), check=_long_enough),
        Ask(
            name="review",
            choices=("publish", "question", "answer", "later"),
            show=_shown,
            pick=_reviewed,
        ),
    ),
    then=_publish,
)
