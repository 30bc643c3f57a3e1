"""The same person on each channel: a browser page over its real socket, or a phone."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

import aiohttp
import msgspec
from itsdangerous import URLSafeSerializer

from bot.app import App
from bot.event import Choice, Location
from bot.walker import Answer, Question
from channels.webchat.sessions import COOKIE
from tests.support import walking
from tests.support.bot_api import Phone
from tests.support.zalo_api import ZaloPhone

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb") + b"\0" * 200
OGG = b"OggS\0\x02" + b"\0" * 22 + b"\x01\x13OpusHead" + b"\0" * 60
NOTHING: Mapping[str, str] = MappingProxyType({})
TRIES, SOON, PAUSE = 400, 40, 0.02
"""A button is first looked for in what came since the last word, then in all that came."""


class Somebody(Protocol):
    """What a story has people do, whatever they hold in their hands."""

    async def says(self, text: str) -> None: ...
    async def presses(self, label: str) -> None: ...
    async def attaches(self, *photos: bytes, caption: str = "") -> None: ...
    async def records(self) -> None: ...
    async def is_at(self, latitude: float, longitude: float) -> None: ...
    async def quotes(self, contains: str, text: str) -> None: ...
    async def sees(self, *parts: str) -> str: ...
    def never_saw(self, part: str) -> None: ...
    async def answers(
        self, flow: str, *, until: str = "", reading: Mapping[str, str] = NOTHING, **told: Answer
    ) -> set[str]: ...


class Walks(ABC):
    """Answers conversations by the names of their questions."""

    app: App
    """Set by whoever knows it, before the first conversation."""

    async def answers(
        self, flow: str, *, until: str = "", reading: Mapping[str, str] = NOTHING, **told: Answer
    ) -> set[str]:
        """Answer a conversation whose first question was seen; the questions `reading` names
        are read before they are answered, and must be asked."""

        async def gives(question: Question, answer: Answer) -> None:
            if part := reading.get(question.name):
                await self.sees(part)
            await self._gives(answer)

        asked = await walking.answers(self.app, self.address, gives, flow, until, told)
        if until in reading:
            await self.sees(reading[until])
        assert set(reading) <= asked | {until}
        return asked

    async def _gives(self, answer: Answer) -> None:
        match answer:
            case Choice():
                await self.presses(answer.label)
            case Location():
                await self.is_at(answer.latitude, answer.longitude)
            case bytes():
                await self.attaches(answer)
            case _:
                await self.says(answer)

    @property
    @abstractmethod
    def address(self) -> str: ...
    @abstractmethod
    async def says(self, text: str) -> None: ...
    @abstractmethod
    async def presses(self, label: str) -> None: ...
    @abstractmethod
    async def attaches(self, *photos: bytes, caption: str = "") -> None: ...
    @abstractmethod
    async def is_at(self, latitude: float, longitude: float) -> None: ...
    @abstractmethod
    async def sees(self, *parts: str) -> str: ...


class OnPhone(Walks):
    """Somebody with Telegram."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone

    @property
    def address(self) -> str:
        return f"telegram:{self.phone.chat_id}"

    async def says(self, text: str) -> None:
        await self.phone.says(text)

    async def presses(self, label: str) -> None:
        for _ in range(SOON):
            new = self.phone.api.calls[self.phone.read :]
            mine = [call for call in new if call.chat_id == self.phone.chat_id]
            if any(one["text"].startswith(label) for call in mine for one in call.buttons):
                break
            await asyncio.sleep(PAUSE)
        await self.phone.presses(label)

    async def attaches(self, *photos: bytes, caption: str = "") -> None:
        api = self.phone.api
        group = {"media_group_id": str(api.next_message_id())} if len(photos) > 1 else {}
        for at, content in enumerate(photos):
            photo = {**api.add_file(content), "width": 800, "height": 600}
            extra = {"caption": caption} if caption and not at else {}
            await self.phone.sends(photo=[photo], **group, **extra)

    async def records(self) -> None:
        voice = {**self.phone.api.add_file(OGG), "duration": 3, "mime_type": "audio/ogg"}
        await self.phone.sends(voice=voice)

    async def is_at(self, latitude: float, longitude: float) -> None:
        await self.phone.sends(location={"latitude": latitude, "longitude": longitude})

    async def quotes(self, contains: str, text: str) -> None:
        call = await self.phone.sees(contains, since=0)
        replied = self.phone.message(message_id=self.phone.message_id_of(call))
        await self.phone.sends(text=text, reply_to_message=replied)

    async def sees(self, *parts: str) -> str:
        return str((await self.phone.sees(*parts)).data["text"])

    def never_saw(self, part: str) -> None:
        said = [str(call.data.get("text", "")) for call in self.phone.api.to(self.phone.chat_id)]
        assert not [text for text in said if part in text]


