"""What a Reply becomes on the wire: every request the Bot API gets, in order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.event import Choice, Media, MenuItem, Reply
from channels.splitting import split_text
from channels.telegram.calls import bot_api_calls
from channels.telegram.sending import TelegramDelivery
from tests.support.bot_api import BotApi, Call, fails
from tests.support.telegram import CHAT, WORDS, Shelf, goes_on, sends


def media(kind: Any, mime: str, sha: str = "", name: str = "") -> Media:
    return Media(kind=kind, sha256=sha or kind, mime=mime, size=1, name=name)


PHOTO = media("photo", "image/jpeg")
VIDEO = media("video", "video/mp4")
VOICE = media("voice", "audio/ogg")
PDF = media("document", "application/pdf", "pdf", "trả lời.pdf")


def told(call: Call) -> tuple[str, dict[str, Any], list[str]]:
    assert call.data.pop("chat_id") == str(CHAT)
    call.data.pop("link_preview_options", None)  # tests/channels/test_poison_telegram.py
    return call.method, call.data, sorted(call.files)


NO_BUTTONS = {"remove_keyboard": True}


def inline(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"keyboard": list(rows), "resize_keyboard": True, "one_time_keyboard": True}


@pytest.mark.parametrize(
    ("reply", "markup"),
    [
        (Reply(text="Chào"), NO_BUTTONS),
        (
            Reply(text="Chào", choices=((Choice("Có", "c:a"), Choice("Không", "c:b")),)),
            inline(
                [{"text": "Có", "callback_data": "c:a"}, {"text": "Không", "callback_data": "c:b"}]
            ),
        ),
        (
            Reply(text="Chào", choices=((Choice("Mở", url="https://pakn.example.vn/a"),),)),
            inline([{"text": "Mở", "url": "https://pakn.example.vn/a"}]),
        ),
        (
            Reply(
                text="Chào",
                choices=(
                    (Choice("Mở", url="http://127.0.0.1:8080/a"),),
                    (Choice("Mở", url="http://localhost:8080/a"), Choice("Có", "c:a")),
                ),
            ),
            inline([{"text": "Có", "callback_data": "c:a"}]),
        ),
        (Reply(text="Chào", choices=((Choice("Mở", url="http://localhost/"),),)), NO_BUTTONS),
        (Reply(text="Chào", choices=((Choice("📞 114", url="tel:114"),),)), NO_BUTTONS),
        (
            Reply(
                text="Chào",
                asks_location=True,
                choices=(
                    (Choice("📞 114", url="tel:114"),),
                    (Choice("Bỏ qua", "f:1:place:skip"), Choice("📞 115", url="tel:115")),
                ),
            ),
            keyboard(
                [{"text": "📍 Chia sẻ vị trí", "request_location": True}], [{"text": "Bỏ qua"}]
            ),
        ),
        (
            Reply(text="Chào", asks_contact=True),
            keyboard([{"text": "📱 Gửi số", "request_contact": True}]),
        ),
    ],
)
async def test_words_go_with_their_buttons(
    api: BotApi, bot: Bot, shelf: Shelf, reply: Reply, markup: dict[str, Any]
) -> None:
    ids = await sends(bot, shelf, reply)
    assert [told(call) for call in api.calls] == [
        ("sendMessage", {"text": "Chào", "reply_markup": markup}, [])
    ]
    assert ids == "1000"


async def test_words_are_sent_as_they_are_without_markup(
    api: BotApi, bot: Bot, shelf: Shelf
) -> None:
    text = "<b>5 < 6</b> *a* _b_ [c](d) & \\ ` {e} {f"
    await sends(bot, shelf, Reply(text=text))
    await sends(bot, shelf, Reply(text='{"text": "JSON"}'))
    assert api.calls[0].data["text"] == text
    assert "parse_mode" not in api.calls[0].data
    assert api.calls[1].data["text"] == {"text": "JSON"}  # the server of paper parses it, not we


async def test_a_long_text_goes_in_parts_the_last_with_the_buttons(
    api: BotApi, bot: Bot, shelf: Shelf
) -> None:
    text = "\n".join(f"Dòng {number}: đường hư 🚧 nặng" for number in range(400))
    reply = Reply(text=text, choices=((Choice("Có", "c:a"),),))
    ids = await sends(bot, shelf, reply)
    parts = [call.data["text"] for call in api.calls]
    assert len(parts) > 1
    assert "\n".join(parts) == text
    assert [bool(call.buttons) for call in api.calls] == [False] * (len(parts) - 1) + [True]
    assert len(ids.split()) == len(parts)


@given(st.text(alphabet=st.sampled_from("aế🚧👨‍👩‍👧 \n"), min_size=0, max_size=14000))
def test_every_part_fits_and_nothing_but_blanks_is_lost(text: str) -> None:
    parts = list(split_text(text, 4096))
    assert all(0 < len(part.encode("utf-16-le")) // 2 <= 4096 for part in parts)
    assert all(part.strip() for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text", ["🚧" * 5000, "a" * 4097, "ế" * 4096, "x" * 4095 + "🚧", " " * 9000]
)
def test_a_text_without_a_place_to_cut_is_cut_all_the_same(text: str) -> None:
    assert "".join(split_text(text, 4096)) == text.strip()


@pytest.mark.parametrize(
    ("item", "method", "field", "filename"),
    [
        (PHOTO, "sendPhoto", "photo", "anh.jpg"),
        (VIDEO, "sendVideo", "video", "video.mp4"),
        (VOICE, "sendVoice", "voice", "ghi-am.ogg"),
        (PDF, "sendDocument", "document", "trả lời.pdf"),
        (
            media("document", "text/plain", "pdf", 'a"b\r\nX-Evil: 1\\.txt'),
            "sendDocument",
            "document",
            'a"b X-Evil: 1\\.txt',
        ),
    ],
)
async def test_a_file_goes_before_the_words(
    api: BotApi, bot: Bot, shelf: Shelf, item: Media, method: str, field: str, filename: str
) -> None:
    await sends(bot, shelf, Reply(text="Xem tệp", media=(item,)))
    first, second = api.calls
    assert first.files == {field: shelf(item.sha256)}
    assert first.names == {field: filename}
    assert told(first)[0] == method
    assert second.data["text"] == "Xem tệp"


async def test_a_file_without_words_sends_no_empty_message(
    api: BotApi, bot: Bot, shelf: Shelf
) -> None:
    ids = await sends(bot, shelf, Reply(media=(PHOTO,)))
    assert [call.method for call in api.calls] == ["sendPhoto"]
    assert ids == "1000"


@pytest.mark.parametrize(
    ("number", "sizes"), [(2, [2]), (10, [10]), (11, [10, 1]), (12, [10, 2]), (21, [10, 10, 1])]
)
async def test_pictures_go_as_albums_of_ten_at_most(
    api: BotApi, bot: Bot, shelf: Shelf, number: int, sizes: list[int]
) -> None:
    pictures = tuple((PHOTO, VIDEO)[at % 2] for at in range(number))
    ids = await sends(bot, shelf, Reply(text="Ảnh", media=(*pictures, PDF)))
    albums, rest = api.calls[: len(sizes)], api.calls[len(sizes) :]
    assert [len(call.files) for call in albums] == sizes
    kinds = [item["type"] for call in albums for item in call.data.get("media", [])]
    assert kinds == [item.kind for item in pictures][: len(kinds)]
    for call in albums:
        for item in call.data.get("media", []):
            assert item["media"].removeprefix("attach://") in call.files
    assert [call.method for call in rest] == ["sendDocument", "sendMessage"]
    assert len(ids.split()) == number + 2


async def test_a_refused_album_goes_one_by_one_and_a_refused_picture_as_a_file(
    api: BotApi, bot: Bot, shelf: Shelf
) -> None:
    api.faults.append(fails("sendMediaGroup", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
    api.faults.append(fails("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
    await sends(bot, shelf, Reply(text="Ảnh", media=(PHOTO, VIDEO)))
    assert [call.method for call in api.calls] == ["sendDocument", "sendVideo", "sendMessage"]


async def test_a_voice_somebody_does_not_want_goes_as_a_file(
    api: BotApi, bot: Bot, shelf: Shelf
) -> None:
    api.faults.append(fails("sendVoice", 400, "Bad Request: VOICE_MESSAGES_FORBIDDEN"))
    await sends(bot, shelf, Reply(text="Nghe", media=(VOICE,)))
    assert [call.method for call in api.calls] == ["sendDocument", "sendMessage"]


@pytest.mark.parametrize("code", [400, 413])
async def test_a_file_that_goes_in_no_way_is_told_in_words_and_holds_up_nothing(
    api: BotApi, bot: Bot, shelf: Shelf, code: int
) -> None:
    api.faults.append(fails("sendDocument", code, "Request Entity Too Large"))
    await sends(bot, shelf, Reply(text="Trả lời", media=(PDF,)))
    assert [call.data["text"] for call in api.calls] == [WORDS["file_not_sent"], "Trả lời"]


async def test_a_file_that_is_gone_is_told_in_words(api: BotApi, bot: Bot, shelf: Shelf) -> None:
    gone = media("photo", "image/jpeg", "nowhere")
    await sends(bot, shelf, Reply(text="Trả lời", media=(gone, PHOTO)))
    assert [call.method for call in api.calls] == ["sendMessage", "sendPhoto", "sendMessage"]


async def test_a_chat_that_is_gone_is_found_out_with_files_as_with_words(
    api: BotApi, bot: Bot, shelf: Shelf
) -> None:
    for method in ("sendPhoto", "sendDocument", "sendMessage"):
        api.faults.append(fails(method, 400, "Bad Request: chat not found"))
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await sends(bot, shelf, Reply(text="Trả lời", media=(PHOTO,)))


async def test_a_menu_is_set_for_its_chat(api: BotApi, bot: Bot, shelf: Shelf) -> None:
    assert await sends(bot, shelf, Reply(menu=(MenuItem("viec", "Việc chờ tôi"),))) == ""
    (call,) = api.calls
    assert call.method == "setMyCommands"
    assert call.data == {
        "commands": [{"command": "viec", "description": "Việc chờ tôi"}],
        "scope": {"type": "chat", "chat_id": CHAT},
    }


async def test_a_channel_is_named(api: BotApi, bot: Bot, shelf: Shelf) -> None:
    await sends(bot, shelf, Reply(text="Tin"), "@ketqua")
    assert api.calls[0].data["chat_id"] == "@ketqua"


@pytest.mark.parametrize("broken", range(4))
async def test_a_retry_goes_on_where_the_first_try_broke_off(
    api: BotApi, bot: Bot, shelf: Shelf, broken: int
) -> None:
    reply = Reply(text="a" * 4096 + "b", media=(PHOTO, VIDEO, PDF))
    methods = ["sendMediaGroup", "sendDocument", "sendMessage", "sendMessage"]
    count = -1

    async def fault(_: Call) -> Any:
        nonlocal count
        count += 1
        if count == broken:
            return await fails(methods[broken], 502, "Bad Gateway")(_)
        return None

    api.faults.append(fault)
    delivery = TelegramDelivery(reply, bot_api_calls(CHAT, reply, shelf, WORDS))
    with pytest.raises(NetworkError):
        await goes_on(delivery, bot)
    await goes_on(delivery, bot)
    assert [call.method for call in api.calls] == methods
    assert delivery.ids == "1000 1001 1002 1003 1004"


@pytest.mark.parametrize(
    "receipt",
    [
        {"message_id": 7, "date": 1_795_000_000_000, "chat": {"id": "odd"}},
        {"message_id": 7},
        True,
        None,
        [],
        "text",
    ],
)
@pytest.mark.parametrize("item", [None, PHOTO, VOICE, PDF])
async def test_an_odd_receipt_does_not_make_a_sent_message_unsent(
    api: BotApi,
    bot: Bot,
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
    receipt: Any,
    item: Media | None,
) -> None:
    async def answer(_: Call) -> Any:
        return receipt

    for method in ("sendMessage", "sendPhoto", "sendVoice", "sendDocument"):
        monkeypatch.setattr(api, f"_{method}", answer)
    await sends(bot, shelf, Reply(text="Chào", media=(item,) if item else ()))
    assert len(api.calls) == (2 if item else 1)


async def test_an_answer_that_is_not_the_bot_apis_is_a_passing_fault(
    api: BotApi, bot: Bot, shelf: Shelf
) -> None:
    from aiohttp import web

    for body in ('{"ok": false, "description": "?"}', "<html>login</html>", "", "[]", "null"):

        async def portal(_: Call, body: str = body) -> web.Response:
            return web.Response(text=body)

        api.faults[:] = [portal]
        with pytest.raises(TelegramError):
            await sends(bot, shelf, Reply(text="Chào"))
    assert not api.calls


@pytest.mark.parametrize(
    ("fault", "methods", "ids"),
    [
        (None, ["editMessageText"], "41"),
        ("Bad Request: message is not modified: specified new message content", [], "41"),
        ("Bad Request: message to edit not found", ["sendMessage"], "1000"),
        ("Bad Request: message can't be edited", ["sendMessage"], "1000"),
    ],
)
async def test_an_earlier_message_gets_new_words_or_they_are_sent_anew(
    api: BotApi, bot: Bot, shelf: Shelf, fault: str | None, methods: list[str], ids: str
) -> None:
    if fault:
        api.faults.append(fails("editMessageText", 400, fault))
    reply = Reply(text="Mới", choices=((Choice("Có", "c:a"),),), edits="40 41")
    assert await sends(bot, shelf, reply) == ids
    assert [call.method for call in api.calls] == methods
    for call in api.calls:
        assert call.data["text"] == "Mới"
        assert call.buttons == [{"text": "Có", "callback_data": "c:a"}]
    if methods == ["editMessageText"]:
        assert api.calls[0].data["message_id"] == "41"
