"""A Zalo of paper: the webhook and the OpenAPI of one Official Account over real HTTP.

It keeps what a bot depends on: answers are 200 whatever happened, a refresh token is good once
and kills the access token before it, events are signed by a hash of the very bytes, a press of
a button comes back as a text.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.support.paper_server import served

APP, APP_SECRET = "1234567890", "app-secret-for-tests"
ACCOUNT, ACCOUNT_SECRET = "388613280878808645", "oa-secret-for-tests"
FIRST_REFRESH = "refresh-0"
TIMESTAMP = 1_795_399_200_000
Fault = Callable[[str, dict[str, Any]], tuple[int, str] | None]


@dataclass
class Sent:
    """One message the account sent."""

    to: str
    message: dict[str, Any]
    message_id: str

    @property
    def text(self) -> str:
        return str(self.message.get("text") or "")

    @property
    def buttons(self) -> list[dict[str, Any]]:
        payload = (self.message.get("attachment") or {}).get("payload") or {}
        found: list[dict[str, Any]] = payload.get("buttons") or []
        return found


@dataclass
class ZaloApi:
    """The platform: `sent` is what people see, `templates` what was paid for."""

    url: str = ""
    hook: str = ""
    sent: list[Sent] = field(default_factory=list)
    templates: list[dict[str, Any]] = field(default_factory=list)
    uploads: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    """What was uploaded, by its id: kind, name, content."""
    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    """Asked before each call (path, body) for an error to answer with."""
    renewals: int = 0
    now: Callable[[], int] = lambda: TIMESTAMP
    """Milliseconds since 1970 where people press send."""
    login_fault: tuple[int, str] | None = None

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self.refresh, self.access = FIRST_REFRESH, ""

    # What people do

    async def deliver(self, event: dict[str, Any], *, mac: str | None = None) -> int:
        """Call the webhook until it answers 200, as Zalo does; the last status."""
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        signed = sign(body, str(event["timestamp"])) if mac is None else mac
        headers = {"X-ZEvent-Signature": signed, "Content-Type": "application/json"}
        status = 0
        async with aiohttp.ClientSession() as session:
            for wait in (0.0, 0.05, 0.2):
                await asyncio.sleep(wait)
                async with session.post(self.hook, data=body, headers=headers) as got:
                    status = got.status
                    if status == 200:
                        return status
        return status

    def event(self, name: str, user: str, **content: Any) -> dict[str, Any]:
        number = next(self._numbers)
        return {
            "app_id": APP,
            "user_id_by_app": f"9{user}",
            "event_name": name,
            "timestamp": str(self.now() + number),
            "sender": {"id": user},
            "recipient": {"id": ACCOUNT},
            "message": {"msg_id": f"m{number}", **content},
        }

    def add_file(self, content: bytes, ending: str) -> str:
        name = f"{len(self.files)}.{ending}"
        self.files[name] = content
        return f"{self.url}/cdn/{name}"

    # What the account does

    async def _renew(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.renewals += 1
        if self.login_fault:
            code, name = self.login_fault
            return web.json_response({"error": code, "error_name": name})
        assert request.headers["secret_key"] == APP_SECRET
        assert (form["app_id"], form["grant_type"]) == (APP, "refresh_token")
        if form["refresh_token"] != self.refresh:
            return web.json_response({"error": -14020, "error_name": "Invalid refresh token"})
        self.refresh = f"refresh-{next(self._numbers)}"
        self.access = f"access-{next(self._numbers)}"
        return web.json_response(
            {"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"}
        )

    async def _call(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        upload = path.startswith("v2.0/oa/upload/")
        body = {} if upload else await request.json()
        if request.headers.get("access_token") != self.access:
            return _error(-216, "Access token is invalid")
        for fault in self.faults:
            if found := fault(path, body):
                return _error(*found)
        if upload:
            return await self._upload(path.rpartition("/")[2], request)
        if path.endswith("/template"):
            self.templates.append(body)
            return _ok({"message_id": f"t{next(self._numbers)}"})
        recipient, message = body["recipient"], body["message"]
        if len(str(message.get("text") or "")) > 2000:
            return _error(-210, "text is too long")
        to = recipient.get("user_id") or f"group-{recipient['group_id']}"
        sent = Sent(to, message, f"z{next(self._numbers)}")
        self.sent.append(sent)
        return _ok({"message_id": sent.message_id, "user_id": to})

    async def _upload(self, what: str, request: web.Request) -> web.Response:
        found = (await request.post())["file"]
        assert isinstance(found, web.FileField)
        content, number = found.file.read(), f"u{next(self._numbers)}"
        if len(content) > (1 if what == "image" else 5) * 1024 * 1024:
            return _error(-201, "file is invalid!")
        self.uploads[number] = what, found.filename, content
        return _ok({"attachment_id" if what == "image" else "token": number})

    async def _file(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["name"]])

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[ZaloApi]:
        async with served(
            web.post("/v4/oa/access_token", self._renew),
            web.get("/cdn/{name}", self._file),
            web.post("/{path:.+}", self._call),
        ) as self.url:
            yield self


def sign(body: bytes, timestamp: str) -> str:
    made = APP.encode() + body + timestamp.encode() + ACCOUNT_SECRET.encode()
    return f"mac={hashlib.sha256(made).hexdigest()}"


def _ok(data: dict[str, Any]) -> web.Response:
    return web.json_response({"data": data, "error": 0, "message": "Success"})


def _error(code: int, message: str) -> web.Response:
    return web.json_response({"error": code, "message": message})


@dataclass
class ZaloPhone:
    """Somebody with Zalo; presses a button where there is one, else types its number."""

    api: ZaloApi
    user: str

    def __post_init__(self) -> None:
        self.read = 0

    async def sends(self, name: str, **message: Any) -> int:
        self.read = len(self.api.sent)
        return await self.api.deliver(self.api.event(name, self.user, **message))

    async def says(self, text: str) -> None:
        assert await self.sends("user_send_text", text=text) == 200

    async def attaches(self, *photos: bytes, caption: str = "") -> None:
        for at, content in enumerate(photos):
            url = self.api.add_file(content, "jpg")
            attached = {"type": "image", "payload": {"url": url, "thumbnail": url}}
            words = {"text": caption} if caption and not at else {}
            await self.sends("user_send_image", attachments=[attached], **words)

    async def records(self, content: bytes) -> None:
        payload = {"url": self.api.add_file(content, "aac")}
        await self.sends("user_send_audio", attachments=[{"type": "audio", "payload": payload}])

    async def is_at(self, latitude: float, longitude: float) -> None:
        point = {"latitude": str(latitude), "longitude": str(longitude)}
        payload = {"coordinates": point}
        await self.sends(
            "user_send_location", attachments=[{"type": "location", "payload": payload}]
        )

    def mine(self, since: int = 0) -> list[Sent]:
        return [one for one in self.api.sent[since:] if one.to == self.user]

    async def sees(self, *parts: str, since: int | None = None) -> Sent:
        start = self.read if since is None else since
        for _ in range(400):
            for sent in self.mine(start):
                if all(part in sent.text for part in parts):
                    return sent
            await asyncio.sleep(0.02)
        raise AssertionError(f"does not see {parts}; but {[s.text for s in self.mine(start)]}")

    async def quotes(self, contains: str, text: str) -> None:
        quoted = await self.sees(contains, since=0)
        await self.sends("user_send_text", text=text, quote_msg_id=quoted.message_id)

    async def presses(self, label: str) -> None:
        """The newest button or numbered line that begins so."""
        for at in range(400):
            for sent in reversed(self.mine(self.read if at < 40 else 0)):
                if (answer := _answer(sent, label)) is not None:
                    await self.says(answer)
                    return
            await asyncio.sleep(0.02)
        raise AssertionError(f"no button {label!r}")


def _answer(sent: Sent, label: str) -> str | None:
    for button in sent.buttons:
        if button["title"].startswith(label) and isinstance(button["payload"], str):
            return str(button["payload"])
    for line in sent.text.splitlines():
        number, _, rest = line.partition(". ")
        if number.isdecimal() and (rest.startswith(label) or line.startswith(label)):
            return number
    return None


def zalo_settings(api: ZaloApi) -> dict[str, str]:
    """What turns Zalo on."""
    return {
        "zalo_app_id": APP,
        "zalo_app_secret": APP_SECRET,
        "zalo_oa_id": ACCOUNT,
        "zalo_oa_secret": ACCOUNT_SECRET,
        "zalo_refresh_token": FIRST_REFRESH,
        "zalo_api_url": api.url,
        "zalo_oauth_url": api.url,
    }
