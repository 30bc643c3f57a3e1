"""What happened, in words and files: enough of it, and what is noticed in it."""

from __future__ import annotations

from bot.event import Choice, Rows
from bot.flow_answers import VIDEO, VOICE, Again, Given
from bot.turn import Turn
from handlers.intake import confirmation, from_words, screening
from handlers.intake.report_answers import ReportAnswers, ReportDescription
from handlers.shared import help_topics
from handlers.shared.text_and_files import text_and_files
from rules.languages import language_spoken
from rules.text import split_words


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
    """Enough words to understand, or somebody speaks."""
    enough = len(split_words(given.text)) >= turn.office.limits.minimum_words
    return enough or bool(given.kinds & {VOICE, VIDEO})


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