class OnZalo(Walks):
    """Somebody with Zalo."""

    def __init__(self, phone: ZaloPhone) -> None:
        self.phone = phone

    @property
    def address(self) -> str:
        return f"zalo:{self.phone.user}"

    async def says(self, text: str) -> None:
        await self.phone.says(text)

    async def presses(self, label: str) -> None:
        await self.phone.presses(label)

    async def attaches(self, *photos: bytes, caption: str = "") -> None:
        await self.phone.attaches(*photos, caption=caption)

    async def records(self) -> None:
        await self.phone.records(OGG)

    async def is_at(self, latitude: float, longitude: float) -> None:
        await self.phone.is_at(latitude, longitude)

    async def quotes(self, contains: str, text: str) -> None:
        await self.phone.quotes(contains, text)

    async def sees(self, *parts: str) -> str:
        return (await self.phone.sees(*parts)).text

    def never_saw(self, part: str) -> None:
        assert not [sent.text for sent in self.phone.mine() if part in sent.text]


class OnPage(Walks):
    """Somebody on our own chat page: what the page's script does, done here."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.frames: list[dict[str, Any]] = []
        self.read = 0
        self._ids = itertools.count()

    @property
    def address(self) -> str:
        """What its cookie says; only the bot can check the signature."""
        (cookie,) = (one.value for one in self._http.cookie_jar if one.key == COOKIE)
        return f"web:{URLSafeSerializer('').loads_unsafe(cookie)[1]}"

    async def opens(self) -> OnPage:
        """Load the page, take its cookie, open its socket."""
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        return await self.enters()

    async def enters(self) -> OnPage:
        """The same with the cookie it has."""
        async with self._http.get(f"{self.base}/chat") as page:
            assert page.status == 200
        headers = {"Origin": self.base}
        self._socket = await self._http.ws_connect(f"{self.base}/chat/ws", headers=headers)
        await self._socket.send_str('{"type":"hello"}')
        self._listening = asyncio.create_task(self._listen())
        return self

    async def closes(self) -> None:
        self._listening.cancel()
        await self._socket.close()
        await self._http.close()

    async def _listen(self) -> None:
        async for message in self._socket:
            self.frames.append(msgspec.json.decode(message.data))

    async def _sends(self, **frame: Any) -> None:
        self.read = len(self.frames)
        message = {"type": "message", "id": uuid.uuid4().hex, **frame}
        await self._socket.send_str(msgspec.json.encode(message).decode())

    async def says(self, text: str) -> None:
        await self._sends(text=text)

    async def presses(self, label: str) -> None:
        choice = await self._button(label)
        await self._sends(choice=choice["value"], label=choice["label"])

    async def _button(self, label: str) -> dict[str, str]:
        for at in range(TRIES):
            for frame in reversed(self.frames[self.read if at < SOON else 0 :]):
                for row in frame.get("choices") or ():
                    for choice in row:
                        if choice["label"].startswith(label):
                            found: dict[str, str] = choice
                            return found
            await asyncio.sleep(PAUSE)
        raise AssertionError(f"no button {label!r}")

    async def attaches(self, *photos: bytes, caption: str = "") -> None:
        tokens = [await self._upload(content, "anh.jpg", "image/jpeg") for content in photos]
        await self._sends(text=caption, media=tokens)

    async def records(self) -> None:
        await self._sends(media=[await self._upload(OGG, "ghi-am.ogg", "audio/ogg")])

    async def _upload(self, content: bytes, name: str, mime: str) -> str:
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name, content_type=mime)
        url, headers = f"{self.base}/chat/upload", {"Origin": self.base}
        async with self._http.post(url, data=form, headers=headers) as response:
            assert response.status == 200, await response.text()
            return str((await response.json())["token"])

    async def opens_file(self, number: int = 0) -> bytes:
        """The file of the newest message that has any."""
        media = next(f["media"] for f in reversed(self.frames) if f.get("media"))
        async with self._http.get(self.base + media[number]["url"]) as response:
            assert response.status == 200
            return await response.read()

    async def is_at(self, latitude: float, longitude: float) -> None:
        await self._sends(location={"latitude": latitude, "longitude": longitude})

    async def quotes(self, contains: str, text: str) -> None:
        frame = next(f for f in reversed(self.frames) if contains in f.get("text", ""))
        await self._sends(text=text, reply_to=frame["seq"])

    async def sees(self, *parts: str) -> str:
        for _ in range(TRIES):
            for text in self._texts(self.read):
                if all(part in text for part in parts):
                    return text
            await asyncio.sleep(PAUSE)
        raise AssertionError(f"does not see {parts}; but {self._texts(self.read)}")

    def _texts(self, since: int) -> Sequence[str]:
        replies = [frame for frame in self.frames[since:] if frame["type"] == "reply"]
        return [str(frame["text"]) for frame in replies]

    def never_saw(self, part: str) -> None:
        assert not [text for text in self._texts(0) if part in text]
