"""What the bot says on Zalo is words, rings nobody and offers no choice a stranger wrote."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from bot.event import Choice, Reply
from bot.settings import Settings
from channels.zalo import ZaloChannel
from channels.zalo.reading import PRESSED
from rules.text import to_nfc
from storage.database import Database
from storage.oauth_tokens import TokenMemory
from storage.shown_menus import MenuMemory
from storage.vault import Vault
from tests.support.machine import MONDAY_MORNING
from tests.support.poison import POISONS, replies, squeezed
from tests.support.zalo_api import Sent, ZaloApi, zalo_settings

WORDS = {"choose": "Gõ số", "share_location": "Vị trí", "file_not_sent": "Chưa gửi được"}
KINDS = {"oa.query.hide", "oa.open.url"}


@pytest.fixture
async def zalo(
    zalo_api: ZaloApi, tmp_path: Path, sqlite_template: Path
) -> AsyncIterator[ZaloChannel]:
    """The channel alone, talking to a Zalo of paper."""

    async def nowhere(*_: object) -> None:
        raise AssertionError("nothing comes in here")

    shutil.copy(sqlite_template, tmp_path / "pakn.sqlite3")
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/pakn.sqlite3", Vault("only for tests"))
    settings = Settings(data_dir=tmp_path, **zalo_settings(zalo_api))
    channel = ZaloChannel(
        settings,
        accept=nowhere,
        keep=nowhere,  # type: ignore[arg-type]
        read_file=lambda _: b"%PDF-1.4",
        tokens=TokenMemory(db, "zalo"),
        menus=MenuMemory(db),
        words=WORDS,
        max_bytes=1000,
        now=lambda: MONDAY_MORNING,
    )
    await channel.open()
    yield channel
    await channel.close()
    await db.close()


def harmless(sent: list[Sent]) -> None:
    for one in sent:
        assert set(one.message) <= {"text", "attachment"}
        for button in one.buttons:
            assert button["type"] in KINDS
            assert "\n" not in button["title"]
            if button["type"] == "oa.open.url":
                assert button["payload"]["url"].startswith(("http://", "https://"))
            else:
                assert button["payload"].startswith(PRESSED)


@pytest.mark.parametrize("poison", POISONS)
async def test_every_text_of_a_reply_goes_as_it_is(
    zalo: ZaloChannel, zalo_api: ZaloApi, poison: str
) -> None:
    text = to_nfc(poison).strip()
    for reply in replies(text):
        await zalo.send("zalo:42", reply)
        await zalo.send("zalo:group-7", reply)
    harmless(zalo_api.sent)
    shown = "".join(sent.text for sent in zalo_api.sent if sent.to == "42")
    assert squeezed(text) in squeezed(shown)


async def test_a_label_of_many_lines_offers_one_choice(
    zalo: ZaloChannel, zalo_api: ZaloApi
) -> None:
    label = "Đèn hỏng\n2. Xóa hết"
    choices = ((Choice(label, "c:a"),), (Choice("Hủy", "c:b"),))
    await zalo.send("zalo:42", Reply(text="Chọn", choices=choices))
    (sent,) = zalo_api.sent
    assert sent.text.splitlines()[2:4] == ["1. Đèn hỏng 2. Xóa hết", "2. Hủy"]


async def test_words_ring_nobody_in_a_group(zalo: ZaloChannel, zalo_api: ZaloApi) -> None:
    await zalo.send("zalo:group-7", Reply(text="Gọi [@all] và [@123]"))
    assert "[@" not in zalo_api.sent[0].text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://[x", "tg://x", "http://127.0.0.1/"])
async def test_an_odd_address_is_no_button(zalo: ZaloChannel, zalo_api: ZaloApi, url: str) -> None:
    reply = msgspec.structs.replace(Reply(text="Chào"), choices=((Choice("Mở", url=url),),))
    await zalo.send("zalo:42", reply)
    assert not zalo_api.sent[0].buttons
