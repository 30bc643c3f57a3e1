"""What a citizen's words hint at: never a verdict, always a reason to ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from rules.deadline import add_working_days, is_working
from rules.office import Calendar, Office
from rules.text import words

DENUNCIATION: Final = "denunciation"
COMPLAINT: Final = "complaint"
DANGER: Final = "danger"
QUESTION: Final = "question"
CONDUCT: Final = "conduct"
RULE: Final = "rule"
_FOUR_DAYS: Final = timedelta(days=4)
HINTS: Final = (DENUNCIATION, COMPLAINT, DANGER, QUESTION, CONDUCT, RULE)


class Recogniser:
    """An office's phrases, folded once; text with and without diacritics reads the same."""

    def __init__(self, office: Office) -> None:
        self._phrases = [
            (f" {' '.join(words(phrase))} ", kind)
            for kind, row in office.recognition.items()
            for phrase in row.words
        ]

    def hints(self, text: str) -> frozenset[str]:
        """Which of HINTS a text gives."""
        said = f" {' '.join(words(text))} "
        return frozenset(kind for phrase, kind in self._phrases if phrase in said)


def reception_day(today: date, day: int, calendar: Calendar) -> date:
    """The next day leaders receive citizens: this day of the month, moved off rest days."""
    month = today.replace(day=day)
    while True:
        moved = month if is_working(month, calendar) else add_working_days(month, 1, calendar)
        if moved >= today:
            return moved
        month = (month.replace(day=28) + _FOUR_DAYS).replace(day=day)
