"""What each kind of update becomes: one file of `payloads/` for each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from telegram import Bot

from bot.channel import SendError
from bot.event import Event
from channels.telegram import reading, receiving
from storage.media import MediaStore
from storage.vault import Vault
from tests.support.bot_api import BotApi, fails
from tests.support.telegram import FILES

PAYLOADS = sorted((Path(__file__).parent / "payloads").glob("*.json"))


async def read(
    bot: Bot, folder: Path, updates: list[dict[str, Any]], *, final: bool = False
) -> Event | None:
    keep = MediaStore(folder, Vault("only for tests"), 20 * 1024 * 1024).keep
    arrived = [
        receiving.telegram_inbound("123456", one, msgspec.json.encode(one)) for one in updates
    ]
    event, _ = await reading.read_telegram_update(bot, arrived, keep, final=final)
    return event


def payload(name: str) -> dict[str, Any]:
    path = Path(__file__).parent / "payloads" / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def plain(event: Event | None) -> dict[str, Any] | None:
    """An event as the payload files write it: without its key, its time and files' hashes."""
    if event is None:
        return None
    found: dict[str, Any] = json.loads(msgspec.json.encode(event))
    assert event.at.tzinfo is not None
    del found["id"], found["at"]
    for item in found.get("media", []):
        del item["sha256"], item["size"]
    return found


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
async def test_an_update_becomes_this_event(bot: Bot, tmp_path: Path, path: Path) -> None:
    told = json.loads(path.read_text())
    event = await read(bot, tmp_path, told["updates"])
    assert plain(event) == told["event"]
    if event is not None:
        assert event.id == f"telegram:123456:{told['updates'][0]['update_id']}"


async def test_the_largest_of_a_photos_sizes_is_kept(bot: Bot, tmp_path: Path) -> None:
    event = await read(bot, tmp_path, payload("photo")["updates"])
    assert event is not None
    assert event.media[0].size == len(FILES["photo"])


async def test_nothing_shown_in_a_group_is_fetched(api: BotApi, bot: Bot, tmp_path: Path) -> None:
    await read(bot, tmp_path, payload("group_photo")["updates"])
    assert not api.calls
    assert not list(tmp_path.iterdir())


async def test_each_part_of_an_album_has_its_chats_lane_and_the_albums_bundle() -> None:
    parts = [receiving.telegram_inbound("1", one, b"") for one in payload("album")["updates"]]
    assert {(part.lane, part.bundle) for part in parts} == {("telegram:5001", "13579")}
    assert len({part.key for part in parts}) == 2


@pytest.mark.parametrize("final", [False, True])
async def test_a_file_that_cannot_be_fetched_is_tried_again_then_named(
    api: BotApi, bot: Bot, tmp_path: Path, final: bool
) -> None:
    api.faults.append(fails("getFile", 502, "Bad Gateway", times=9))
    updates = payload("caption")["updates"]
    if not final:
        with pytest.raises(SendError):
            await read(bot, tmp_path, updates)
        return
    event = await read(bot, tmp_path, updates, final=True)
    assert event is not None
    assert event.faults == ("media.failed",)
    assert event.text == "Cầu gãy"


async def test_a_file_is_asked_for_again_no_sooner_than_telegram_wants(
    api: BotApi, bot: Bot, tmp_path: Path
) -> None:
    api.faults.append(fails("getFile", 429, "Too Many Requests", retry_after=17))
    with pytest.raises(SendError) as caught:
        await read(bot, tmp_path, payload("photo")["updates"])
    assert caught.value.retry_after == 17


@pytest.mark.parametrize("told", ["size", "refusal"])
async def test_a_file_whose_size_only_telegram_knows_is_too_large(
    api: BotApi, bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    if told == "refusal":
        api.faults.append(fails("getFile", 400, "Bad Request: file is too big"))
    else:

        async def sized(_: object) -> dict[str, Any]:
            large = 21 * 1024 * 1024
            return {"file_id": "a", "file_unique_id": "a", "file_size": large, "file_path": "a"}

        monkeypatch.setattr(api, "_getFile", sized)
    update = payload("voice")["updates"][0]
    del update["message"]["voice"]["file_size"]
    event = await read(bot, tmp_path, [update])
    assert event is not None
    assert event.faults == ("media.too_large",)


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"update_id": None},
        {"update_id": "a"},
        {"update_id": float("inf")},
        [],
        None,
        "text",
        7,
        {"update_id": {}},
    ],
)
def test_what_is_no_update_is_told_apart(raw: Any) -> None:
    with pytest.raises(receiving.NO_UPDATE):
        receiving.telegram_inbound("1", raw, b"")


@pytest.mark.parametrize("chat", [None, 5, [], {}, {"id": "abc"}, {"id": None}])
def test_an_update_without_a_chat_still_has_a_lane(chat: Any) -> None:
    found = receiving.telegram_inbound("1", {"update_id": 9, "message": {"chat": chat}}, b"")
    assert found.lane == "telegram:0"
