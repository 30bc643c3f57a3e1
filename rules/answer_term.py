"""Which term to answer a case has, by the office's rules."""

from __future__ import annotations

from datetime import date
from typing import Final

from rules.danger_hours import URGENT_ANSWER
from rules.deadline import CountedTerm, count_term
from rules.office import Office
from rules.office_deadlines import Deadline
from rules.timeline import Episode

NORMAL_ANSWER: Final = "answer_normal"


ANSWER_CLASSES: Final = (NORMAL_ANSWER, "answer_complex", "answer_quick")
"""Terms of an answer the office may choose among, as far as its data have them."""


def answer_rule_for(office: Office, field: str, deadline: str, *, urgent: bool = False) -> Deadline:
    """The row of the answer's term: urgent, the case's own, the field's, or the normal one."""
    known = office.fields.get(field)
    own = deadline or (known.deadline if known else NORMAL_ANSWER)
    code = URGENT_ANSWER if urgent else own
    return office.deadlines.get(code, office.deadlines[NORMAL_ANSWER])


def term_to_check(office: Office, answered: date) -> CountedTerm:
    """The office's term to check, publish or send back an answer sent on a day."""
    return count_term(answered, office.deadlines["check_publish"].days, office.calendar)


def term_to_ask(office: Office, episode: Episode) -> CountedTerm:
    """The term in which a citizen should be asked for what is missing."""
    rule = office.deadlines["ask"]
    start = episode.forwarded if rule.counts_from == "forwarded" else None
    return count_term(start or episode.opened, rule.days, office.calendar)


def answer_classes(office: Office) -> list[Deadline]:
    """The terms of an answer this office may give a case."""
    return [office.deadlines[code] for code in ANSWER_CLASSES if code in office.deadlines]


def own_answer_term(office: Office, field: str, term: str) -> str:
    """What a case keeps of a term chosen for it: nothing when its field has that term anyway."""
    return "" if term == answer_rule_for(office, field, "").code else term
