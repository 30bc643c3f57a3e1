"""The table of moves: its page, and what no path through it can do.

The table is small, so nothing is drawn by chance: every state anybody can reach is visited.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import lifecycle_page
from rules import lifecycle
from rules.lifecycle import (
    ANSWER_PENDING,
    ANSWERED,
    CHAIR,
    CLOCK,
    CLOSED,
    FOLLOWER,
    KEEPS_BEFORE,
    LEADER,
    MERGED,
    MOVES,
    NEEDS_INFO,
    OFFICE,
    OFFICIAL,
    OPEN,
    OUTCOMES,
    OWNER,
    RECEIVED,
    ROLES,
    STATUSES,
    WITH_AGENCY,
    WITHDRAWN,
    MoveVerdict,
)

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"
State = tuple[str, str]
"""(status, status before a pause or a merge)."""
Step = tuple[State, str, str, State]
"""(from, move, by whom, to)."""


def may(name: str, status: str, who: str) -> bool:
    if who == CLOCK:
        return CLOCK in MOVES[name].by and status in MOVES[name].starts
    roles = ((who, "a"),) if who in ROLES else ()
    verdict = lifecycle.judge_move(name, status, "a", roles, relation="" if roles else who)
    return verdict is MoveVerdict.ALLOWED


def steps_from(state: State) -> Iterator[Step]:
    status, before = state
    for name in MOVES:
        for who in (*ROLES, OWNER, FOLLOWER, CLOCK):
            if may(name, status, who):
                end = lifecycle.status_after_move(name, status, before)
                kept = status if end in KEEPS_BEFORE and status not in KEEPS_BEFORE else before
                yield state, name, who, (end, kept)


def all_steps() -> list[Step]:
    seen: set[State] = set()
    waiting: list[State] = [(RECEIVED, "")]
    found: list[Step] = []
    while waiting:
        state = waiting.pop()
        if state in seen:
            continue
        seen.add(state)
        for step in steps_from(state):
            found.append(step)
            waiting.append(step[3])
    return found


STEPS = all_steps()


def test_the_page_tells_what_the_code_does() -> None:
    assert PAGE.read_text(encoding="utf-8") == lifecycle_page.lifecycle_markdown()


def test_every_status_is_reached_and_none_is_unknown() -> None:
    assert {state[0] for *_, state in STEPS} | {RECEIVED} == set(STATUSES)


def test_a_draft_reaches_the_citizen_only_by_the_leaders_signature() -> None:
    signing = {
        (name, who)
        for (start, _), name, who, (end, _) in STEPS
        if start == ANSWER_PENDING and end == ANSWERED
    }
    assert signing == {("approve", LEADER)}


def test_no_case_closes_without_an_outcome_in_writing_or_its_owners_wish() -> None:
    closing = {
        (name, end) for (start, _), name, _, (end, _) in STEPS if start in OPEN and end in CLOSED
    }
    assert {name for name, _ in closing} - set(OUTCOMES) == {"withdraw", "merge"}
    assert {end for name, end in closing if name not in OUTCOMES} == {WITHDRAWN, MERGED}


def test_only_the_owner_withdraws_and_only_the_office_merges() -> None:
    assert {who for _, name, who, _ in STEPS if name == "withdraw"} == {OWNER}
    assert {who for _, name, who, _ in STEPS if name == "merge"} == {OFFICE}


def test_every_open_case_has_somebody_who_must_act() -> None:
    for (status, _), name, who, (end, _) in STEPS:
        assert end in STATUSES, (name, who)
        if status in OPEN:
            hands = {by for (start, _), _, by, _ in STEPS if start == status}
            assert hands & {OFFICE, LEADER, OFFICIAL}, status


def test_a_pause_and_a_merge_give_back_where_the_case_stood() -> None:
    back = {
        (state[1], end[0]) for state, name, _, end in STEPS if name in {"supplement", "unmerge"}
    }
    assert back
    assert all(before == end for before, end in back)
    assert not {before for before, _ in back} & {NEEDS_INFO, MERGED, ""}


def test_the_chair_watches_judges_refusals_and_decides_appeals() -> None:
    assert {name for _, name, who, _ in STEPS if who == CHAIR} == {
        "refuse",
        "reject_refusal",
        "decide_appeal",
    }


@pytest.mark.parametrize("role", [LEADER, OFFICIAL])
@pytest.mark.parametrize("name", sorted(MOVES))
def test_an_agency_moves_only_its_own_cases(name: str, role: str) -> None:
    for status in STATUSES:
        verdict = lifecycle.judge_move(name, status, "a", ((role, "b"),))
        assert verdict is MoveVerdict.NOT_YOURS


def test_what_an_agency_has_the_office_can_always_take_back() -> None:
    for status in WITH_AGENCY:
        assert may("forward", status, OFFICE)
