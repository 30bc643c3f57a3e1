"""What happened, in words and files: enough of it, and what is noticed in it."""

from __future__ import annotations

import re
from typing import Final

from bot.event import Choice, Rows
from bot.flow_answers import VIDEO, VOICE, Again, Given
from bot.turn import Turn
from handlers.intake import confirmation, from_words, screening
from handlers.intake.report_answers import ReportAnswers, ReportDescription
from handlers.shared import help_topics
from handlers.shared.text_and_files import text_and_files
from rules.contact_in_report import words_without_contact
from rules.contact_in_text import ADDRESS_LABEL
from rules.languages import language_spoken
from rules.place_alone import is_place_alone
from rules.place_in_text import same_length_fold
from rules.text import split_words

_LINE: Final = re.compile(r"[\n.;]+")


def text_described(turn: Turn, answers: ReportAnswers, given: Given) -> ReportDescription:
    """What is kept of the story; what it says besides is noticed. Raises Again."""
    if not is_told(turn, given):
        raise Again("intake.describe.too_short")
    answers.update(screening.hints_of_text(turn, given.text))
    from_words.take_from_words(turn, answers, given.text)
    return {**text_and_files(given), "missed": given.missed}


def message_heard(turn: Turn, answers: ReportAnswers, given: Given) -> None:
    """What of a message counts at once: what it warns of, and whom it corrects."""
    screening.screen_message(turn, answers, given)
    from_words.correct_from_words(turn, answers, given.text)


def is_told(turn: Turn, given: Given) -> bool:
    """Enough words to understand, or somebody speaks. Who they are and where is no matter yet."""
    enough = len(_words_of_matter(turn, given.text)) >= turn.office.limits.minimum_words
    return enough or bool(given.kinds & {VOICE, VIDEO})


def _words_of_matter(turn: Turn, text: str) -> list[str]:
    told = words_without_contact(text)
    if told == text:
        return split_words(text)
    polite = {word for one in turn.office.intents.polite for word in split_words(one)}
    lines = [line for line in _LINE.split(told) if not _is_place(line)]
    return [word for line in lines for word in split_words(line) if word not in polite]


def _is_place(line: str) -> bool:
    line = line.strip()
    label = ADDRESS_LABEL.match(same_length_fold(line))
    return is_place_alone(line[label.end() :] if label else line)


def text_was(turn: Turn, answers: ReportAnswers) -> str:
    """The story before it is told anew."""
    return confirmation.text_shown(turn, answers["describe"]["text"])


def describe_rows(turn: Turn, answers: ReportAnswers) -> Rows:
    """A way to drop pictures of identity papers, while there are any."""
    if not answers.get("papers"):
        return []
    return [[Choice(turn.words("intake.papers.drop"), "papers")]]


def answer_in_their_language(turn: Turn, given: Given, *, danger: bool) -> None:
    """Say in another language that what is told in it is taken; in danger, whom to call."""
    spoken = language_spoken(given.text, turn.office.languages)
    text = (spoken.urgent if danger else spoken.taken) if spoken else ""
    if text:
        numbers = help_topics.emergency_line(turn)
        turn.say("intake.in_their_language", text=text.replace("{numbers}", numbers))
