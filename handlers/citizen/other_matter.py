"""Whether what somebody says is about another matter than their open case."""

from __future__ import annotations

from bot.flow_answers import Given
from bot.turn import Turn
from rules.recognition import recognise_text
from storage.models import CONDUCT, Case

SURE = 0.5
"""From this share of the evidence on a field of the words is told from the case's."""


def is_another(turn: Turn, case: Case, given: Given) -> bool:
    """Another place, another field, or officials' conduct, which who has a case must not read."""
    if not given.text:
        return False
    return is_elsewhere_or_conduct(turn, case, given) or _is_of_other_field(turn, case, given)


def is_elsewhere_or_conduct(turn: Turn, case: Case, given: Given) -> bool:
    """The same, whatever its field."""
    conduct = recognise_text(given.text, turn.office.recognition).conduct
    return is_elsewhere(turn, case, given) or (conduct and case.about != CONDUCT)


def is_elsewhere(turn: Turn, case: Case, given: Given, *, of_field: bool = False) -> bool:
    """Whether it names another commune, or with `of_field` is of another field."""
    commune = turn.world.router.find_commune(given.text)
    elsewhere = bool(commune and case.commune and commune != case.commune)
    return elsewhere or (of_field and _is_of_other_field(turn, case, given))


def _is_of_other_field(turn: Turn, case: Case, given: Given) -> bool:
    known = {case.field, *(one.field for one in turn.world.router.propose(case.text))}
    proposed = turn.world.router.propose(given.text)
    same = known & {one.field for one in proposed}
    return bool(proposed) and not same and proposed[0].score >= SURE
