"""Several offices in one process: nothing is shared, and a case goes over whole and once."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import aiohttp
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.settings import SettingError, Settings
from bot.several_offices import SeveralOffices
from handlers.case import open_cases
from offices import SHIPPED
from storage import case_events, case_lists, cases, data_versions, migrations
from storage.case_lists import ActiveCase
from storage.models import Case
from tests.support.accused import CONDUCT, reports_conduct
from tests.support.machine import MONDAY_MORNING
from tests.support.story import OfficeUnderTest, Talker, files_a_report, photo


def another(folder: Path, name: str) -> Path:
    """An office with the shipped rules under another name."""
    copytree(SHIPPED, folder)
    file = folder / "office.toml"
    file.write_text(file.read_text().replace("UBND huyện Chư Păh", name))
    return folder


def looks_up_to(folder: Path, above: str) -> Path:
    """The shipped office, which another one of the deployment is above."""
    copytree(SHIPPED, folder)
    file = folder / "agencies.toml"
    there = file.read_text().replace('above_office = ""', f'above_office = "{above}"')
    file.write_text(there)
    return folder


@pytest.fixture
async def province(database_url: str, tmp_path: Path) -> AsyncIterator[SeveralOffices]:
    shared = Settings(port=0, now=MONDAY_MORNING, secret_key="only for tests")
    second = f"sqlite+aiosqlite:///{tmp_path}/second.sqlite3"
    await migrations.upgrade_database(second)
    one = dataclasses.replace(
        shared,
        database_url=database_url,
        data_dir=tmp_path / "one",
        office=looks_up_to(tmp_path / "chu-pah", "ia-ly"),
        public_url="http://chu-pah.example.test",
    )
    two = dataclasses.replace(
        shared,
        database_url=second,
        data_dir=tmp_path / "two",
        office=another(tmp_path / "ia-ly", "UBND xã Ia Ly"),
        public_url="http://ia-ly.example.test",
    )
    both = SeveralOffices({"chu-pah": one, "ia-ly": two}, shared)
    async with both.running():
        yield both


def offices(province: SeveralOffices) -> tuple[OfficeUnderTest, OfficeUnderTest]:
    first, second = (OfficeUnderTest(app) for app in province.apps.values())
    return first, second


async def settles(*both: OfficeUnderTest) -> None:
    """What goes back and forth between the offices has arrived."""
    for _ in range(4):
        for office in both:
            await office.quiet()


async def passes(clerk: Talker, *both: OfficeUnderTest) -> None:
    await clerk.presses("Chuyển đơn vị khác")
    await clerk.presses("UBND xã Ia Ly")
    await clerk.says("Đường liên thôn do xã quản lý")
    await clerk.presses("Chuyển")
    await settles(*both)


async def test_a_case_goes_to_the_office_it_belongs_to_with_everything(
    province: SeveralOffices,
) -> None:
    here, there = offices(province)
    clerk = await here.staff("office", name="Chị Huyện")
    other = await there.staff("office", name="Anh Xã")
    citizen = here.citizen()
    code = await files_a_report(citizen, "Đường liên thôn sạt lở, trẻ em đi học rất nguy hiểm")
    await passes(clerk, here, there)
    citizen.sees("chúng tôi đã chuyển đến đó", "UBND xã Ia Ly")
    card = other.sees("Đường liên thôn sạt lở")
    assert card.case != ""
    other.sees("do UBND huyện Chư Păh chuyển đến", code, "do xã quản lý")
    told = citizen.sees("UBND xã Ia Ly nhắn về", code, "mã mới là", card.case)
    (link,) = [choice.url for row in told.choices for choice in row]
    assert link.startswith("http://ia-ly.example.test/chat?start=gan-")
    async with province.apps["ia-ly"].db.read() as db:
        case = await cases.case_by_code(db, card.case)
        assert case is not None
        contact = cases.contact_of_case(db, case)
        assert contact is not None
        assert (contact.name, case.may_publish) == ("Rơ Châm Thử", True)
    async with province.apps["chu-pah"].db.read() as db:
        old = await cases.case_by_code(db, code)
        assert old is not None
        assert old.status == "redirected"


async def test_a_case_about_the_only_clerk_goes_to_the_office_above(
    province: SeveralOffices,
) -> None:
    here, there = offices(province)
    clerk = await here.staff("office", name="Chị Duy Nhất")
    other = await there.staff("office", name="Anh Trên")
    citizen = here.citizen()
    code = await reports_conduct(citizen)
    await clerk.says("/phanloai")
    await clerk.presses("Mở 1")
    await clerk.presses("Nêu người bị phản ánh")
    await clerk.presses("Chị Duy Nhất")
    await here.time_passes(here.app.clock.now() + timedelta(seconds=1))
    await settles(here, there)
    card = next(one for one in other.replies() if CONDUCT in one.text)
    assert any("người duy nhất" in one.text and code in one.text for one in other.replies())
    told = [one.text for one in citizen.replies() if code in one.text]
    assert any("chúng tôi đã chuyển đến đó" in text for text in told)
    assert any("mã mới là" in text and card.case in text for text in told)
    assert not any("mã mới là" in one.text for one in clerk.replies())


async def test_a_proposal_that_is_passed_on_is_still_a_proposal(province: SeveralOffices) -> None:
    here, there = offices(province)
    clerk = await here.staff("office")
    other = await there.staff("office")
    citizen = here.citizen()
    await citizen.says("/gopy")
    text = "Đề nghị làm thêm đèn đường trước chợ Phú Hòa, tối rất nguy hiểm"
    await citizen.answers("intake", remind="yes", describe=text, wish="better")
    await passes(clerk, here, there)
    async with province.apps["ia-ly"].db.read() as db:
        case = await cases.case_by_code(db, other.sees("làm thêm đèn đường").case)
    assert case is not None
    assert case.proposal


async def test_a_case_leaves_for_good_when_a_second_person_agrees(
    province: SeveralOffices,
) -> None:
    here, there = offices(province)
    clerk = await here.staff("office", name="Chị Huyện")
    other = await there.staff("office")
    other.seen = len(there.paper.sent)
    await reports_conduct(here.citizen())
    await passes(clerk, here, there)
    clerk.sees_key("agreed_change.nobody")

    chair = await here.staff("chair", name="Ông Chủ tịch")
    code = await files_a_report(here.citizen(), "Đường liên thôn sạt lở gần trường học của xã")
    await passes(clerk, here, there)
    other.sees_nothing()
    chair.sees(code, "chuyển hẳn", "UBND xã Ia Ly", "Đường liên thôn do xã quản lý")
    chair.sees_nothing_of("sạt lở")
    async with province.apps["chu-pah"].db.read() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        assert case.status == "received"
    agree = chair.button("Đồng ý đổi").value
    await clerk.sends(choice=agree)
    clerk.sees_key("agreed_change.over")
    await chair.presses("Đồng ý đổi")
    await settles(here, there)
    other.sees("sạt lở gần trường học")
    clerk.sees_key("agreed_change.done")
    async with province.apps["chu-pah"].db.read() as db:
        last = (await case_events.events_of_case(db, case))[-1]
    assert (last.action, "alone" in last.data) == ("pass_on", False)


async def test_what_the_other_office_says_reaches_the_citizen_where_they_wrote(
    province: SeveralOffices,
) -> None:
    here, there = offices(province)
    clerk = await here.staff("office")
    other = await there.staff("office")
    citizen = here.citizen()
    code = await files_a_report(citizen)
    await passes(clerk, here, there)
    await other.presses("Từ chối")
    await other.presses("Nội dung chưa rõ")
    await other.says("Việc này xã đã trả lời tuần trước")
    await settles(here, there)
    citizen.sees("UBND xã Ia Ly nhắn về", code, "xã đã trả lời tuần trước")


async def test_the_citizen_opens_a_chat_with_the_other_office_and_has_the_case(
    province: SeveralOffices,
) -> None:
    here, there = offices(province)
    clerk = await here.staff("office")
    await there.staff("office")
    citizen = here.citizen()
    await files_a_report(citizen)
    await passes(clerk, here, there)
    told = citizen.sees("mã mới là")
    token = told.choices[0][0].url.partition("start=")[2]
    over_there = there.citizen()
    await over_there.says(f"/start {token}")
    over_there.sees("Từ nay tin về")


async def test_a_parcel_that_is_sent_twice_is_one_case(province: SeveralOffices) -> None:
    here, there = offices(province)
    clerk = await here.staff("office")
    await files_a_report(here.citizen())
    await passes(clerk, here, there)
    channel = province.apps["chu-pah"].channels["office"]
    sent: list[object] = []
    real = channel.send

    async def twice(address: str, reply: object) -> str:
        sent.append(reply)
        await real(address, reply)  # type: ignore[arg-type]
        return await real(address, reply)  # type: ignore[arg-type]

    channel.send = twice  # type: ignore[method-assign,assignment]
    second = here.citizen()
    await files_a_report(second, "Rác đổ đầy ven đường liên xã, bốc mùi")
    await passes(clerk, here, there)
    assert sent
    async with province.apps["ia-ly"].db.read() as db:
        assert (await db.execute(select(func.count()).select_from(Case))).scalar_one() == 2


async def test_no_office_sees_what_is_anothers(province: SeveralOffices) -> None:
    here, there = offices(province)
    await here.staff("office")
    code = await files_a_report(here.citizen())
    other = await there.staff("office")
    for words in (f"/xem {code}", f"/tracuu {code}", f"/chuyen {code} KTHT"):
        await other.says(words)
        assert all("Đèn đường" not in reply.text for reply in other.latest)
    await other.says("/solieu tuần này")
    other.sees("Không có vụ việc nào")


async def test_each_office_is_found_under_its_own_name(province: SeveralOffices) -> None:
    async def page(host: str, path: str = "/") -> tuple[int, str]:
        url = f"http://127.0.0.1:{province.port}{path}"
        async with (
            aiohttp.ClientSession() as browser,
            browser.get(url, headers={"Host": host}) as answer,
        ):
            return answer.status, await answer.text()

    assert "UBND huyện Chư Păh" in (await page("chu-pah.example.test"))[1]
    status, text = await page("ia-ly.example.test")
    assert status == 200
    assert "UBND xã Ia Ly" in text
    assert "UBND huyện Chư Păh" not in text
    status, text = await page("else.example.test")
    assert 'href="http://ia-ly.example.test/"' in text
    assert (await page("ia-ly.example.test", "/healthz"))[0] == 200


async def test_pictures_go_along(province: SeveralOffices) -> None:
    here, there = offices(province)
    clerk = await here.staff("office")
    other = await there.staff("office")
    citizen = here.citizen()
    picture = await here.app.media.keep("photo", "image/png", "a.png", PNG)
    await citizen.says("/gopy")
    text = "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay"
    said = {"text": text, "media": (picture, photo(7))}
    await citizen.answers("intake", remind="yes", describe=said)
    await passes(clerk, here, there)
    card = other.sees("Đèn đường trước chợ")
    # What cannot be read any more is left behind, the rest arrives.
    (arrived,) = card.media
    assert there.app.media.read(arrived.sha256) == PNG
    assert arrived.sha256 != picture.sha256


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "offices.toml"),
        ("['A B']\npublic_url='http://a'", "offices.toml [A B]"),
        ("not TOML", "PAKN_OFFICES"),
        ("[a]\n", "offices.toml [a] public_url"),
        ("[a]\npublic_url='http://a'\nport='1'", "offices.toml [a] port"),
        ("[a]\npublic_url='http://a'\n[b]\npublic_url='http://a'", "offices.toml [b] public_url"),
        ("[a]\npublic_url='http://a'\noffice='nowhere'", "PAKN_OFFICE"),
        (
            "[a]\npublic_url='http://a'\ntelegram_token_file='no'",
            "offices.toml [a] telegram_token_file",
        ),
    ],
)
def test_a_list_of_offices_that_cannot_be_used_is_refused_by_name(
    tmp_path: Path, text: str, name: str
) -> None:
    path = tmp_path / "offices.toml"
    path.write_text(text)
    with pytest.raises(SettingError) as refused:
        Settings.of_offices(path, Settings())
    assert name in refused.value.name


def test_each_office_has_its_own_folder_key_and_bot(tmp_path: Path) -> None:
    path = tmp_path / "offices.toml"
    path.write_text(
        "[a]\npublic_url='http://a'\n[b]\npublic_url='http://b'\ndata_dir='elsewhere'\n"
    )
    shared = Settings(telegram_token="1:shared", secret_key="shared", database_url="sqlite:///x")
    found = Settings.of_offices(path, shared)
    assert found["a"].data_dir == tmp_path / "a"
    assert found["b"].data_dir == tmp_path / "elsewhere"
    assert found["a"].database != found["b"].database
    assert {one.telegram_token for one in found.values()} == {""}
    assert found["a"].secret() != found["b"].secret()


async def test_one_offices_look_does_not_make_anothers_read_everything_again(
    province: SeveralOffices, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = offices(province)
    await files_a_report(here.citizen())
    for office in (here, there):
        await office.app.clock_channel.look()
        await office.quiet()
    read: list[object] = []
    whole, latest = case_lists.active_cases, data_versions.latest_data_version

    async def watched(db: AsyncSession, ids: Sequence[int] | None = None) -> list[ActiveCase]:
        if ids is None:
            read.append(ids)
        return await whole(db, ids)

    async def version(db: AsyncSession) -> object:
        read.append("version")
        return await latest(db)

    monkeypatch.setattr(case_lists, "active_cases", watched)
    monkeypatch.setattr(data_versions, "latest_data_version", version)
    for _ in range(3):
        for office in (here, there):
            await office.app.clock_channel.look()
            await office.quiet()
    # Each may once more notice that its own data are settled.
    assert None not in read
    assert len(read) <= 2


async def test_offices_that_look_at_the_same_moment_see_their_own_cases(
    province: SeveralOffices,
) -> None:
    here, there = offices(province)
    await files_a_report(here.citizen())
    await here.staff("office")
    await files_a_report(here.citizen(), "Rác đổ đầy ven đường liên xã, bốc mùi")

    async def seen(office: OfficeUnderTest) -> int:
        async with office.app.db.read() as db:
            found = await open_cases.all_open_cases(db, office.app.office, office.app.clock.now())
        return len(found)

    for _ in range(20):
        assert await asyncio.gather(seen(here), seen(there), seen(here)) == [2, 0, 2]


async def test_a_case_about_officials_is_about_somebody_at_the_next_office_too(
    province: SeveralOffices,
) -> None:
    here, there = offices(province)
    clerk = await here.staff("office")
    other = await there.staff("office")
    official = await there.staff("official", "KTHT", "Anh Hạ tầng")
    second = await here.staff("office")
    await reports_conduct(here.citizen())
    await passes(clerk, here, there)
    await second.presses("Đồng ý đổi")
    await settles(here, there)
    code = other.sees("⚖️").case
    async with province.apps["ia-ly"].db.read() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
    assert case.accused == "KTHT"
    await official.says(f"/xem {code}")
    official.sees_key("desk.not_yours")
    await official.says(f"/nhan {code}")
    await official.says(f"/lienhe {code} cần gọi hỏi thêm cho rõ việc")
    official.sees_key("desk.not_yours")
    await other.says(f"/chuyen {code} KTHT")
    other.sees("phản ánh nói về chính nơi đó")
