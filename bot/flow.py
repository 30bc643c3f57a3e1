"""Flow and Ask: conversations as data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from bot.event import Event, Location, Media
from bot.turn import Rows, Turn

Answers = dict[str, Any]

TEXT, PHOTO, VOICE, VIDEO, DOCUMENT = "text", "photo", "voice", "video", "document"
LOCATION, CONTACT = "location", "contact"
FILES = frozenset({PHOTO, VOICE, VIDEO, DOCUMENT})

OF_FILES = ("media.too_large", "media.forbidden", "media.empty", "media.failed")
"""Faults that mean that a file was sent and could not be taken."""
CANCEL, SKIP, DONE, REWRITE, BACK = "cancel", "skip", "done", "rewrite", "back"


class Given(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a person gave to a question, from one message or from several."""

    text: str = ""
    media: tuple[Media, ...] = ()
    location: Location | None = None
    contact: str = ""
    ref: str = ""
    missed: int = 0
    """How many files of it could not be taken."""

    @property
    def kinds(self) -> frozenset[str]:
        """Which kinds of content it holds."""
        held = {item.kind for item in self.media}
        parts = {TEXT: self.text, LOCATION: self.location, CONTACT: self.contact}
        return frozenset(held | {kind for kind, part in parts.items() if part})


class Again(Exception):  # noqa: N818 - raise Again(key): ask again, and say why
    """The answer will not do; the key says why."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class Change(Exception):  # noqa: N818 - raise Change("place"): go back to that question
    """Forget these answers, so that they are asked again."""

    def __init__(self, *names: str, **prefill: Any) -> None:
        super().__init__(*names)
        self.names = names
        self.prefill = prefill


class Revise(Change):
    """Ask again what was answered before; a button leaves it as it was."""


class Leave(Exception):  # noqa: N818 - raise Leave(key): the flow ends here
    """End the flow without its result; the key says so."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def text_of(_turn: Turn, _answers: Answers, given: Given) -> Any:
    """The plain check: what was typed."""
    return given.text.strip()


def _always(_answers: Answers) -> bool:
    return True


def _nothing(_turn: Turn, _answers: Answers) -> dict[str, Any]:
    return {}


def _not_minded(_turn: Turn, _answers: Answers, _given: Given) -> None:
    return None


def _as_is(_turn: Turn, _answers: Answers, value: str) -> Any:
    return value


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One question. Its words are `<flow>.<name>.ask` and `.again`, its labels `.<choice>`."""

    name: str
    accepts: frozenset[str] = frozenset()
    choices: tuple[str, ...] | Callable[[Turn, Answers], Rows] = ()
    when: Callable[[Answers], bool] = _always
    show: Callable[[Turn, Answers], dict[str, Any]] = _nothing
    """The placeholders of `.ask`."""
    check: Callable[[Turn, Answers, Given], Any] = text_of
    """What was given -> the answer; may raise Again."""
    pick: Callable[[Turn, Answers, str], Any] = _as_is
    """The button's value -> the answer; may raise Again, Change or Leave."""
    heard: Callable[[Turn, Answers, Given], None] = _not_minded
    """Called with each message a gathering question takes, to notice what cannot wait."""
    gathers: bool = False
    """Takes any number of messages until `done`, and files that come later on."""
    optional: bool = False
    cancel: bool = True


Then = Callable[[Turn, Answers], Awaitable[None]]


@dataclass(frozen=True)
class Flow:
    """A conversation: questions, and what is done with the answers."""

    name: str
    asks: tuple[Ask, ...]
    then: Then
    yields: bool = False
    """A message that is no answer ends it and is heard as if nothing had been asked."""
    passing: bool = False
    """Any command ends it: what was asked no longer matters then."""

    def ask(self, name: str) -> Ask | None:
        """The question of that name, if this version still has it."""
        return next((ask for ask in self.asks if ask.name == name), None)


def given_of(event: Event) -> Given:
    """What a message holds."""
    return Given(
        text=event.text.strip(),
        media=event.media,
        location=event.location,
        contact=event.contact,
        ref=event.ref,
        missed=sum(fault in OF_FILES for fault in event.faults),
    )
