"""What a person gave to a question, and how an answer changes where the conversation goes."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.event import Event, Location, Media, Rows

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


class NoAnswer(Exception):  # noqa: N818 - raise NoAnswer: it belongs to what is being told
    """What was said answers nothing; it is more of what the flow gathers."""


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


class SetAside(Exception):  # noqa: N818 - raise SetAside(key): leave it open, ask nothing now
    """Nothing is asked now and nothing is lost; the next word said to it brings the question."""

    def __init__(self, key: str, choices: Rows, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.choices = choices
        self.values = values


class SwitchFlow(Exception):  # noqa: N818 - raise SwitchFlow(flow): it is another conversation
    """Go on as another flow, with what its gathering question has heard so far."""

    def __init__(self, flow: str, **answers: Any) -> None:
        super().__init__(flow)
        self.flow = flow
        self.answers = answers


def given_by_event(event: Event) -> Given:
    """What a message holds."""
    return Given(
        text=event.text.strip(),
        media=event.media,
        location=event.location,
        contact=event.contact,
        ref=event.ref,
        missed=sum(fault in OF_FILES for fault in event.faults),
    )
