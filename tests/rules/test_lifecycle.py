"""The table of moves: its page, and what no path through it can do."""

from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from publish import lifecycle_page
from rules import lifecycle
from rules.lifecycle import (
    ANSWER_PENDING,
    ANSWERED,
    CLOSED,
    KEEPS_BEFORE,
    LEADER,
    MOVES,
    OPEN,
    OUTCOMES,
    ROLES,
    STATUSES,
    WITHDRAWN,
    Verdict,
)

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"


def test_the_page_tells_what_the_code_does() -> None:
    assert PAGE.read_text(encoding="utf-8") == lifecycle_page.render()


class Walk(RuleBasedStateMachine):
    """Anybody tries anything; what the table allows happens."""

    def __init__(self) -> None:
        super().__init__()
        self.status, self.before = lifecycle.RECEIVED, ""

    @rule(data=st.data(), role=st.sampled_from(ROLES), owner=st.booleans())
    def somebody_acts(self, data: st.DataObject, role: str, owner: bool) -> None:
        held = ((role, "a"),)
        can = [
            name
            for name in MOVES
            if lifecycle.judge(name, self.status, "a", held, owner=owner) is Verdict.ALLOWED
        ]
        if can:
            name = data.draw(st.sampled_from(can))
            self.move(name, signed=name == "approve" and role == LEADER)

    @precondition(lambda self: self.status in MOVES["give_up"].starts)
    @rule()
    def nobody_answers(self) -> None:
        self.move("give_up", signed=False)

    def move(self, name: str, *, signed: bool) -> None:
        start = self.status
        self.status = lifecycle.ends(name, start, self.before)
        if self.status in KEEPS_BEFORE and start not in KEEPS_BEFORE:
            self.before = start
        if start == ANSWER_PENDING and self.status == ANSWERED:
            assert signed, name
        if start in OPEN and self.status in CLOSED:
            assert name in OUTCOMES or self.status in (WITHDRAWN, lifecycle.MERGED), name

    @invariant()
    def the_case_stands_somewhere_and_an_open_one_has_a_way_out(self) -> None:
        assert self.status in STATUSES
        if self.status in OPEN:
            assert any(
                self.status in move.starts and move.ends in CLOSED for move in MOVES.values()
            )


TestWalk = Walk.TestCase
