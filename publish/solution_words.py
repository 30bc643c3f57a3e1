"""What an answer says was done, in words for everybody."""

from __future__ import annotations

from datetime import date

from bot.texts import Texts
from rules.solution import PROMISED, Solution


def solution_key(solution: Solution, today: date) -> str:
    """What was said, by its name; of a promise how it stands."""
    if solution.kind != PROMISED:
        return solution.kind
    return "kept" if solution.done_on else "broken" if solution.broken(today) else "promised"


def solution_in_words(texts: Texts, solution: Solution, today: date) -> str:
    """A sentence; nothing where nothing was said."""
    if not solution.kind:
        return ""
    return texts(f"answering.solution.{solution_key(solution, today)}", day=solution.by or "")
