"""What Zalo does to a bot: its signatures, tokens, windows, limits and refusals."""

from __future__ import annotations

import asyncio
import io
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from bot.app import App
from bot.channel import SendError
from bot.event import Choice, Reply
from bot.settings import SettingError, Settings
from bot.tokens import TokenPair
from channels.zalo import sending
from channels.zalo.reading import is_signed_by_zalo
from storage import cases, claims, outbox
from storage.models import AddressRow, InboxRow, OutboxRow
from storage.oauth_tokens import TokenMemory
from storage.shown_menus import MenuMemory
from tests.support.desk import Desk
from tests.support.machine import administer, free_port
from tests.support.publication import Scene, opens
from tests.support.story import OfficeUnderTest
from tests.support.zalo_api import (
    ACCOUNT,
    FIRST_REFRESH,
    TIMESTAMP,
    Fault,
    Sent,
    ZaloApi,
    ZaloPhone,
    sign,
    zalo_settings,
)

GOLDEN = (
    '{"app_id":"1234567890","user_id_by_app":"552177279717587730","event_name":"user_send_text",'
    '"timestamp":"1785672000000","sender":{"id":"246845883529197922"},'
    '"recipient":{"id":"388613280878808645"},'
    '"message":{"text":"Ổ gà đường Láng","msg_id":"96d3cdf3af150460909"}}'
).encode()
GOLDEN_MAC = "mac=908c97b16c7865c96c30bdbaafd72d479a8b69b9d8bd2d9a1928f449aa0d1096"
HELP = "Xin kể chuyện cần phản ánh"


class OnZalo:
    """The running bot and the Zalo it talks to."""

    def __init__(self, app: App, api: ZaloApi) -> None:
        self.app = app
        self.api = api
        self._next = 7000

    def phone(self) -> ZaloPhone:
        self._next += 1
        return ZaloPhone(self.api, str(self._next))

    async def queue(self, to: ZaloPhone, *replies: Reply) -> None:
        async with self.app.db.begin() as db:
            address = f"zalo:{to.user}"
            await outbox.add_replies(db, [(address, one) for one in replies], self.app.clock.now())
        self.app.sender.wake()

    async def rows(self) -> list[OutboxRow]:
        async with self.app.db.read() as db:
            return list((await db.execute(select(OutboxRow).order_by(OutboxRow.id))).scalars())

    async def arrived(self) -> int:
        async with self.app.db.read() as db:
            rows = (await db.execute(select(InboxRow))).scalars()
            return len([row for row in rows if row.lane.startswith("zalo:")])


async def until(what: Callable[[], Awaitable[Any]]) -> Any:
    for _ in range(400):
        if found := await what():
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("it never was so")


def refused(code: int, message: str = "no", *, when: str = "", times: int = 1000) -> Fault:
    """A fault: calls whose path and body hold `when` are answered with an error."""
    left = [times]

    def fault(path: str, body: dict[str, Any]) -> tuple[int, str] | None:
        if when not in f"{path} {body}" or left[0] <= 0:
            return None
        left[0] -= 1
        return code, message

    return fault


@pytest.fixture
async def zalo(zalo_api: ZaloApi, settings: Settings) -> AsyncIterator[OnZalo]:
    settings = replace(settings, port=free_port(), **zalo_settings(zalo_api))
    app = App(replace(settings, zalo_group="77", zalo_template="900"))
    async with app.running():
        zalo_api.hook = f"http://127.0.0.1:{app.port}/hook/zalo"
        yield OnZalo(app, zalo_api)


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    """One database is enough here but for the tokens."""
    (tmp_path / "pakn.sqlite3").write_bytes(sqlite_template.read_bytes())
    return f"sqlite+aiosqlite:///{tmp_path}/pakn.sqlite3"


# What arrives


def test_the_signature_is_the_one_zalo_makes() -> None:
    def signed(body: bytes, mac: str = GOLDEN_MAC, secret: str = "oa-secret-key") -> bool:
        return is_signed_by_zalo(body, mac, ("1234567890", "388613280878808645"), secret)

    assert signed(GOLDEN)
    assert signed(GOLDEN, GOLDEN_MAC.removeprefix("mac=").upper())
    assert not signed(GOLDEN.replace(b",", b", "))
    assert not signed(GOLDEN, secret="another")
    assert not signed(GOLDEN, "")
    assert not signed(b"[" * 100_000)
    assert not signed(b"\xff")


