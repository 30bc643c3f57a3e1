"""What a handler is given, and how it says no."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from bot.event import THE_CARD, Choice, Event, Media, MenuItem, Reply, Rows, Thread, pack_choice
from bot.flow_answers import Answers, Given
from bot.texts import Texts
from rules.local_time import ZONE
from rules.office import Office
from rules.routing import Router
from storage import claims, people
from storage.conversations import ConversationFrame
from storage.known_person import KnownPerson
from storage.models import Case, Person


@dataclass(frozen=True, kw_only=True)
class World:
    """What is the same for every event."""

    office: Office
    router: Router
    texts: Texts
    flows: Mapping[str, Flow]
    base_url: str
    announced_at: tuple[str, ...] = ()
    """Where results are announced: `telegram:@name`."""
    forget_file: Callable[[str, float], None] = lambda _sha256, _since: None
    """Removes a file from the media store unless it was kept anew since."""
    links: Mapping[str, str] = field(default_factory=dict)
    """How a stranger opens a private chat, by channel: a link that ends in `start=`."""
    other_offices: Mapping[str, str] = field(default_factory=dict)
    """The names of the other offices of this deployment, by code."""
    may_report: Callable[[str], bool] = lambda _crowd: True
    """Whether the network of a newcomer (`Event.crowd`) has room for one more report; counts it."""


@dataclass(kw_only=True)
class Turn:
    """One event being handled: who spoke, what was said, what we answer."""

    db: AsyncSession
    now: datetime
    event: Event
    world: World
    known: KnownPerson
    stack: list[ConversationFrame] = field(default_factory=list)
    commands: Sequence[str] = ()  # those the speaker may use
    args: str = ""  # what followed the command
    replies: list[tuple[str, Reply]] = field(default_factory=list)
    asked: bool = False  # whether the open question was put in this turn: once is enough
    forget_since: datetime | None = None
    """What was said here since then, by both sides, now too, stays in no history of a channel."""
    talk: int = 0
    """The id of the open talk with another person that plain messages go to, or 0."""
    jobs: list[tuple[str, int, str]] = field(default_factory=list)  # see `later`
    cases_changed: dict[int, Case] = field(default_factory=dict)  # by id, once; see `changed`

    @property
    def person(self) -> Person:
        """Who spoke."""
        return self.known.person

    @property
    def office(self) -> Office:
        """The office we speak for."""
        return self.world.office

    @property
    def today(self) -> date:
        """The date where the office is."""
        return self.now.astimezone(ZONE).date()

    async def spoken_from(self, address: str) -> Turn:
        """The same turn, spoken from another address; somebody new is remembered."""
        event = msgspec.structs.replace(self.event, address=address, sender=address)
        known = await people.person_at_address(self.db, address, self.now)
        return replace(self, event=event, known=known)

    def words(self, key: str, /, **values: Any) -> str:
        """The sentence of a key."""
        return self.world.texts(key, **values)

    def say(
        self,
        key: str,
        /,
        *,
        to: str = "",
        choices: Rows = (),
        media: Sequence[Media] = (),
        case: str = "",
        asks_location: bool = False,
        asks_contact: bool = False,
        card: bool = False,
        fleeting: bool = False,
        **values: Any,
    ) -> None:
        """Answer (or tell `to`) the sentence of a key; it leaves when all is committed."""
        reply = Reply(
            text=self.words(key, **values),
            choices=tuple(tuple(row) for row in choices),
            media=tuple(media),
            case=case,
            asks_location=asks_location,
            asks_contact=asks_contact,
            card=card,
            fleeting=fleeting,
        )
        self.replies.append((to or self.event.address, reply))

    def edit(
        self,
        key: str,
        /,
        to: str,
        message: str,
        about: str,
        choices: Rows,
        *,
        only_edit: bool = False,
        **values: Any,
    ) -> None:
        """Put other words and buttons on the card of a case that an address has already."""
        text, rows = self.words(key, **values), tuple(map(tuple, choices))
        reply = Reply(
            text=text, choices=rows, case=about, card=True, edits=message, only_edit=only_edit
        )
        self.replies.append((to, reply))

    def show(
        self, key: str, /, to: str, about: str, choices: Rows, thread: Thread, **values: Any
    ) -> None:
        """Show the one card of a case in a group: the message that is it, or a new one."""
        reply = Reply(
            text=self.words(key, **values),
            choices=tuple(tuple(row) for row in choices),
            case=about,
            card=True,
            edits=THE_CARD,
            thread=thread,
        )
        self.replies.append((to, reply))

    def button(self, key: str, /, *parts: object, **values: Any) -> Choice:
        """A button with the label of a key, whose press brings back `parts`."""
        return Choice(self.words(key, **values), pack_choice(*parts))

    def command_button(self, name: str) -> Choice:
        """A button that says a command."""
        return self.button(f"commands.{name}.label", "c", name)

    def link(self, key: str, url: str) -> Choice:
        """A button that opens a page."""
        return Choice(self.words(key), url=url)

    def changed(self, case: Case) -> None:
        """Have whoever shows the case show it as it stands when the handler is done."""
        self.cases_changed[case.id] = case

    def later(self, name: str, subject: int, detail: str = "") -> None:
        """Have `TABLES.times[name]` called when its job has made its files; see bot.jobs."""
        self.jobs.append((name, subject, detail))

    def forget_file(self, sha256: str) -> None:
        """Have a file removed after the commit, unless something still holds it."""
        self.later("forget_file", 0, f"{sha256}:{claims.machine_seconds()}")

    def set_menu(self, address: str, commands: Sequence[str]) -> None:
        """Set the standing menu of a chat."""
        items = tuple(MenuItem(name, self.words(f"commands.{name}.label")) for name in commands)
        self.replies.append((address, Reply(menu=items)))


FlowAnswers = Any
"""The answers so far, by question: a TypedDict of the flow's own, which its functions name."""


