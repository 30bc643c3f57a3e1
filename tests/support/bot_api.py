"""A Bot API server of paper: the real protocol over HTTP, for one bot and made-up people.

It keeps the semantics a bot depends on: `getUpdates` with an offset forgets what is confirmed,
a webhook is called again until it answers 2xx, files are fetched by their path.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.support.paper_server import served

TOKEN = "123456:not-a-real-token"
BOT = {"id": 123456, "is_bot": True, "first_name": "PAKN", "username": "pakn_test_bot"}
Answer = Callable[["Call"], Awaitable[web.Response | None]]


@dataclass
class Call:
    """One request a bot made."""

    method: str
    data: dict[str, Any]
    files: dict[str, bytes]
    names: dict[str, str] = field(default_factory=dict)
    """What each file is called, by the field it came in."""

    @property
    def chat_id(self) -> int | str:
        chat = str(self.data.get("chat_id", ""))
        return int(chat) if chat.lstrip("-").isdecimal() else chat

    @property
    def buttons(self) -> list[dict[str, Any]]:
        markup = self.data.get("reply_markup") or {}
        rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
        return [button for row in rows for button in row]


class RefusedCall(Exception):  # noqa: N818 - the server says no
    """400, as Telegram words it."""


ICONS = ("⚡️", "📝", "❓", "🔎", "❗️", "🏁")


@dataclass
class Topic:
    """A topic of a forum."""

    name: str
    icon: str = ""
    closed: bool = False


@dataclass
class BotApi:
    """The server: `calls` is what the bot did, `updates` what it has not confirmed yet."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    faults: list[Answer] = field(default_factory=list)
    """Asked before each call; the first answer wins, and stays until it returns None."""
    sent: dict[int, tuple[Call, dict[str, Any]]] = field(default_factory=dict)
    forums: dict[int, dict[int, Topic]] = field(default_factory=dict)
    """The topics of each group that has topics."""

    first: dict[int, Call] = field(default_factory=dict)
    """The call that made each message, before any edit."""
    placed: dict[int, int] = field(default_factory=dict)
    """The topic each message of ours stands in."""

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._messages = itertools.count(1000)
        self._arrived = asyncio.Event()

    # What people do

    def update(self, **content: Any) -> dict[str, Any]:
        """A new update, not delivered yet."""
        return {"update_id": next(self._numbers), **content}

    async def deliver(self, update: dict[str, Any]) -> int:
        """Bring it to the bot, by webhook if one is set; the status of the last answer."""
        if not self.webhook:
            self.updates.append(update)
            self._arrived.set()
            return 0
        return await self._call_webhook(update)

    async def _call_webhook(self, update: dict[str, Any]) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        status = 0
        async with aiohttp.ClientSession() as session:
            for wait in (0.0, 0.05, 0.2, 0.5):
                await asyncio.sleep(wait)
                async with session.post(self.webhook["url"], json=update, headers=headers) as got:
                    status = got.status
                    if status < 300:
                        return status
        return status

    def next_message_id(self) -> int:
        return next(self._messages)

    def add_file(self, content: bytes, size: int | None = None) -> dict[str, Any]:
        """A file as a message names it."""
        name = f"file{len(self.files)}"
        self.files[name] = content
        return {
            "file_id": name,
            "file_unique_id": name,
            "file_size": len(content) if size is None else size,
        }

    def to(self, chat_id: int | str, method: str = "sendMessage") -> list[Call]:
        """What the bot sent to a chat."""
        return [call for call in self.calls if call.method == method and call.chat_id == chat_id]

    # What the bot calls

    async def _handle(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return _error(401, "Unauthorized")
        call = await _read(request)
        for fault in list(self.faults):
            answer = await fault(call)
            if answer is not None:
                return answer
        method = getattr(self, f"_{call.method}", None)
        waits = call.method == "getUpdates"
        if waits:
            self.calls.append(call)
        try:
            result = await method(call) if method else True
        except RefusedCall as refused:
            return _error(400, f"Bad Request: {refused}")
        if not waits:
            self.calls.append(call)
        return _ok(result)

    async def _getMe(self, _: Call) -> Any:
        return BOT

    async def _getUpdates(self, call: Call) -> Any:
        offset = int(call.data.get("offset", 0))
        self.updates = [one for one in self.updates if one["update_id"] >= offset]
        self._arrived.clear()
        if not self.updates:
            try:
                wait = min(float(call.data.get("timeout", 0)), 0.3)
                await asyncio.wait_for(self._arrived.wait(), wait)
            except TimeoutError:
                return []
        return self.updates[:100]

    async def _setWebhook(self, call: Call) -> Any:
        self.webhook = call.data
        return True

    async def _deleteWebhook(self, _: Call) -> Any:
        self.webhook = {}
        return True

    async def _getFile(self, call: Call) -> Any:
        name = call.data["file_id"]
        return {"file_id": name, "file_unique_id": name, "file_path": f"any/{name}"}

    async def _message(self, call: Call) -> Any:
        _check_words(call)
        if "message_thread_id" in call.data:
            self._topic(call, "message thread not found")
        number = self.next_message_id()
        chat = call.chat_id
        message = {
            "message_id": number,
            "date": 1_795_000_000,
            "chat": {"id": chat if isinstance(chat, int) else -100, "type": "private"},
            "text": call.data.get("text", ""),
        }
        self.sent[number], self.first[number] = (call, message), call
        if "message_thread_id" in call.data:
            self.placed[number] = int(call.data["message_thread_id"])
        return message

    _sendMessage = _sendPhoto = _sendVideo = _sendVoice = _sendDocument = _message

    async def _editMessageText(self, call: Call) -> Any:
        _check_words(call)
        number = int(call.data["message_id"])
        if number in self.first and number not in self.sent:
            raise RefusedCall("message to edit not found")
        if number in self.sent:
            self.sent[number] = (call, self.sent[number][1])
        return self.sent[number][1] if number in self.sent else True

    async def _getForumTopicIconStickers(self, _: Call) -> Any:
        return [{"emoji": emoji, "custom_emoji_id": f"icon {emoji}"} for emoji in ICONS]

    async def _createForumTopic(self, call: Call) -> Any:
        if call.chat_id not in self.forums:
            raise RefusedCall("the chat is not a forum")
        number = self.next_message_id()
        icon = call.data.get("icon_custom_emoji_id", "")
        self.forums[int(call.chat_id)][number] = Topic(call.data["name"], icon)
        return {"message_thread_id": number, "name": call.data["name"], "icon_color": 7322096}

    async def _editForumTopic(self, call: Call) -> Any:
        topic = self._topic(call, "TOPIC_ID_INVALID")
        topic.name = call.data.get("name", topic.name)
        topic.icon = call.data.get("icon_custom_emoji_id", topic.icon)
        return True

    async def _closeForumTopic(self, call: Call) -> Any:
        return self._shut(call, closed=True)

    async def _reopenForumTopic(self, call: Call) -> Any:
        return self._shut(call, closed=False)

    def _shut(self, call: Call, *, closed: bool) -> bool:
        topic = self._topic(call, "TOPIC_ID_INVALID")
        if topic.closed == closed:
            raise RefusedCall("TOPIC_NOT_MODIFIED")
        topic.closed = closed
        return True

    def _topic(self, call: Call, missing: str) -> Topic:
        topics = self.forums.get(int(call.chat_id), {})
        number = int(call.data["message_thread_id"])
        if number not in topics:
            raise RefusedCall(missing)
        return topics[number]

    def topic_of(self, message: dict[str, Any]) -> dict[str, Any]:
        """How a message of ours says in which topic it stands."""
        topic = self.placed.get(message["message_id"])
        return {"message_thread_id": topic, "is_topic_message": True} if topic else {}

    def delete_topic(self, chat_id: int, number: int) -> None:
        """Somebody deletes a topic with all that stands in it; no bot is told."""
        del self.forums[chat_id][number]
        for message in [one for one, topic in self.placed.items() if topic == number]:
            del self.sent[message]

    async def _sendMediaGroup(self, call: Call) -> Any:
        return [await self._message(call) for _ in call.data["media"]]

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["path"].rpartition("/")[2]
        return web.Response(body=self.files[name])

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[BotApi]:
        async with served(
            web.route("*", "/bot{token}/{method}", self._handle),
            web.get("/file/bot{token}/{path:.+}", self._file),
        ) as self.url:
            yield self


def _check_words(call: Call) -> None:
    """Refuse what Telegram would: markup that is none, words it does not take, long buttons."""
    text = call.data.get("text")
    if "parse_mode" in call.data and set("<>&_*[]`") & set(str(text)):
        raise RefusedCall("can't parse entities")
    if isinstance(text, str) and not text.strip():
        raise RefusedCall("message text is empty")
    if len(str(text).encode("utf-16-le")) // 2 > 4096:
        raise RefusedCall("message is too long")
    if any(len(one.get("callback_data", "").encode()) > 64 for one in call.buttons):
        raise RefusedCall("BUTTON_DATA_INVALID")


async def _read(request: web.Request) -> Call:
    data: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name], names[name] = value.file.read(), value.filename
        else:
            data[name] = _parsed(str(value))
    return Call(request.match_info["method"], data, files, names)


