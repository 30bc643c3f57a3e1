"""`/mau`: the agency's own templates of answers, filled for a case, edited before sending."""

from __future__ import annotations

from typing import TypedDict

from bot import conversation
from bot.event import Choice, Rows
from bot.flow_answers import TEXT, Again, Given
from bot.turn import Ask, Flow, Turn
from bot.user_error import UserError
from handlers.agency import answer
from handlers.case import access, lookup, placeholders
from handlers.case.placeholders import PLACE
from rules.lifecycle import AGENCY_ROLES
from storage import answer_templates
from storage.models import AnswerTemplate

KNOWN = ("ten", "ma", "han", "coquan", "linhvuc", "noi")


MOST = 60
"""Templates of an agency: more make no list to choose from."""


def _agencies(turn: Turn) -> list[str]:
    return sorted({held.agency for held in turn.known.roles if held.role in AGENCY_ROLES})


async def mau(turn: Turn) -> None:
    """`/mau`: the templates of the speaker's agencies."""
    found = await answer_templates.answer_templates_of_agencies(turn.db, _agencies(turn))
    rows = [[turn.button("templates.open", "template", row.id, title=row.title)] for row in found]
    rows.append([turn.button("templates.add", "new_template", 0)])
    turn.say("templates.all" if found else "templates.none", choices=rows)


async def show_template(turn: Turn, template_id: int, _: str) -> None:
    """Button: one template."""
    row = await _mine(turn, template_id)
    turn.say(
        "templates.one",
        choices=[[turn.button("templates.remove", "drop_template", row.id)]],
        title=row.title,
        text=row.text,
    )


async def drop_template(turn: Turn, template_id: int, _: str) -> None:
    """Button: forget it."""
    row = await _mine(turn, template_id)
    await answer_templates.remove_answer_template(turn.db, row)
    turn.say("templates.removed", title=row.title)


async def _mine(turn: Turn, template_id: int) -> AnswerTemplate:
    row = await answer_templates.answer_template_by_id(turn.db, template_id)
    if row is None or row.agency not in _agencies(turn):
        raise UserError("templates.gone")
    return row


async def new_template(turn: Turn, _: int, __: str) -> None:
    """Button: write a new one."""
    mine = _agencies(turn)
    if not mine:
        raise UserError("desk.not_yours")
    if len(await answer_templates.answer_templates_of_agencies(turn.db, mine)) >= MOST:
        raise UserError("templates.too_many", most=MOST)
    known = {"agency": mine[0]} if len(mine) == 1 else {}
    await conversation.begin_flow(turn, WRITE.name, None, **known)


def _which(turn: Turn, _answers: WriteTemplateAnswers) -> Rows:
    return [[Choice(turn.office.agencies[code].short, code)] for code in _agencies(turn)]


def _title_length(turn: Turn, _answers: WriteTemplateAnswers) -> dict[str, int]:
    limits = turn.office.limits.characters
    return {"least": limits.template_title_least, "most": limits.template_title_most}


def _title(turn: Turn, _answers: WriteTemplateAnswers, given: Given) -> str:
    title = " ".join(given.text.split())
    length = _title_length(turn, _answers)
    if not length["least"] <= len(title) <= length["most"]:
        raise Again("templates.writing.title.again", **length)
    return title


def _text(turn: Turn, _answers: WriteTemplateAnswers, given: Given) -> str:
    if len(given.text) < turn.office.limits.characters.template_text_least:
        raise Again("templates.writing.text.again")
    unknown = [name for name in PLACE.findall(given.text) if name not in KNOWN]
    if unknown:
        raise Again("templates.unknown_place", name=unknown[0][:20], known=_known(turn))
    return given.text


def _known(turn: Turn) -> str:
    return ", ".join(f"{{{name}}} {turn.words(f'templates.place.{name}')}" for name in KNOWN)


async def _saved(turn: Turn, answers: WriteTemplateAnswers) -> None:
    await _may_still_write(turn, answers)
    await answer_templates.save_answer_template(
        turn.db, answers["agency"], answers["title"], answers["text"], turn.person.id, turn.now
    )
    turn.say("templates.saved", title=answers["title"])


async def _may_still_write(turn: Turn, answers: WriteTemplateAnswers) -> None:
    mine = _agencies(turn)
    if not mine or answers.get("agency", mine[0]) not in mine:
        raise UserError("desk.not_yours")


async def choose_template(turn: Turn, case_id: int, template: str) -> None:
    """Button of a case: which template; then the draft of the answer begins with it."""
    case = await lookup.find_case(turn, case_id)
    await access.check_move(turn, case, "answer")
    if template:
        row = await _mine(turn, int(template[:9]) if template.isdecimal() else 0)
        await answer.begin_answer(
            turn, case, Given(text=await placeholders.filled_for(turn, case, row.text))
        )
        return
    found = await answer_templates.answer_templates_of_agencies(turn.db, [case.agency])
    if not found:
        raise UserError("templates.none_to_use")
    rows = [
        [turn.button("templates.open", "use_template", case.id, row.id, title=row.title)]
        for row in found
    ]
    turn.say("templates.which", choices=rows, case=case.code, code=case.code)


class WriteTemplateAnswers(TypedDict):
    agency: str
    title: str
    text: str


WRITE = Flow(
    "templates.writing",
    (
        Ask(name="agency", choices=_which),
        Ask(name="title", accepts=frozenset({TEXT}), check=_title, show=_title_length),
        Ask(
            name="text",
            accepts=frozenset({TEXT}),
            check=_text,
            show=lambda turn, _: {"known": _known(turn)},
        ),
    ),
    then=_saved,
    possible=_may_still_write,
)
