"""What an answer says was done, in words for everybody."""

from __future__ import annotations

from datetime import date

from bot.texts import Texts
from rules.solution import PROMISED, Solution


def solution_in_words(texts: Texts, solution: Solution, today: date) -> str:
    """A sentence; nothing where nothing was said."""
    if not solution.kind:
        return ""
    if solution.kind != PROMISED:
        return texts(f"answering.solution.{solution.kind}")
    key = "kept" if solution.done_on else "broken" if solution.broken(today) else "promised"
    return texts(f"answering.solution.{key}", day=solution.by)