async def test_what_is_not_signed_is_dropped_but_answered_as_zalos_console_wants(
    zalo: OnZalo,
) -> None:
    event = zalo.api.event("user_send_text", "42", text="/start")
    assert await zalo.api.deliver(event, mac="") == 200
    assert await zalo.api.deliver(event, mac="mac=" + "0" * 64) == 200
    assert await zalo.api.deliver({"timestamp": 1}, mac="") == 200
    assert await zalo.arrived() == 0


async def test_an_event_brought_again_is_handled_once(zalo: OnZalo) -> None:
    phone = zalo.phone()
    event = zalo.api.event("user_send_text", phone.user, text="/start")
    for _ in range(3):
        await zalo.api.deliver(event)
    await phone.sees("Xin chào bà con")
    await asyncio.sleep(0.2)
    assert await zalo.arrived() == 1
    assert len([sent for sent in phone.mine() if "Xin chào bà con" in sent.text]) == 1


async def test_an_event_of_another_day_is_brought_in_vain_whoever_signed_it(
    zalo: OnZalo,
) -> None:
    """A day is over: what somebody kept and brings again is answered 200 and not heard."""
    event = zalo.api.event("user_send_text", "42", text="/start")
    hours = 3_600_000
    for stamp in (str(TIMESTAMP - 25 * hours), "", "x", "9" * 30, "²"):
        assert await zalo.api.deliver({**event, "timestamp": stamp}) == 200
    assert await zalo.arrived() == 0
    late = {**event, "timestamp": str(TIMESTAMP - 20 * hours)}
    for _ in range(2):
        assert await zalo.api.deliver(late) == 200
    # The same message with another time: its own number tells it.
    assert await zalo.api.deliver({**late, "timestamp": str(TIMESTAMP)}) == 200
    assert await zalo.arrived() == 1


@pytest.mark.parametrize(
    "name", ["oa_send_text", "user_seen_message", "user_received_message", "user_of_tomorrow"]
)
async def test_what_nobody_said_to_us_is_not_answered(zalo: OnZalo, name: str) -> None:
    assert await zalo.api.deliver(zalo.api.event(name, "42", text="/start")) == 200
    assert await zalo.arrived() == 0


@pytest.mark.parametrize("who", ["", "../1", {"a": 1}, None, 1.5, "9" * 400])
async def test_an_event_of_nobody_is_not_taken_in(zalo: OnZalo, who: Any) -> None:
    event = zalo.api.event("user_send_text", "42", text="/start")
    event["sender"] = {"id": who}
    assert await zalo.api.deliver(event) == 200
    assert await zalo.arrived() == 0


async def test_who_follows_is_greeted_and_who_leaves_is_written_to_no_more(zalo: OnZalo) -> None:
    phone = zalo.phone()
    follow = {
        "oa_id": ACCOUNT,
        "follower": {"id": phone.user},
        "event_name": "follow",
        "app_id": "1234567890",
        "timestamp": str(TIMESTAMP),
    }
    await zalo.api.deliver(follow)
    await phone.sees("Xin chào bà con")
    await zalo.api.deliver({**follow, "event_name": "unfollow", "timestamp": str(TIMESTAMP + 1)})
    await until(lambda: _is_reachable(zalo, phone, reachable=False))
    await phone.says("/trogiup")
    await until(lambda: _is_reachable(zalo, phone, reachable=True))


async def _is_reachable(zalo: OnZalo, phone: ZaloPhone, *, reachable: bool) -> bool:
    async with zalo.app.db.read() as db:
        row = await db.get(AddressRow, f"zalo:{phone.user}")
        return row is not None and row.reachable is reachable


async def test_a_sticker_alone_is_thanked_for(zalo: OnZalo) -> None:
    phone = zalo.phone()
    await phone.says("/start")
    await phone.sees(HELP)
    payload = {"id": "s1", "url": f"{zalo.api.url}/cdn/s"}
    await phone.sends("user_send_sticker", attachments=[{"type": "sticker", "payload": payload}])
    await phone.sees("Cảm ơn anh/chị")


