"""What is done about what: the tables each wing of the handlers has, and all of them as one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.clock import FindDue
from bot.jobs import Job
from bot.turn import Flow, Turn
from storage.models import Case

Value = TypeVar("Value")

Handler = Callable[[Turn], Awaitable[None]]
Action = Callable[[Turn, int, str], Awaitable[None]]
"""Called with the turn, the id of a case, and what else the button carried (or nothing)."""
QuotedHandler = Callable[[Turn, str], Awaitable[None]]
CaseChanged = Callable[[Turn, Case], Awaitable[None]]


@dataclass(frozen=True)
class Command:
    """A command and the roles that may use it; none means everybody."""

    run: Handler
    roles: tuple[str, ...] = ()
    takes_words: bool = False
    """Whether its plain words may go on with anything; for whom the command is, and nobody else."""
    in_groups: bool = False
    """Whether it is for groups too; all others would show personal matters there."""
    drops: bool = False
    """Whether it sees to what is being told itself; before any other what is whole is taken."""
    intent: str = ""
    """The intent of the office's data (rules.intents) that means it, said in plain words."""


@dataclass(frozen=True, kw_only=True)
class HandlerTables:
    """What is done about what: everything a person can say or press, and time."""

    commands: Mapping[str, Command]
    actions: Mapping[str, Action]
    times: Mapping[str, Action]
    talk: Handler
    """A plain message while the speaker has an open talk."""
    quoted: QuotedHandler
    """A message that answers a case card: (turn, code)."""
    group_actions: Mapping[str, Action]
    """What the buttons of a card in a group do."""
    quoted_in_group: QuotedHandler
    group_changed: Handler
    """We were brought into a group, or put out of it."""
    group_seen: Handler
    """Something came from a group, and with it whether it keeps threads."""
    otherwise: Handler
    case_changed: CaseChanged
    """A handler changed a case: called once for each when it is done, in the same savepoint."""


@dataclass(frozen=True, kw_only=True)
class Wing:
    """What one wing of the handlers answers to."""

    commands: Mapping[str, Command] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)
    times: Mapping[str, Action] = field(default_factory=dict)
    flows: Sequence[Flow] = ()
    due: Sequence[FindDue] = ()
    """Who is asked, every few seconds, what fell due."""
    jobs: Mapping[str, Job] = field(default_factory=dict)
    """What makes the files of a time event before it is handled; see bot.jobs."""


def merged(tables: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    """All of the tables as one. Raises ValueError when two of them answer to one name."""
    found: dict[str, Value] = {}
    for table in tables:
        if twice := found.keys() & table.keys():
            raise ValueError(f"answered to twice: {', '.join(sorted(twice))}")
        found.update(table)
    return found
