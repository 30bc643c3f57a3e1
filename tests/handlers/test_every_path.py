"""Whatever people press, in any order: nothing skips a signature, is left alone, ends in silence.

Hypothesis drives the whole running bot with presses and words; after each the database is read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from hypothesis import HealthCheck
from hypothesis import settings as pace
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot import audit_log
from bot.app import App
from bot.settings import Settings
from rules import lifecycle
from rules.lifecycle import CLOSED, LEADER, MOVES, OFFICE, OPEN, OUTCOMES, RECEIVED, WITH_AGENCY
from storage import case_answers, case_events, cases, people, role_assignments, staff
from storage.models import Answer, Case, CaseEvent
from tests.support.desk import ANSWER, LAND, another_agrees
from tests.support.story import OfficeUnderTest, Talker, files_a_report

LAMP = "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay, tối rất nguy hiểm"
STAFF = {
    "clerk": ("office", ""),
    "leader": ("leader", "KTHT"),
    "official": ("official", "KTHT"),
    "colleague": ("official", "KTHT"),
    "stranger": ("official", "YTE"),
    "chair": ("chair", ""),
}
PRESSES = (
    *("forward:{}:KTHT", "forward:{}:YTE", "refuse:{}", "redirect:{}", "accept:{}", "answer:{}"),
    *("approve:{}", "edit_draft:{}", "reject:{}", "ask:{}", "return:{}", "extension:{}"),
    *("extend:{}", "deny:{}", "assign:{}", "seal:{}", "unseal:{}", "supplement:{}"),
    *("withdraw:{}", "reopen:{}", "appeal:{}", "accuse:{}", "involve:{}", "contribute:{}"),
    *("classify:{}", "sign_refusal:{}", "reject_refusal:{}"),
)
KINDS = [*["allowed"] * 7, "anything", "anything", "answered", "staffing", "away", "merging"]
MOST_ANSWERS = 8
"""Questions one press may lead to."""


Draw = Callable[[st.SearchStrategy[Any]], Any]


class World:
    """One running bot with its people, for all examples of one database."""

    def __init__(self, settings: Settings) -> None:
        self.loop = asyncio.new_event_loop()
        self.app = App(settings)
        self.office = OfficeUnderTest(self.app)
        self.talkers: dict[str, Talker] = {}
        self.number = 0
        self._running = self.app.running()
        self.do(self._open())

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    async def _open(self) -> None:
        await self._running.__aenter__()
        for name, (role, agency) in STAFF.items():
            self.talkers[name] = await self.office.staff(role, agency, name.title())
        self.talkers["citizen"] = self.office.citizen("Người dân")

    async def files(self, text: str, who: str = "citizen") -> str:
        self.number += 1
        citizen = self.talkers[who] = self.office.citizen()
        return await files_a_report(citizen, f"{text} (lần {self.number})")

    def close(self) -> None:
        self.do(self._running.__aexit__(None, None, None))
        self.loop.close()


async def presses(person: Talker, choice: str) -> None:
    """A press, and then any answers until the bot asks no more."""
    await person.sends(choice=choice)
    for _ in range(MOST_ANSWERS):
        asked = [reply for reply in person.latest if _offers(reply.choices)]
        if not asked:
            return
        offered = [value for value in _offers(asked[-1].choices) if not _idle(value)]
        if offered:
            await person.sends(choice=offered[0])
        else:
            await person.says(ANSWER)
    await person.says("/huy")


def _offers(rows: Any) -> list[str]:
    return [choice.value for row in rows for choice in row if choice.value.startswith("f:")]


def _idle(value: str) -> bool:
    return value.rsplit(":", 1)[1] in {"cancel", "skip", "rewrite", "change"}


class EveryPath(RuleBasedStateMachine):
    """One case and everybody who may touch it."""

    world: World

    @initialize(text=st.sampled_from([LAMP, LAND]), forwarded=st.booleans(), same=st.booleans())
    def files(self, text: str, forwarded: bool, same: bool) -> None:
        self.code = self.world.do(self.world.files(text))
        self.second = self.world.do(self.world.files(text, "neighbour")) if same else ""
        case = self.world.do(self.case())
        self.id = case.id
        if same:
            self.world.do(self.merging(lambda _: False))
        if forwarded:
            self.world.do(presses(self.world.talkers["clerk"], f"forward:{self.id}:KTHT"))

    @rule(kind=st.sampled_from(KINDS), data=st.data())
    def step(self, kind: str, data: st.DataObject) -> None:
        self.world.do(getattr(self, kind)(data.draw))

    async def allowed(self, draw: Draw) -> None:
        """What the table allows somebody just now."""
        case = await self.case()
        moves = [(who, what) for what in PRESSES for who in ENTITLED if may(who, what, case)]
        if moves:
            who, what = draw(st.sampled_from(moves))
            await presses(self.world.talkers[who], what.format(self.id))

    async def anything(self, draw: Draw) -> None:
        """Any button, by anybody."""
        who, what = draw(st.sampled_from([*STAFF, "citizen"])), draw(st.sampled_from(PRESSES))
        await presses(self.world.talkers[who], what.format(self.id))

    async def answered(self, draw: Draw) -> None:
        """The straight way, so that what comes after it is seen too."""
        for who, what in (("clerk", "forward:{}:KTHT"), ("official", "answer:{}")):
            await presses(self.world.talkers[who], what.format(self.id))

    async def staffing(self, draw: Draw) -> None:
        """An official stops, hands over, comes back."""
        what = draw(st.sampled_from(["suspend", "resume", "hand_over"]))
        number = await self.person_of("official")
        await presses(clerk := self.world.talkers["clerk"], f"staff:{number}:{what}")
        await another_agrees(clerk)

    async def away(self, _draw: Draw) -> None:
        """The leader goes away, or comes back."""
        leader = self.world.talkers["leader"]
        await leader.says("/vang")
        offered = [choice.value for row in leader.latest[-1].choices for choice in row]
        if offered:
            await presses(leader, offered[0])

    async def merging(self, draw: Draw) -> None:
        """Another citizen's case is merged into this one, or parted from it."""
        if not self.second:
            return
        clerk, second = self.world.talkers["clerk"], await self.case(self.second)
        if draw(st.booleans()):
            await presses(clerk, f"unmerge:{second.id}")
        else:
            await clerk.says(f"/gop {self.second} {self.code}")

    async def case(self, code: str = "") -> Case:
        async with self.world.app.db.read() as db:
            found = await cases.case_by_code(db, code or self.code)
        assert found is not None
        return found

    async def person_of(self, name: str) -> int:
        async with self.world.app.db.read() as db:
            known = await people.person_at_address(
                db, self.world.talkers[name].address, self.world.app.clock.now()
            )
        return known.person.id

    @precondition(lambda self: hasattr(self, "code"))
    @invariant()
    def holds(self) -> None:
        self.world.do(self.check())

    async def check(self) -> None:
        async with self.world.app.db.read() as db:
            case = await cases.case_by_code(db, self.code)
            assert case is not None
            log = await case_events.events_of_case(db, case)
            sent = await case_answers.answer_of_case(db, case)
            draft = await case_answers.answer_of_case(db, case, "draft")
            leads = await role_assignments.addresses_of_role(db, LEADER, "KTHT")
            office = await role_assignments.addresses_of_role(db, OFFICE)
            handler = await staff.staff_member_by_id(db, case.handler_id or 0)
        follows_the_table(case, log)
        if self.second:
            await self.followed(case, sent)
        await self.signed(case, log)
        assert office
        assert leads, "a leader who is away has a deputy"
        if case.status in WITH_AGENCY:
            assert self.world.app.office.agencies[case.agency].handles
            assert handler is None or not handler.suspended
            assert case.accused_id is None or case.handler_id != case.accused_id
        if case.status in OPEN:
            assert (case.status == "answer_pending") == (draft is not None)
        if case.status in CLOSED:
            self.told(case, log, sent)

    async def followed(self, case: Case, sent: Answer | None) -> None:
        """A merged case waits for an outcome, or its reporter heard it; or it goes on alone."""
        second = await self.case(self.second)
        async with self.world.app.db.read() as db:
            follows_the_table(second, await case_events.events_of_case(db, second))
        if second.status != "merged" or case.status in OPEN:
            return
        assert case.status != "withdrawn"
        assert sent is not None
        heard = [reply.text for reply in self.world.talkers["neighbour"].replies()]
        assert any(second.code in text and sent.text[:40] in text for text in heard)

    async def signed(self, case: Case, log: list[CaseEvent]) -> None:
        """An answer about land went out by a leader of that agency or by a signature."""
        for line in log:
            of_land = case.field in self.world.app.office.signatures.fields
            if line.action == "answer" and of_land and "for" not in line.data:
                assert line.actor_id == await self.person_of("leader")
            if line.action == "approve" and "for" not in line.data:
                signers = [await self.person_of(name) for name in ("leader", "clerk")]
                assert line.actor_id in signers
            if line.action == "refuse":
                assert line.actor_id == await self.person_of("chair"), "the clerk is alone"

    def told(self, case: Case, log: list[CaseEvent], sent: Answer | None) -> None:
        ending = [line.action for line in log if line.action in lifecycle.CLOSING][-1]
        if ending in OUTCOMES:
            assert sent is not None
            assert len(sent.text) > 20
            heard = [reply.text for reply in self.world.talkers["citizen"].replies()]
            assert any(case.code in text and sent.text[:40] in text for text in heard)

    def teardown(self) -> None:
        _, faults = self.world.do(audit_log.verify_audit_log(self.world.app.db))
        assert faults == []
        self.world.do(self.everybody_back())

    async def everybody_back(self) -> None:
        number = await self.person_of("official")
        await presses(clerk := self.world.talkers["clerk"], f"staff:{number}:resume")
        await another_agrees(clerk)
        leader = self.world.talkers["leader"]
        await leader.says("/vang")
        values = [c.value for row in leader.latest[-1].choices for c in row]
        if values and values[0].startswith("back:"):
            await leader.sends(choice=values[0])
        else:
            await leader.says("/huy")


