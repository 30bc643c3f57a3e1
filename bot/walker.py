"""Answers a conversation by the names of its questions, as made-up people and tests do.

What is asked is read from where the conversation stands; what is said goes in by the door
everybody uses. A question added to a conversation is skipped where it may be.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import buttons
from bot.clock import Clock
from bot.event import Choice, Event
from bot.flow_answers import DONE, SKIP
from bot.turn import Turn, World
from storage import conversations, people
from storage.conversations import ConversationFrame
from storage.database import Database

PATIENCE, PAUSE = 20.0, 0.01
"""Seconds until an answer must have been taken, and between two looks."""

Answer = Any
"""The value of a button, or what is typed or sent; a function of the question that gives one of
them; or a tuple of such things, for a question that takes several or is put several times."""
Answers = Mapping[str, Answer]
"""By the name of the question."""


class Unanswered(Exception):  # noqa: N818 - it says what happened to the question
    """Nobody said what to answer."""


@dataclass(frozen=True)
class Question:
    """A question that waits for its answer."""

    flow: str
    run: int
    name: str
    choices: tuple[Choice, ...]
    put: datetime
    gathers: bool = False

    def choice(self, value: str) -> Choice | None:
        """The button of that value."""
        return next((one for one in self.choices if one.value.split(":", 3)[3] == value), None)

    def labelled(self, beginning: str) -> Choice:
        """The button whose label begins so."""
        for one in self.choices:
            if one.label.startswith(beginning):
                return one
        raise Unanswered(f"{self} offers no {beginning!r}")

    def __str__(self) -> str:
        """The name, and what may be pressed."""
        return f"{self.flow}.{self.name} {[one.label for one in self.choices]}"


class Look:
    """Reads which question is open at an address."""

    def __init__(
        self, db: Database, world: World, clock: Clock, address: str, patience: float = PATIENCE
    ) -> None:
        self._db, self._world, self._clock, self.address = db, world, clock, address
        self._looks = int(patience / PAUSE) + 1

    async def open(self) -> Question | None:
        """What was asked last and has no answer yet."""
        async with self._db.read() as db:
            for row in await conversations.conversations_at_address(db, self.address):
                run = conversations.frames_of_conversation(db, row)[-1]
                return await self._question(db, run, row.updated_at)
        return None

    async def _question(
        self, db: AsyncSession, run: ConversationFrame, put: datetime
    ) -> Question | None:
        flow, now = self._world.flows[run.flow], self._clock.now()
        ask = flow.ask(run.step)
        if ask is None:
            return None
        event = Event(id="", address=self.address, at=now, sender=self.address)
        known = await people.person_at_address(db, self.address, now)
        turn = Turn(db=db, now=now, event=event, world=self._world, known=known, stack=[run])
        rows = buttons.question_buttons(turn, run, flow, ask)
        choices = tuple(one for one in itertools.chain.from_iterable(rows) if one.value)
        return Question(flow.name, run.number, ask.name, choices, put, ask.gathers)

    async def next(self, last: Question | None) -> Question | None:
        """What is open as soon as it is something else."""
        return await self._until(lambda found: found != last, f"nothing came of {last}")

    async def begun(self, flow: str) -> Question | None:
        """What is open as soon as it is a question of that conversation."""
        return await self._until(
            lambda found: found is not None and found.flow == flow,
            f"{flow} was not begun at {self.address}",
        )

    async def _until(self, good: Callable[[Question | None], bool], else_: str) -> Question | None:
        for _ in range(self._looks):
            if good(found := await self.open()):
                return found
            await asyncio.sleep(PAUSE)
        raise Unanswered(else_)


def first(question: Question) -> Choice:
    """An answer: the button that stands first."""
    return question.choices[0]


def starting(label: str) -> Callable[[Question], Choice]:
    """An answer: the button whose label begins so."""
    return lambda question: question.labelled(label)


class Walker:
    """Says what comes next in one conversation; what was not told it, it takes from `usual`."""

    def __init__(self, flow: str, told: Answers, usual: Answers) -> None:
        self.flow = flow
        self._told = told
        self._left = {name: _several(answer) for name, answer in {**usual, **told}.items()}
        self.asked: set[str] = set()
        self._telling = ""

    def beforehand(self, question: Question) -> Answer | None:
        """What is said before the question is answered: the rest of a story, or a change.

        What was told and is not asked is changed where a button offers it: `publish=yes` makes an
        answer what it says, `place` has that question put.
        """
        if question.gathers:
            self._telling = question.name
        elif self._telling in self._told and self._left[self._telling]:
            return self._left[self._telling].pop(0)
        for name, left in self._left.items():
            if name in self.asked or not left:
                continue
            if any(one.value.split(":", 3)[3].startswith(f"{name}=") for one in question.choices):
                self.asked.add(name)
                if change := question.choice(f"{name}={left[0]}"):
                    return change
            elif name in self._told and name != question.name and (put := question.choice(name)):
                return put
        return None

    def answer(self, question: Question) -> Answer:
        """The button to press (a Choice), or what to type or send."""
        self.asked.add(question.name)
        if question.name not in self._left:
            return self._leave_out(question)
        done = question.choice(DONE)
        if done and question.name not in self._told:
            return done  # somebody told it before
        if not self._left[question.name]:
            if done is None:
                raise Unanswered(f"{question} is asked again, and nothing else is known to say")
            return done
        answer = self._left[question.name].pop(0)
        if callable(answer):
            answer = answer(question)
        pressed = question.choice(answer) if isinstance(answer, str) else None
        return pressed or answer

    def _leave_out(self, question: Question) -> Choice:
        if (skip := question.choice(SKIP)) is None:
            raise Unanswered(f"nobody said what to answer to {question}")
        return skip

    @property
    def unasked(self) -> set[str]:
        """Answers that were told, and not wanted."""
        return set(self._told) - self.asked


async def walk(
    look: Look,
    walker: Walker,
    say: Callable[[Question, Answer], Awaitable[object]],
    until: str = "",
) -> None:
    """Go on until the conversation has ended, or until a question of that name is put."""
    begun = question = await look.open()
    while begun and question and (question.flow, question.run) == (walker.flow, begun.run):
        answer = walker.beforehand(question)
        if answer is None:
            if question.name == until:
                return
            answer = walker.answer(question)
        await say(question, answer)
        question = await look.next(question)


def _several(answer: Answer) -> list[Answer]:
    return list(answer) if isinstance(answer, tuple) else [answer]
