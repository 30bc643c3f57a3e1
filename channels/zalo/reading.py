"""From a webhook event of a Zalo Official Account to an Event."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from bot.channel import Inbound, KeepFile, Menus, take_file
from bot.event import STICKER, Choice, Event, Location, Media
from bot.half_letters import readable_json
from channels.zalo.api import ZaloApi

PRESSED = "#pakn:"
"""Before the packed value of a button: Zalo brings a press back as a text."""
KINDS = {"image": "photo", "gif": "photo", "audio": "voice", "video": "video", "file": "document"}
SAID = frozenset(
    f"user_send_{name}"
    for name in ("text", "link", "location", "sticker", "business_card", "image", "gif", "audio")
) | {"user_send_video", "user_send_file"}
CAME, LEFT = "follow", "unfollow"
WHO = re.compile("[0-9]{1,30}")
TYPED_NUMBER = re.compile(r"([0-9]{1,2})[.)]?")
LONGEST_KEY = 200
STALE = timedelta(days=1)
"""Older than this an event is none of today's: somebody brings it again.

Zalo's documents (developers.zalo.me, Webhook) name no time for repeating what was not answered 200;
a day is longer than any repeat that was seen, and short of the seven an account may answer in.
"""


class ZaloAttachment(NamedTuple):
    """A file of a message that has still to be fetched."""

    kind: str
    url: str
    name: str


def is_signed_by_zalo(body: bytes, shown: str, sender_ids: Sequence[str], secret: str) -> bool:
    """Whether Zalo signed this: sha256(app id + body + timestamp + secret), which is no HMAC.

    The first term is the app's id by the documentation and the account's by what others saw:
    either will do, since it is the secret that counts.
    """
    stamp = _text(_object(_decoded(body)), "timestamp")
    mac = shown.strip().lower().removeprefix("mac=")
    made = (
        hashlib.sha256(one.encode() + body + stamp.encode() + secret.encode()).hexdigest()
        for one in sender_ids
    )
    return any(hmac.compare_digest(mac.encode(), good.encode()) for good in made)


def is_fresh(body: bytes, now: datetime) -> bool:
    """Whether a signed event is of today; the signature covers its time. One without is not."""
    stamp = _stamp(_object(_decoded(body)))
    return stamp is not None and now - stamp <= STALE


def zalo_inbound(account: str, body: bytes) -> Inbound | None:
    """A signed event as it goes to the inbox; None for one that is not for us.

    What the account itself sends comes back as `oa_send_…`: it must never be answered.
    """
    raw = _object(_decoded(body))
    name, who = _text(raw, "event_name"), _speaker(raw)
    if name not in SAID | {CAME, LEFT} or not WHO.fullmatch(who):
        return None
    message = _object(raw.get("message"))
    number = _text(message, "msg_id") or f"{_text(raw, 'timestamp')}:{who}"
    return Inbound(
        key=f"zalo:{account}:{name}:{number}"[:LONGEST_KEY],
        lane=f"zalo:{who}",
        payload=body,
        # Photos sent together come one by one, with nothing that says they belong together.
        bundle="photos" if name == "user_send_image" else "",
    )


async def read_zalo_update(
    updates: Sequence[Inbound],
    api: ZaloApi,
    keep: KeepFile,
    menus: Menus,
    *,
    most: int,
    final: bool,
) -> Event | None:
    """The event of one update, or of photos sent together.

    Raises SendError when a file could not be fetched, unless this is the `final` try.
    """
    raws = [_object(_decoded(update.payload)) for update in updates]
    first, name = raws[0], _text(raws[0], "event_name")
    if name == LEFT:
        return _event(updates[0], first, kind="blocked")
    if name == CAME:
        return _event(updates[0], first, text="/start")
    messages = [_object(raw.get("message")) for raw in raws]
    media, faults = await _fetched(messages, api, keep, most, final=final)
    text = "\n".join(part for message in messages if (part := _said(message)))
    values: dict[str, Any] = {
        "media": media,
        "faults": faults,
        "location": _location(messages[0]),
        "ref": _text(messages[0], "msg_id"),
        "replied_to": _text(messages[0], "quote_msg_id"),
    }
    if name == "user_send_text":
        choice = await _chosen(text, updates[0].lane, menus)
        values["choice"], text = choice.value, choice.label
    event = _event(updates[0], first, text=text, **values)
    if event.text or event.choice or media or faults or event.location:
        return event
    return msgspec.structs.replace(event, faults=("media.unsupported",))


async def _chosen(text: str, address: str, menus: Menus) -> Choice:
    """The button pressed or the number typed; else words, and no value."""
    if text.startswith(PRESSED):
        return Choice("", text.removeprefix(PRESSED))
    if match := TYPED_NUMBER.fullmatch(text.strip()):
        shown, number = await menus.shown(address), int(match[1])
        if 1 <= number <= len(shown):
            return shown[number - 1]
    return Choice(text)


def _event(update: Inbound, raw: Mapping[str, Any], **values: Any) -> Event:
    return Event(id=update.key, address=update.lane, sender=update.lane, at=_at(raw), **values)


def _at(raw: Mapping[str, Any]) -> datetime:
    return _stamp(raw) or datetime.now(UTC)


def _stamp(raw: Mapping[str, Any]) -> datetime | None:
    """Milliseconds since 1970, as text."""
    stamp = _text(raw, "timestamp")
    if stamp.isascii() and stamp.isdecimal() and len(stamp) <= 14:
        return datetime.fromtimestamp(int(stamp) / 1000, UTC)
    return None


def _speaker(raw: Mapping[str, Any]) -> str:
    return _text(_object(raw.get("sender") or raw.get("follower")), "id")


def _said(message: Mapping[str, Any]) -> str:
    """The words of a message; a link and a business card are words, too."""
    parts = [_text(message, "text")]
    for kind, payload in _attached(message):
        names = {"link": ("description", "url"), "business_card": ("description", "phone")}
        parts += [_text(payload, name) for name in names.get(kind, ())]
        parts += [STICKER] if kind == "sticker" else []
    return "\n".join(dict.fromkeys(part for part in parts if part))


def _location(message: Mapping[str, Any]) -> Location | None:
    for kind, payload in _attached(message):
        if kind == "location":
            point = _object(payload.get("coordinates"))
            try:
                at = [
                    float(_text(point, long) or _text(point, short))
                    for long, short in (("latitude", "lat"), ("longitude", "long"))
                ]
            except ValueError:
                return None
            if abs(at[0]) <= 90 and abs(at[1]) <= 180:
                return Location(*at)
    return None


def _files(message: Mapping[str, Any]) -> Iterator[ZaloAttachment]:
    for kind, payload in _attached(message):
        if kind in KINDS:
            yield ZaloAttachment(KINDS[kind], _text(payload, "url"), _text(payload, "name"))


def _attached(message: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    found = message.get("attachments")
    for one in found if isinstance(found, list) else []:
        yield _text(_object(one), "type"), _object(_object(one).get("payload"))


async def _fetched(
    messages: Sequence[Mapping[str, Any]], api: ZaloApi, keep: KeepFile, most: int, *, final: bool
) -> tuple[tuple[Media, ...], tuple[str, ...]]:
    media: list[Media] = []
    faults: list[str] = []
    for message in messages:
        number = _text(message, "msg_id")
        for file in _files(message):
            fetching = _fetched_file(file, number, api, keep, most)
            await take_file(fetching, media, faults, final=final)
    return tuple(media), tuple(faults)


async def _fetched_file(
    file: ZaloAttachment, number: str, api: ZaloApi, keep: KeepFile, most: int
) -> Media:
    content, mime = await api.download(file.url, most)
    # Zalo's address of it cannot be guessed, and goes with the update.
    return await keep(file.kind, mime, file.name, content, f"{number}:{file.url}")


def _decoded(body: bytes) -> object:
    try:
        return msgspec.json.decode(readable_json(body))
    except (ValueError, RecursionError):
        return None


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(raw: Mapping[str, Any], name: str) -> str:
    """A field as text: ids, times and coordinates come as text or as numbers."""
    value = raw.get(name)
    return str(value) if isinstance(value, str | int | float) else ""