def text_as_answer(_turn: Turn, _answers: Answers, given: Given) -> Any:
    """The plain check: what was typed."""
    return given.text.strip()


def _nothing(_turn: Turn, _answers: Answers) -> dict[str, Any]:
    return {}


def _as_is(_turn: Turn, _answers: Answers, value: str) -> Any:
    return value


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One question. Its words are `<flow>.<name>.ask` and `.again`, its labels `.<choice>`."""

    name: str
    accepts: frozenset[str] = frozenset()
    choices: tuple[str, ...] | Callable[[Turn, FlowAnswers], Rows] = ()
    when: Callable[[FlowAnswers], bool] = lambda _answers: True
    show: Callable[[Turn, FlowAnswers], dict[str, Any]] = _nothing
    """The placeholders of `.ask` and of `.again`."""
    check: Callable[[Turn, FlowAnswers, Given], Any] = text_as_answer
    """What was given -> the answer; may raise Again."""
    pick: Callable[[Turn, FlowAnswers, str], Any] = _as_is
    """The button's value -> the answer; may raise Again, Change or Leave."""
    heard: Callable[[Turn, FlowAnswers, Given], None] = lambda *_: None
    """Called with each message a gathering question takes, to notice what cannot wait."""
    presses: bool = False  # its buttons answer it, though words may hold the answer as well
    gathers: bool = False
    """Takes any number of messages until `done`, and files that come later on."""
    enough: Callable[[Turn, Given], bool] | None = None
    """When what a question gathered answers it without a word that this was all."""
    was: Callable[[Turn, FlowAnswers], str] | None = None
    """The answer in words, of the answers there were: shown by `.anew` where it is changed."""
    prepare: Then | None = None  # called before it is put: what `show` and `choices` must know
    optional: bool = False
    cancel: bool = True


Then = Callable[[Turn, FlowAnswers], Awaitable[None]]


@dataclass(frozen=True)
class Flow:
    """A conversation: questions, and what is done with the answers."""

    name: str
    asks: tuple[Ask, ...]
    then: Then
    before: Callable[[Turn, ConversationFrame], Awaitable[None]] | None = None
    """Called before each question, for what cannot wait; may make the run one of another flow."""
    yields: bool = False  # a message that is no answer ends it, and is heard as any other
    passing: bool = False  # any command ends it: what was asked no longer matters then
    hears_intents: bool = False  # what rules.intents knows is no answer to its questions
    possible: Then | None = None  # raises UserError when nothing can come of it: then it ends
    dropped: Callable[[Turn, FlowAnswers], None] = lambda *_: None  # the person cancels it
    rests: Callable[[Turn, ConversationFrame], Answers | None] = lambda *_: None
    """What a silence, or the next command, answers: then what was said is all there is; or None."""

    def ask(self, name: str) -> Ask | None:
        """The question of that name, if this version still has it."""
        return next((ask for ask in self.asks if ask.name == name), None)
