"""What a conversation about an own case has been told so far."""

from __future__ import annotations

from typing import NotRequired, TypedDict

import msgspec

from bot import gathering
from bot.event import Choice, Rows
from bot.flow_answers import Given
from bot.turn import Turn
from handlers.case import labels
from handlers.shared.text_and_files import TextAndFiles, files_of_answer, text_and_files


class FollowupAnswers(TypedDict):
    action: str
    case_id: int
    code: str
    question: str
    """Of the office, which this answers; else empty."""
    words: NotRequired[TextAndFiles]
    danger: NotRequired[bool]
    doubtful: NotRequired[bool]
    at_once: NotRequired[bool]
    """Danger: no word that this was all is waited for."""
    guessed: NotRequired[bool]
    """That the words belong to this case."""
    heard: NotRequired[bool]
    """Plain words were taken for a press of "not done"."""
    not_so: NotRequired[bool]
    """They were none."""
    another: NotRequired[bool]
    """They do not: they are a new report."""


def as_said(turn: Turn, given: Given) -> TextAndFiles:
    """Words and files as plain data.

    A point on the map is said in words, as a link: a case has one place of its own, which is
    moved in danger alone.
    """
    point = given.location
    if point is None:
        return text_and_files(given)
    url = labels.map_address(point.latitude, point.longitude)
    text = f"{given.text}\n{turn.words('followup.pin', url=url)}".strip()
    said = text_and_files(msgspec.structs.replace(given, text=text))
    return {**said, "point": msgspec.to_builtins(point)}


def words_of_followup(answers: FollowupAnswers) -> Given:
    """What was said in a conversation about an own case, as it was given."""
    said = answers["words"]
    return Given(text=said["text"], media=files_of_answer(said))


def other_meanings(turn: Turn, answers: FollowupAnswers) -> Rows:
    """The button of what was taken for something it may not be."""
    if answers.get("heard"):
        return [[Choice(turn.words("verdict.not_so"), "not_so")]]
    return [[Choice(turn.words("whose.which.new"), "new")]] if answers.get("guessed") else []


def meant_otherwise(turn: Turn, answers: FollowupAnswers, value: str) -> TextAndFiles:
    """All that was said so far, which was meant otherwise."""
    answers["not_so" if value == "not_so" else "another"] = True
    return as_said(turn, gathering.gathered_so_far(turn.stack[-1], "words"))