ENTITLED = ("clerk", "leader", "official", "colleague", "citizen", "chair")


def may(who: str, what: str, case: Case) -> bool:
    """Whether the table lets somebody begin this with the case as it stands."""
    name = what.partition(":")[0]
    move = {"edit_draft": "approve", "extension": "ask_extension", "deny": "deny_extension"}
    move |= {"refuse": "propose_refusal", "sign_refusal": "refuse"}
    roles = () if who == "citizen" else (STAFF[who],)
    name = move.get(name, name)
    relation = lifecycle.OWNER if who == "citizen" else ""
    if case.sealed and name not in lifecycle.WHILE_RESTRICTED:
        return False
    return name in MOVES and (
        lifecycle.judge_move(name, case.status, case.agency, roles, relation=relation)
        is lifecycle.MoveVerdict.ALLOWED
    )


def follows_the_table(case: Case, log: list[CaseEvent]) -> None:
    """Played again from its first line, the log leads to where the case stands."""
    status, before = RECEIVED, ""
    for line in log:
        if line.action not in MOVES:
            continue
        assert status in MOVES[line.action].starts, (line.action, status)
        end = lifecycle.status_after_move(line.action, status, before)
        if end in lifecycle.KEEPS_BEFORE and status not in lifecycle.KEEPS_BEFORE:
            before = status
        status = end
    assert status == case.status, [line.action for line in log]


def test_no_path_skips_a_signature_loses_a_case_or_ends_in_silence(settings: Settings) -> None:
    world = World(settings)
    try:
        run_state_machine_as_test(type("Here", (EveryPath,), {"world": world}), settings=PACE)
    finally:
        world.close()


PACE = pace(
    max_examples=8,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)