async def test_a_file_is_fetched_from_nowhere_but_zalo(zalo: OnZalo) -> None:
    phone = await _agreed(zalo)
    await phone.says("/gopy")
    await phone.sees("Xin kể chuyện")
    fetched: list[str] = []

    async def elsewhere(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fetched.append("!")
        writer.close()

    server = await asyncio.start_server(elsewhere, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/a.jpg", "https://zdn.vn.evil.example/a", "file:///etc/a"):
        attached = {"type": "image", "payload": {"url": url}}
        await phone.sends("user_send_image", attachments=[attached])
        await phone.sees("tệp chưa nhận được")
    server.close()
    assert not fetched


# What is sent


async def test_a_number_answers_where_an_account_takes_no_buttons(zalo: OnZalo) -> None:
    zalo.api.faults.append(refused(-201, "attachment is invalid!", when="oa.query"))
    phone = zalo.phone()
    await phone.says("/start")
    shown = await phone.sees("Xin chào bà con", "1. ", "Gõ số để chọn")
    assert not shown.buttons
    await phone.says("1")
    await phone.sees("Xin kể chuyện")


async def test_a_number_means_the_menu_seen_last(zalo: OnZalo) -> None:
    phone = await _agreed(zalo)
    await zalo.queue(
        phone,
        Reply(text="Trước", choices=((Choice("Trợ giúp", "c:trogiup"),),)),
        Reply(text="Sau", choices=((Choice("Của tôi", "c:cuatoi"),),)),
    )
    await phone.sees("Sau")
    await phone.says("1.")
    await phone.sees("chưa gửi phản ánh nào")
    await zalo.queue(phone, Reply(text="Không có nút"))
    await phone.sees("Không có nút")
    assert not await MenuMemory(zalo.app.db).shown(f"zalo:{phone.user}")


async def test_a_long_text_comes_in_parts_with_the_choices_at_the_end(zalo: OnZalo) -> None:
    phone = zalo.phone()
    text = "\n".join(f"Dòng {at} của một câu trả lời dài" for at in range(150))
    choices = tuple((Choice(f"Nút {at}", f"c:{at}"),) for at in range(7))
    await zalo.queue(phone, Reply(text=text, choices=choices))
    last = await phone.sees("7. Nút 6", "Gõ số")
    mine = phone.mine()
    assert len(mine) > 1
    assert not last.buttons
    assert all(len(sent.text) <= 2000 for sent in mine)
    joined = "\n".join(sent.text for sent in mine)
    assert [line for line in joined.splitlines() if line.startswith("Dòng")] == text.splitlines()


async def test_pictures_and_papers_go_as_such_and_the_rest_is_told(zalo: OnZalo) -> None:
    phone, keep = zalo.phone(), zalo.app.media.keep
    big = io.BytesIO()
    Image.effect_noise((2600, 1900), 80).convert("RGB").save(big, "JPEG", quality=97)
    assert big.tell() > sending.MOST_IMAGE
    files = (
        await keep("photo", "image/jpeg", "", big.getvalue()),
        await keep("document", "application/pdf", "giay-moi.pdf", b"%PDF-1.4\n%%EOF\n" + b" " * 99),
        await keep("document", "text/plain", "ghi.txt", b"xin chao"),
    )
    await zalo.queue(phone, Reply(text="Kèm theo", media=files))
    await phone.sees("Kèm theo")
    (kind, _, picture), (other, name, _) = zalo.api.uploads.values()
    assert (kind, other, name) == ("image", "file", "giay-moi.pdf")
    assert Image.open(io.BytesIO(picture)).width < 2600
    assert [bool(sent.message.get("attachment")) for sent in phone.mine()] == [
        True,
        True,
        False,
        False,
    ]
    await phone.sees("chưa gửi được qua Zalo")


async def test_a_retry_repeats_nothing_that_arrived(zalo: OnZalo) -> None:
    phone = zalo.phone()
    zalo.api.faults.append(refused(-200, "busy", when="phần hai", times=1))
    await zalo.queue(phone, Reply(text="a" * 1995 + "\nphần hai"))
    await phone.sees("phần hai")
    assert len(phone.mine()) == 2


async def test_a_result_is_announced_in_the_accounts_own_group(zalo: OnZalo) -> None:
    scene = Scene(OfficeUnderTest(zalo.app))
    code = await scene.prepare()
    await opens(scene.clerk, code)
    await scene.clerk.presses("Công khai bản này")

    async def announced() -> list[Sent]:
        return [sent for sent in zalo.api.sent if sent.to == "group-77" and "KQ-" in sent.text]

    (one,) = await until(announced)
    assert "0987" not in one.text
    assert not one.buttons


# Who may be written to


async def test_news_for_who_wrote_long_ago_waits_until_they_write_and_a_template_tells_them(
    zalo: OnZalo,
) -> None:
    phone = await _agreed(zalo)
    silent = refused(-230, "no interaction for 7 days", when="message/cs")
    zalo.api.faults.append(silent)
    for text in ("Tin một", "Tin hai"):
        await zalo.queue(phone, Reply(text=text, case="PAKN.20261123.0001"))

    async def told() -> list[Any]:
        return zalo.api.templates

    (template,) = await until(told)
    assert template["user_id"] == phone.user
    assert template["template_data"] == {"ma_phan_anh": "PAKN.20261123.0001"}
    zalo.api.faults.remove(silent)
    zalo.app.sender.wake()
    await asyncio.sleep(0.2)
    phone_saw = [sent.text for sent in phone.mine()]
    assert "Tin một" not in phone_saw
    await phone.says("xem")
    await phone.sees("Tin một")
    await phone.sees("Tin hai")
    assert len(zalo.api.templates) == 1


async def test_who_stays_silent_is_telephoned_after_three_days(zalo: OnZalo) -> None:
    desk = await Desk(OfficeUnderTest(zalo.app)).opens()
    phone = zalo.phone()
    zalo.api.faults.append(refused(-230, when=phone.user))
    async with zalo.app.db.begin() as db:
        case = await cases.case_by_code(db, desk.code)
        assert case is not None
        case.address = f"zalo:{phone.user}"
    await zalo.queue(phone, Reply(text="Đã trả lời", case=desk.code))

    async def put_off() -> bool:
        rows = [row for row in await zalo.rows() if row.lane == f"zalo:{phone.user}"]
        return bool(rows) and rows[0].not_before > claims.machine_seconds() + 60

    await until(put_off)
    zalo.app.clock.jump_to(zalo.app.clock.now() + timedelta(days=3, minutes=1))
    async with zalo.app.db.begin() as db:
        await outbox.release_replies(db, f"zalo:{phone.user}")
    zalo.app.sender.wake()

    async def asked() -> bool:
        return "undelivered" in await desk.log()

    await until(asked)


async def test_who_left_is_unreachable_and_the_account_at_fault_is_nobodys_loss(
    zalo: OnZalo,
) -> None:
    gone, other = await _agreed(zalo), await _agreed(zalo)
    zalo.api.faults.append(refused(-213, "User has not followed", when=gone.user))
    await zalo.queue(gone, Reply(text="Tin"))
    await until(lambda: _is_reachable(zalo, gone, reachable=False))
    closed = refused(-224, "The OA has not upgraded its package")
    zalo.api.faults.append(closed)
    await zalo.queue(other, Reply(text="Tin chờ"))

    async def tried() -> bool:
        (row,) = [row for row in await zalo.rows() if row.lane == f"zalo:{other.user}"][-1:]
        return row.attempts > 0 and row.not_before > claims.machine_seconds()

    await until(tried)
    assert await _is_reachable(zalo, other, reachable=True)


# Tokens


async def test_a_dead_token_is_renewed_once_and_the_message_is_not_lost(zalo: OnZalo) -> None:
    phone = await _agreed(zalo)
    before = zalo.api.renewals
    zalo.api.access = "renewed in the console"
    await phone.says("/trogiup")
    await phone.sees("Anh/chị")
    assert zalo.api.renewals == before + 1


async def test_one_of_many_workers_renews_the_token(
    zalo_api: ZaloApi, settings: Settings, postgres_template: str, request: pytest.FixtureRequest
) -> None:
    name = f"t{uuid.uuid4().hex}"
    await administer(postgres_template, f"CREATE DATABASE {name} TEMPLATE template_pakn")
    settings = replace(
        settings, database_url=f"{postgres_template}{name}", **zalo_settings(zalo_api)
    )
    apps = [App(settings) for _ in range(3)]
    async with AsyncExitStack() as stack:
        for app in apps:
            await stack.enter_async_context(app.working())
        zalos = [app.zalo for app in apps if app.zalo is not None]
        await asyncio.gather(*(one.send("zalo:42", Reply(text="Chào")) for one in zalos))
        assert zalo_api.renewals == 1
        zalo_api.access = "dead"
        await asyncio.gather(*(one.send("zalo:42", Reply(text="Chào lại")) for one in zalos))
        assert zalo_api.renewals == 2
    assert len(zalo_api.sent) == 6


async def test_a_refused_login_waits_for_a_newly_pasted_token(
    zalo_api: ZaloApi, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    zalo_api.login_fault = (-14020, "Invalid refresh token")
    settings = replace(settings, **zalo_settings(zalo_api))
    app = App(settings)
    async with app.working():
        assert app.zalo is not None
        for _ in range(3):
            with pytest.raises(SendError, match="Zalo"):
                await app.zalo.send("zalo:42", Reply(text="Chào"))
    assert zalo_api.renewals == 1
    zalo_api.login_fault, zalo_api.refresh = None, "refresh-pasted"
    app = App(replace(settings, zalo_refresh_token="refresh-pasted"))
    async with app.working():
        assert app.zalo is not None
        await app.zalo.send("zalo:42", Reply(text="Chào"))
    assert [sent.text for sent in zalo_api.sent] == ["Chào"]
    # Started again with the same pasted token, it goes on with what came of it.
    app = App(replace(settings, zalo_refresh_token="refresh-pasted"))
    async with app.working():
        assert app.zalo is not None
        await app.zalo.send("zalo:42", Reply(text="Chào lần nữa"))
    assert zalo_api.renewals == 2


async def test_tokens_and_secrets_are_sealed_on_disk_and_in_no_repr(
    zalo: OnZalo, tmp_path: Path
) -> None:
    await _agreed(zalo)
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("pakn.sqlite3*"))
    assert zalo.api.access.encode() not in raw
    assert zalo.api.refresh.encode() not in raw
    assert FIRST_REFRESH.encode() not in raw
    shown = repr(zalo.app.settings)
    assert "secret-for-tests" not in shown
    assert FIRST_REFRESH not in shown


async def test_a_renewal_that_broke_off_is_tried_by_another_worker(settings: Settings) -> None:
    app = App(settings)
    async with app.opened():
        memory = TokenMemory(app.db, "zalo")
        await memory.plant("pasted")
        pair = await memory.read()
        assert await memory.claim(pair)
        assert not await memory.claim(pair)
        await memory.give_up(pair, refused=False)
        assert await memory.claim(pair)
        await memory.keep(pair, "a", "r", 1.0)
        assert not await memory.claim(pair)
        assert await memory.read() == TokenPair("a", "r", 1.0, generation=2)


@pytest.mark.parametrize("left_out", ["app_id", "app_secret", "oa_secret", "refresh_token"])
def test_half_a_zalo_is_refused_by_name(left_out: str, tmp_path: Path) -> None:
    given = zalo_settings(ZaloApi(url="http://127.0.0.1:1"))
    environ = {f"PAKN_{name.upper()}": value for name, value in given.items()}
    del environ[f"PAKN_ZALO_{left_out.upper()}"]
    with pytest.raises(SettingError) as wrong:
        Settings.from_env({**environ, "PAKN_DATA_DIR": str(tmp_path)})
    assert wrong.value.name == f"PAKN_ZALO_{left_out.upper()}"


async def _agreed(zalo: OnZalo) -> ZaloPhone:
    phone = zalo.phone()
    await phone.says("/start")
    await phone.sees(HELP)
    return phone


def test_the_paper_zalo_signs_as_the_golden_event_is_signed() -> None:
    assert sign(GOLDEN, "1785672000000") != GOLDEN_MAC  # with a secret of its own
    assert is_signed_by_zalo(
        GOLDEN, sign(GOLDEN, "1785672000000"), ("1234567890",), "oa-secret-for-tests"
    )
