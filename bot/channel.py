"""Where people talk to us; the only code that knows Telegram or the web chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import msgspec
import structlog

from bot.event import Choice, Event, Media, MediaRefused, Reply, Thread
from bot.tokens import TokenPair

log = structlog.get_logger()


class Inbound(msgspec.Struct, frozen=True):
    """A raw update as it arrived, before anything is understood of it."""

    key: str
    """Unique for ever, names the update: a second arrival changes nothing."""
    lane: str
    """Updates of one lane (a chat) are handled one after the other, in order."""
    payload: bytes
    bundle: str = ""
    """Updates with the same bundle (an album) become one event."""


Accept = Callable[[Sequence[Inbound]], Awaitable[None]]
"""Commit raw updates; when it returns, they are on disk."""

KeepFile = Callable[[str, str, str, bytes, str], Awaitable[Media]]
"""Store a file: (kind, mime, name, content, origin) -> Media.

Fetched again, a file of the same `origin` lies there once.
"""


ReadFile = Callable[[str], bytes]
"""What is in a stored file, by its name (`Media.sha256`); slow, call it in a thread.

Raises FileNotFoundError when it is gone.
"""


class Threads(Protocol):
    """What a channel remembers of the threads it made, by address (`bot.event.thread_address`)."""

    async def find(self, address: str) -> tuple[str, Thread] | None:
        """The messenger's id of a thread and how it looks; an empty id: it has none of its own."""
        ...

    async def address_of(self, group: str, external_id: str) -> str:
        """The address a thread stands for; the group's own for one we did not make."""
        ...

    async def keep(self, address: str, external_id: str, look: Thread) -> None:
        """Remember a thread, or how it looks now."""
        ...

    async def forget(self, address: str) -> None:
        """The thread is gone."""
        ...


class Menus(Protocol):
    """The numbered choices an address was shown last."""

    async def shown(self, address: str) -> Sequence[Choice]:
        """The choices shown last, number one first; none when the last message had none."""
        ...

    async def keep(self, address: str, choices: Sequence[Choice]) -> None:
        """These were shown now."""
        ...


class Tokens(Protocol):
    """A channel's token pair, one for all workers; see `storage.oauth_tokens`."""

    async def plant(self, pasted: str) -> None:
        """Begin with the refresh token the operator pasted, unless it is the one begun with."""
        ...

    async def read(self) -> TokenPair:
        """The newest pair; `plant` comes first."""
        ...

    async def claim(self, pair: TokenPair) -> bool:
        """Whether we are the one to renew this pair now."""
        ...

    async def keep(self, old: TokenPair, access: str, refresh: str, expires_at: float) -> None:
        """Put a new pair in the place of the one it was bought with."""
        ...

    async def give_up(self, pair: TokenPair, *, refused: bool) -> None:
        """The renewal we claimed failed, for now or (`refused`) for good."""
        ...


class SendError(Exception):
    """A reply did not get through. `permanent`: the address is gone, do not try again."""

    def __init__(
        self, reason: str, *, permanent: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.retry_after = retry_after


class Unreachable(SendError):  # noqa: N818 - what it says of the person is its name
    """The person blocked us or the chat is gone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, permanent=True)


class NotYet(SendError):  # noqa: N818 - no error: our own pace
    """Our own pace does not allow it yet: nothing was tried, nothing failed."""

    def __init__(self, seconds: float) -> None:
        super().__init__("pace", retry_after=seconds)


class ChatClosed(SendError):  # noqa: N818 - what it says of the chat is its name
    """The messenger lets us write only after the person wrote: it waits for that."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)


class ChatMoved(SendError):  # noqa: N818 - what it says of the chat is its name
    """The chat is reached at another address from now on."""

    def __init__(self, address: str) -> None:
        super().__init__("moved")
        self.address = address


class Channel(Protocol):
    """What the engine needs of a channel."""

    name: str
    keeps_history: bool
    """The channel shows what was said before; its inbound payloads are kept."""
    edits_messages: bool
    """It can put other words on a message that was sent."""

    async def read(self, updates: Sequence[Inbound], *, final: bool) -> Event | None:
        """Understand the updates of one bundle; fetch their files. None: nothing to do.

        Raises SendError or OSError when a file could not be taken just now; on the `final` try
        it is named in the event's faults instead.
        """
        ...

    async def send(self, address: str, reply: Reply) -> str:
        """Deliver; return the channel's id of the message, or of its parts with blanks between.

        Raises SendError.
        """
        ...


async def take_file(
    taking: Awaitable[Media], media: list[Media], faults: list[str], *, final: bool
) -> None:
    """Take one file of a message, or name why it is missing: the words beside it go on.

    Raises SendError or OSError for what may pass, unless this is the `final` try.
    """
    try:
        media.append(await taking)
    except MediaRefused as refused:
        faults.append(refused.key)
    except (SendError, OSError):
        if not final:
            raise
        faults.append("media.failed")
    except Exception:
        log.exception("file.not_taken")
        faults.append("media.failed")
