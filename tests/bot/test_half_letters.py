"""Half an emoji costs a message nothing but itself, wherever it comes in."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace

import msgspec
import pytest

from bot.channel import Inbound
from bot.half_letters import mended_json, readable_json
from bot.settings import Settings
from channels.telegram.receiving import SECRET_HEADER, TelegramReceiving, telegram_inbound
from channels.zalo.reading import is_signed_by_zalo, read_zalo_update, zalo_inbound


def test_only_the_half_is_marked_and_what_is_whole_stays_byte_for_byte() -> None:
    whole = '{"a" : "Đèn 😀", "b":1.50}'.encode()
    assert readable_json(whole) is whole
    for half in (rb'{"a":"\ud83d!\ude00"}', b'{"a":"\xed\xa0\xbd!\xed\xb8\x80"}'):
        assert readable_json(half) == b'{"a": "?!?"}'
    assert mended_json({"a": "\ud83d"}) == b'{"a": "?"}'
    for broken in (b"", b"{", b'{"a":\xff}', b"[" * 100_000):
        with pytest.raises((ValueError, RecursionError)):
            readable_json(broken)


async def test_a_messenger_that_cuts_an_emoji_in_two_is_heard_all_the_same() -> None:
    heard: list[Inbound] = []

    async def accept(updates: list[Inbound]) -> None:
        heard.extend(updates)

    async def read() -> bytes:
        return rb'{"update_id":7,"message":{"chat":{"id":5},"text":"\ud83d \u0110\u00e8n"}}'

    settings = Settings(telegram_token="1:x", telegram_webhook_secret="s" * 32)
    receiving = TelegramReceiving(
        settings, SimpleNamespace(), accept=accept, menus={}, on_username=print
    )
    request = SimpleNamespace(headers={SECRET_HEADER: "s" * 32}, read=read)
    assert (await receiving.hook(request)).status == 200  # a refusal would come again for ever
    polled = msgspec.json.decode(heard[0].payload)
    assert polled["message"]["text"] == "? Đèn"
    polled["message"]["text"] = "\ud83d Đèn"
    assert telegram_inbound("1", polled, mended_json(polled)).payload == heard[0].payload

    body = (
        rb'{"event_name":"user_send_text","sender":{"id":"42"},"timestamp":"1764000000000",'
        rb'"message":{"msg_id":"m","text":"\ud83d \u0110\u00e8n"}}'
    )
    mac = hashlib.sha256(b"app" + body + b"1764000000000" + b"key").hexdigest()
    assert is_signed_by_zalo(body, mac, ["app"], "key")
    update = zalo_inbound("oa", body)
    assert update is not None
    menus = SimpleNamespace()
    event = await read_zalo_update([update], None, None, menus, most=1, final=True)
    assert event is not None
    assert event.text == "? Đèn"
