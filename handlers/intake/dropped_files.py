"""Files that are taken out of a report before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot import gathering
from bot.event import Choice, Rows
from bot.flow_answers import Again, Change
from bot.turn import Turn
from handlers.intake import confirmation, screening
from handlers.intake.report_answers import ReportAnswers

KEEP_ALL = "keep_all"


def droppable_files(turn: Turn, answers: ReportAnswers) -> Rows:
    """One button for each file."""
    counts: dict[str, int] = {}
    buttons = []
    for at, item in enumerate(confirmation.media_given(answers)):
        n = counts[item.kind] = counts.get(item.kind, 0) + 1
        buttons.append(Choice(turn.words(f"intake.drop.{item.kind}", n=n), str(at)))
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    return [*rows, [Choice(turn.words("intake.drop.keep_all"), KEEP_ALL)]]


def drop_file(turn: Turn, answers: ReportAnswers, value: str) -> str:
    """Take one file out of the report, unless nothing would be left that can be understood."""
    if value != KEEP_ALL:
        described, at = answers["describe"], int(value)
        if len(described["media"]) == 1 and not described["text"]:
            raise Again("intake.drop.nothing_left")
        gone = confirmation.media_given(answers)[at]
        drop_unwanted(turn, lambda item: item["sha256"] == gone.sha256)
        turn.say("intake.drop.dropped", left=confirmation.files_in_words(turn, answers))
    raise Change(dropping=False)


def drop_papers(turn: Turn, answers: ReportAnswers, _value: str) -> str:
    """Take the pictures of identity papers out of the report."""
    papers = set(answers["papers"])
    drop_unwanted(turn, lambda item: item["sha256"] in papers)
    left = gathering.gathered_so_far(turn.stack[-1], screening.DESCRIBE)
    turn.say("intake.papers.dropped", left=gathering.gathered_in_words(turn, left))
    raise Change(papers=[])


def drop_unwanted(turn: Turn, unwanted: Callable[[dict[str, Any]], bool]) -> None:
    """Forget the files of the open report for which `unwanted(media)` is true."""
    run = turn.stack[-1]
    for piece in run.pieces.get("describe", []):
        for item in piece.get("media", ()):
            if unwanted(item):
                turn.forget_file(item["sha256"])
        piece["media"] = [item for item in piece.get("media", ()) if not unwanted(item)]
    if "describe" in run.answers:
        described = run.answers["describe"]
        described["media"] = [item for item in described["media"] if not unwanted(item)]
