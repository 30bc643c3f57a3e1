"""What the words of a report hint at: danger, what is no PAKN, a question, conduct or a rule."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import takewhile

import msgspec

from bot import gathering
from bot.event import Media
from bot.flow_answers import (
    DOCUMENT,
    PHOTO,
    Again,
    Change,
    Given,
    Leave,
    NoAnswer,
    SwitchFlow,
)
from bot.turn import Turn
from handlers.case import labels, registration
from handlers.denunciation.handover import HANDOVER
from handlers.intake.report_answers import ReportAnswers
from handlers.shared import help_topics
from handlers.shared.consent import since_it_began
from handlers.shared.danger import notice_danger
from rules.recognition import phrases_said, recognise_text
from storage.conversations import ConversationFrame

CONDUCT, RULE = "conduct", "rule"
DESCRIBE = "describe"
"""The question that gathers a report."""
A_DAY = timedelta(days=1)
A_REMARK = 3
"""From so many words on what is no answer to a yes or no is something told."""


def screen_message(turn: Turn, answers: ReportAnswers, given: Given) -> None:
    """Notice at once what cannot wait until Done: danger, and what must not be stored."""
    found = recognise_text(given.text, turn.office.recognition)
    notice_danger(turn, answers, given)
    if found.outside:
        answers.setdefault("suspect", True)
    if found.insult:
        ask_to_be_polite(turn)
    if given.location and "place" not in answers:
        # Of a live location the first point.
        answers["place"] = {"point": msgspec.to_builtins(given.location)}
    _papers(turn, answers, given)


def ask_to_be_polite(turn: Turn) -> None:
    """Ask to stay polite, once a day."""
    before = turn.person.scolded_at
    if before is None or turn.now - before > A_DAY:
        turn.person.scolded_at = turn.now
        turn.say("intake.insult")


def _papers(turn: Turn, answers: ReportAnswers, given: Given) -> None:
    """Advise against pictures of identity papers, by what they show, caption, name, later words."""
    found = [item.sha256 for item in given.media if _is_paper(turn, item, given.text)]
    if recognise_text(given.text, turn.office.recognition).shows_papers:
        found += _sent_without_a_word(turn)
    known = answers.get("papers", [])
    if new := [sha256 for sha256 in found if sha256 not in known]:
        answers["papers"] = [*known, *new]
        drop = turn.button("intake.papers.drop", "f", turn.stack[-1].number, DESCRIBE, "papers")
        turn.say("intake.papers.advice", choices=[[drop]])


def _sent_without_a_word(turn: Turn) -> list[str]:
    """The pictures of the messages just before this one, back to the last that had words."""
    pieces = [msgspec.convert(piece, Given) for piece in turn.stack[-1].pieces[DESCRIBE][:-1]]
    silent = takewhile(lambda piece: not piece.text, reversed(pieces))
    return [
        item.sha256 for piece in silent for item in piece.media if item.kind in {PHOTO, DOCUMENT}
    ]


def _is_paper(turn: Turn, item: Media, caption: str) -> bool:
    words = re.sub(r"[_\W]+", " ", f"{caption} {item.name}")
    spoken_of = recognise_text(words, turn.office.recognition).papers
    return item.id_card or (item.kind in {PHOTO, DOCUMENT} and spoken_of)


def hints_of_text(turn: Turn, text: str) -> ReportAnswers:
    """What the whole text hints at, so that the right questions are asked."""
    found = recognise_text(text, turn.office.recognition)
    return {
        "question": found.question,
        "conduct": found.conduct,
        "rule": found.rule,
        "proposal": found.proposal,
    }


async def note_complaint_in_name(turn: Turn, run: ConversationFrame) -> None:
    """Before each question: whether what was told so far is a complaint by its name alone."""
    if run.answers.get("suspect"):
        told = gathering.gathered_so_far(run, DESCRIBE).text
        only = await registration.is_complaint_in_name_only(turn, told)
        run.answers["in_name_only"] = only


def lawful_shown(turn: Turn, answers: ReportAnswers) -> dict[str, str]:
    """The three kinds, or the one question where the word alone stands there."""
    key = "in_name" if answers.get("in_name_only") else "kinds"
    return {"asked": turn.words(f"intake.lawful.{key}")}


def stop_what_is_no_pakn(turn: Turn, answers: ReportAnswers, value: str) -> str:
    """What is no PAKN is stopped here, and its words are forgotten.

    A denunciation may be handed over in secret instead; of that another conversation asks.
    """
    if value == "report":
        return value
    since = since_it_began(turn, answers)
    if value == "denunciation" and answers.get("sealable"):
        raise SwitchFlow(HANDOVER.name, since=since.isoformat())
    turn.forget_since = since
    other = turn.office.redirects["to_cao" if value == "denunciation" else "khieu_nai"]
    raise Leave(
        "intake.stopped",
        label=other.label,
        where=other.where,
        basis=other.basis,
        **labels.leaders_reception(turn),
    )


def asks_whether_in_danger(answers: ReportAnswers) -> bool:
    return bool(answers.get("doubtful")) and not answers.get("danger")


def numbers_shown(turn: Turn, _answers: ReportAnswers) -> dict[str, str]:
    return {"numbers": help_topics.emergency_line(turn)}


def danger_said(turn: Turn, answers: ReportAnswers, given: Given) -> str:
    """Words instead of a tap: a no in a sentence is one, unless it tells of danger as well.

    A sentence is kept with the report, whatever it is.
    """
    known = turn.office.recognition
    found = recognise_text(given.text, known)
    calm = phrases_said(given.text, known.no_danger)
    no = calm and not phrases_said(given.text, known.no_danger_unless)
    if no and not found.emergency:
        if len(given.text.split()) >= gathering.A_STORY:
            _keep(turn, given)
        return "no"
    if found.emergency or len(given.text.split()) >= gathering.A_STORY:
        raise NoAnswer
    if len(given.text.split()) >= A_REMARK:
        _keep(turn, given)
    raise Again("intake.in_danger.again", **numbers_shown(turn, answers))


def _keep(turn: Turn, given: Given) -> None:
    ask = gathering.gathering_question(turn, turn.stack[-1])
    if ask is not None:
        gathering.gather_message(turn, turn.stack[-1], ask, given)


def danger_answered(_turn: Turn, _answers: ReportAnswers, value: str) -> str:
    """One tap; a yes is as good as words of danger."""
    if value == "yes":
        raise Change(danger=True)
    return value
