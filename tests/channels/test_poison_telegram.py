"""What the bot says on Telegram is words and never markup, whoever wrote them.

Each text a Reply can hold is poisoned, whatever handler may one day fill it.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from telegram import Bot
from telegram.error import TelegramError

from bot.event import Media, MediaRefused, Reply
from rules.text import to_nfc
from storage.media import MediaStore
from storage.vault import Vault
from tests.support.bot_api import BotApi, Call
from tests.support.poison import POISONS, filled, replies, squeezed
from tests.support.publication import Scene, opens
from tests.support.story import OfficeUnderTest
from tests.support.telegram import OnTelegram, Shelf, said, sends

FORMATTING = {
    "parse_mode", "entities", "caption", "caption_entities", "caption_parse_mode", "html",
    "markdown", "quote_parse_mode",
}  # fmt: skip
"""What would make Telegram read words as more than words."""
LINKS = {
    "https://evil.invalid/x.png", "http://[x", "https://", "tg://resolve?domain=x", "//x.invalid",
    "javascript:alert(1)", "https://xn--/%00", "https://a b.invalid/",
}  # fmt: skip


def harmless(calls: list[Call]) -> None:
    for call in calls:
        assert not FORMATTING & set(call.data), call.method
        assert not any("caption" in str(key) for key in call.data)
        for button in call.buttons:
            assert set(button) <= {"text", "url", "callback_data", "request_location",
                                   "request_contact"}  # fmt: skip
        for name in call.names.values():
            assert not set("/\r\n\0") & set(name), name


@pytest.mark.parametrize("poison", POISONS)
async def test_every_text_of_a_reply_goes_as_it_is(
    api: BotApi, bot: Bot, shelf: Shelf, poison: str
) -> None:
    text = to_nfc(poison).strip()
    for reply in replies(text):
        await sends(bot, shelf, reply)
    harmless(api.calls)
    shown = "".join(str(call.data.get("text", "")) for call in api.calls)
    assert squeezed(text) in squeezed(shown)


async def test_a_stranger_decides_no_picture_of_ours(api: BotApi, bot: Bot, shelf: Shelf) -> None:
    """Telegram draws a preview of the first address in a message, unless it is told another."""
    await sends(bot, shelf, Reply(text="Xem https://evil.invalid/x.png và x.invalid"))
    await sends(bot, shelf, Reply(text="Xem https://evil.invalid/x.png", edits="1000"))
    ours = "https://chupah.example/ket-qua/PAKN.1"
    await sends(bot, shelf, Reply(text="https://evil.invalid/x.png", page=ours))
    await sends(bot, shelf, Reply(text="https://evil.invalid/x.png", page="http://127.0.0.1/"))
    shown = [call.data["link_preview_options"] for call in api.calls]
    none = {"is_disabled": True}
    assert shown == [none, none, {"url": ours}, none]


@pytest.mark.parametrize("mode", ["polling"])
async def test_the_channel_shows_our_page_and_no_strangers(telegram: OnTelegram) -> None:
    scene = Scene(OfficeUnderTest(telegram.app))
    code = await scene.prepare()
    await opens(scene.clerk, code)
    await scene.clerk.presses("Sửa phần trả lời")
    await scene.clerk.says("Xem <b>đây</b> https://evil.invalid/x.png [x](tg://user?id=1)")
    await scene.clerk.presses("Xong")
    await scene.clerk.presses("Công khai bản này")
    call = await said(telegram, "sendMessage", "KQ-")
    assert "<b>đây</b>" in call.data["text"]
    assert "evil.invalid" not in str(call.data["link_preview_options"])
    harmless(telegram.api.calls)


@pytest.mark.parametrize("link", sorted(LINKS))
async def test_a_broken_or_odd_address_costs_its_button_at_most(
    api: BotApi, bot: Bot, shelf: Shelf, link: str
) -> None:
    reply = filled(Reply, "Chào", menu=(), edits="", media=())
    choice = msgspec.structs.replace(reply.choices[0][0], value="", url=link)
    await sends(bot, shelf, msgspec.structs.replace(reply, choices=((choice,),)))
    (call,) = api.calls
    assert call.data["text"] == "Chào"
    assert all(one["url"].startswith("https://") for one in call.buttons)


async def test_a_file_is_kept_under_a_name_everybody_can_read(tmp_path: Path) -> None:
    store = MediaStore(tmp_path, Vault("only for tests"), 1000)
    for poison in POISONS:
        try:
            kept = await store.keep("document", "text/plain", f"{poison}.txt", b"x")
        except MediaRefused as refused:
            raise AssertionError(poison) from refused
        assert kept.name == to_nfc(kept.name)
        assert msgspec.json.decode(msgspec.json.encode(kept), type=Media) == kept


async def test_the_server_of_paper_refuses_what_telegrams_would(bot: Bot, api: BotApi) -> None:
    long = {"inline_keyboard": [[{"text": "a", "callback_data": "b" * 65}]]}
    for data, why in (
        ({"text": "<b", "parse_mode": "HTML"}, "parse entities"),
        ({"text": " "}, "text is empty"),
        ({"text": "a" * 4097}, "too long"),
        ({"text": "a", "reply_markup": long}, "(?i)BUTTON_DATA_INVALID"),
    ):
        with pytest.raises(TelegramError, match=why):
            await bot.do_api_request("sendMessage", {"chat_id": 5001, **data})
    assert not api.sent
