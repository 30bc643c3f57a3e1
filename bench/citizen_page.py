"""A browser's page of the web chat, over its real socket, that counts what its owner does."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
import msgspec

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb") + b"\0" * 200
OGG = b"OggS\0\x02" + b"\0" * 22 + b"\x01\x13OpusHead" + b"\0" * 60
FILES = {"photo": ("image/jpeg", JPEG), "voice": ("audio/ogg", OGG)}
PATIENCE, QUIET = 20.0, 0.05
"""Seconds until something must have come, and that what was sent takes to arrive."""


@dataclass
class CitizenPage:
    """One person at one page; `network` is where they seem to come from."""

    base: str
    network: str
    is_busy: Callable[[], Awaitable[bool]]
    """Whether anything waits to be handled or sent."""
    inputs: int = 0
    replies: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        headers = {"X-Forwarded-For": self.network, "Origin": self.base}
        jar = aiohttp.CookieJar(unsafe=True)
        self._http = aiohttp.ClientSession(cookie_jar=jar, headers=headers)
        async with self._http.get(f"{self.base}/chat") as page:
            page.raise_for_status()
        self._socket = await self._http.ws_connect(f"{self.base}/chat/ws")
        self._reading = asyncio.create_task(self._read())
        await self._sends(type="hello")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._reading.cancel()
        await self._socket.close()
        await self._http.close()

    async def _read(self) -> None:
        async for message in self._socket:
            frame = msgspec.json.decode(message.data)
            if frame["type"] == "reply":
                self.replies.append(frame)

    async def _sends(self, **frame: Any) -> None:
        await self._socket.send_str(msgspec.json.encode(frame).decode())

    async def says(self, text: str, **parts: Any) -> None:
        """Type it, and read until nothing more comes."""
        self.said.append(text)
        await self._acts(text=text, **parts)

    async def presses(self, choice: dict[str, Any]) -> None:
        """Press a button of ours."""
        await self._acts(choice=choice["value"], label=choice["label"])

    async def attaches(self, kind: str, text: str = "") -> None:
        """Send a photo or a recording, with words if any."""
        mime, content = FILES[kind]
        form = aiohttp.FormData()
        form.add_field("file", content, filename=kind, content_type=mime)
        async with self._http.post(f"{self.base}/chat/upload", data=form) as answer:
            answer.raise_for_status()
            token = (await answer.json())["token"]
        await self.says(text, media=[token])

    async def is_at(self, latitude: float, longitude: float) -> None:
        """Share where they are."""
        await self._acts(location={"latitude": latitude, "longitude": longitude})

    async def _acts(self, **parts: Any) -> None:
        before = len(self.replies)
        self.inputs += 1
        await self._sends(type="message", id=str(uuid.uuid4()), **parts)
        async with asyncio.timeout(PATIENCE):
            while len(self.replies) == before:
                await asyncio.sleep(0.01)
        while await self.is_busy():
            await asyncio.sleep(0.01)
        await asyncio.sleep(QUIET)

    def buttons(self) -> list[dict[str, Any]]:
        """Those of the newest message that has any."""
        for reply in reversed(self.replies):
            if found := [one for row in reply["choices"] for one in row]:
                return found
        return []

    def button(self, beginning: str) -> dict[str, Any]:
        """The newest button whose label or value begins so."""
        for reply in reversed(self.replies):
            for one in (one for row in reply["choices"] for one in row):
                if one["label"].startswith(beginning):
                    return one
        raise LookupError(f"no button {beginning!r}")

    def question(self) -> tuple[str, dict[str, dict[str, Any]]]:
        """The open question's name, and its buttons by value; an empty name when there is none."""
        values = [(one["value"].split(":", 3), one) for one in self.buttons() if one.get("value")]
        ours = [(parts, one) for parts, one in values if parts[0] == "f" and len(parts) == 4]
        return (ours[0][0][2] if ours else "", {parts[3]: one for parts, one in ours})