def _parsed(value: str) -> Any:
    """Objects and lists travel as JSON; a text that looks like a number stays a text."""
    try:
        return json.loads(value) if value[:1] in {"{", "["} else value
    except json.JSONDecodeError:
        return value


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _error(code: int, description: str, **parameters: Any) -> web.Response:
    body = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=code)


def fails(
    method: str,
    code: int,
    description: str,
    *,
    times: int = 1,
    chat_id: int | None = None,
    **parameters: Any,
) -> Answer:
    """A fault: the next calls of a method are refused so."""
    left = itertools.count(times, -1)

    async def answer(call: Call) -> web.Response | None:
        if call.method != method or (chat_id is not None and call.chat_id != chat_id):
            return None
        return _error(code, description, **parameters) if next(left) > 0 else None

    return answer


@dataclass
class Phone:
    """Somebody with Telegram on a phone."""

    api: BotApi
    user_id: int
    name: str = "Người Thử"
    chat_id: int = 0
    chat_type: str = "private"

    def __post_init__(self) -> None:
        self.chat_id = self.chat_id or self.user_id
        self.read = 0

    @property
    def user(self) -> dict[str, Any]:
        return {"id": self.user_id, "is_bot": False, "first_name": self.name}

    @property
    def chat(self) -> dict[str, Any]:
        forum = {"is_forum": True} if self.chat_id in self.api.forums else {}
        return {"id": self.chat_id, "type": self.chat_type, **forum}

    def message(self, **content: Any) -> dict[str, Any]:
        return {
            "message_id": self.api.next_message_id(),
            "date": 1_795_000_000,
            "chat": self.chat,
            "from": self.user,
            **content,
        }

    async def sends(self, **content: Any) -> int:
        self.read = len(self.api.calls)
        return await self.api.deliver(self.api.update(message=self.message(**content)))

    async def says(self, text: str, **content: Any) -> int:
        return await self.sends(text=text, **content)

    async def presses(self, label: str) -> int:
        message, button = await self._button(label)
        self.read = len(self.api.calls)
        if "callback_data" not in button:
            return await self.says(button["text"])
        query = {
            "id": str(self.api.next_message_id()),
            "from": self.user,
            "chat_instance": "1",
            "message": {**message, "chat": self.chat, **self.api.topic_of(message)},
            "data": button["callback_data"],
        }
        return await self.api.deliver(self.api.update(callback_query=query))

    async def _button(self, label: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The newest button that begins so; it may still be on its way."""
        for _ in range(400):
            for call, message in reversed(self.api.sent.values()):
                for button in call.buttons if call.chat_id == self.chat_id else []:
                    if button["text"].startswith(label):
                        return message, button
            await asyncio.sleep(0.02)
        raise AssertionError(f"no button {label!r}")

    async def sees(self, *parts: str, since: int | None = None) -> Call:
        """Wait for a message that holds all parts, sent since the last word."""
        start = self.read if since is None else since
        for _ in range(400):
            for call in self.api.calls[start:]:
                text = str(call.data.get("text", ""))
                same_chat = call.method == "sendMessage" and call.chat_id == self.chat_id
                if same_chat and all(part in text for part in parts):
                    return call
            await asyncio.sleep(0.02)
        shown = [c.data.get("text") for c in self.api.calls[start:] if c.chat_id == self.chat_id]
        raise AssertionError(f"{self.user_id} does not see {parts}; but {shown}")

    def message_id_of(self, call: Call) -> int:
        """The id of a message the bot sent."""
        return next(number for number, first in self.api.first.items() if first is call)
