"""Everything a citizen may want, on the web chat, on Telegram and on Zalo."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rules.local_time import ZONE
from storage import case_links, cases, invitations
from tests.support.bot_api import BotApi
from tests.support.machine import free_port
from tests.support.somebody import JPEG, OnPage, OnPhone, OnZalo, Somebody
from tests.support.story import OfficeUnderTest
from tests.support.telegram import OnTelegram, running, settings_for
from tests.support.walking import LAMP, READING
from tests.support.zalo_api import ZaloApi, ZaloPhone, zalo_settings


@pytest.fixture
def mode() -> str:
    """One way for Telegram's updates is enough here."""
    return "webhook"


@pytest.fixture
def tmp_path(tmp_path: Path, sqlite_template: Path) -> Path:
    """A data folder whose database is migrated already."""
    shutil.copy(sqlite_template, tmp_path / "pakn.sqlite3")
    return tmp_path


class Town:
    """People on one of the channels around the running bot."""

    def __init__(self, telegram: OnTelegram, zalo: ZaloApi, channel: str) -> None:
        self.telegram, self.app, self.channel = telegram, telegram.app, channel
        self._zalo = zalo
        self._pages: list[OnPage] = []
        self._numbers = itertools.count(552177279717587730)

    async def somebody(self) -> Somebody:
        person = await self._somebody()
        person.app = self.app
        return person

    async def _somebody(self) -> OnPhone | OnZalo | OnPage:
        if self.channel == "telegram":
            return OnPhone(self.telegram.phone())
        if self.channel == "zalo":
            return OnZalo(ZaloPhone(self._zalo, str(next(self._numbers))))
        page = await OnPage(f"http://127.0.0.1:{self.app.port}").opens()
        self._pages.append(page)
        return page

    async def staff(self, role: str, agency: str = "", name: str = "") -> Somebody:
        person = await self.somebody()
        async with self.app.db.begin() as db:
            now = self.app.clock.now()
            _, token = await invitations.create_invitation(db, role, agency, name, now, 7)
        await person.says(f"/start moi-{token}")
        await person.sees("Đã kết nối")
        return person

    async def time_passes(self, moment: datetime) -> None:
        self.app.clock.jump_to(moment)
        await self.app.clock_channel.look()
        await OfficeUnderTest(self.app).quiet()

    async def everybody_leaves(self) -> None:
        for page in self._pages:
            await page.closes()


CHANNELS = ("web", "telegram", "zalo")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each story on one of the channels, the next on the next; on each when all is asked for."""
    if "channel" in metafunc.fixturenames:
        stories = [name for name in vars(metafunc.module) if name.startswith("test_")]
        turn = stories.index(metafunc.function.__name__) % len(CHANNELS)
        thorough = metafunc.config.getoption("thorough")
        metafunc.parametrize("channel", CHANNELS if thorough else [CHANNELS[turn]])


@pytest.fixture
async def town(
    api: BotApi, zalo_api: ZaloApi, tmp_path: Path, mode: str, channel: str
) -> AsyncIterator[Town]:
    settings = settings_for(api, tmp_path, mode, free_port())
    settings = replace(settings, **zalo_settings(zalo_api))
    async with running(settings, api) as telegram:
        zalo_api.hook = f"{settings.base_url}/hook/zalo"
        zalo_api.now = lambda: int(telegram.app.clock.now().timestamp() * 1000)
        found = Town(telegram, zalo_api, channel)
        yield found
        await found.everybody_leaves()


NO_PLACE = "Đèn đường hỏng hai tuần nay, tối rất nguy hiểm"


async def greeted(town: Town) -> Somebody:
    citizen = await town.somebody()
    await citizen.says("/start")
    await citizen.sees("Xin chào bà con", "113, 114, 115")
    return citizen


async def to_the_summary(citizen: Somebody, text: str = LAMP) -> None:
    await citizen.says(text)
    await citizen.sees("Họ và tên")
    await told(citizen)


async def told(citizen: Somebody) -> None:
    """From the story to the summary."""
    await citizen.answers("intake", until="confirm", reading=READING, remind="yes")


async def filed(citizen: Somebody, text: str = LAMP) -> str:
    await citizen.says("/gopy")
    await citizen.sees("Xin kể chuyện")
    await to_the_summary(citizen, text)
    await citizen.presses("Gửi")
    receipt = await citizen.sees("Đã tiếp nhận phản ánh", "Hạn trả lời")
    return receipt.split(", mã ")[1].split()[0].partition("-")[0]


async def forwarded(town: Town) -> tuple[Somebody, Somebody, Somebody, str]:
    """A citizen whose case an official has, and the office."""
    clerk = await town.staff("office", name="Chị Văn phòng")
    official = await town.staff("official", "KTHT", "Anh Hạ tầng")
    citizen = await greeted(town)
    code = await filed(citizen)
    await clerk.sees(code)
    await clerk.presses("Chuyển Kinh tế")
    await citizen.sees("đã chuyển đến Phòng Kinh tế - Hạ tầng")
    await official.sees(code)
    return citizen, official, clerk, code


async def answers(official: Somebody, citizen: Somebody, code: str) -> None:
    await official.says(f"/traloi {code} Đã thay bóng mới, đèn sáng lại từ tối nay 24/11")
    await official.presses("Xong")
    await official.sees("sẽ gửi cho người dân")
    await official.presses("Gửi cho người dân")
    await citizen.sees("trả lời anh/chị", "Đã thay bóng mới")


async def test_a_denunciation_is_stopped_before_it_is_kept(town: Town) -> None:
    citizen = await greeted(town)
    await citizen.says("to cao truong thon nhan hoi lo cua dan")
    await citizen.sees("Chuyện của anh/chị là gì")
    await citizen.presses("Tố cáo")
    await citizen.sees("đã được xóa", "Luật Tố cáo", "15/12/2026", "31 Trần Phú")


async def test_a_complaint_is_shown_the_way_and_mere_words_are_not(town: Town) -> None:
    citizen = await greeted(town)
    await citizen.says("Tôi khiếu nại quyết định thu hồi đất của nhà tôi")
    await citizen.presses("Khiếu nại")
    await citizen.sees("Luật Khiếu nại")
    await citizen.says("Bà con khiếu nại mãi mà đèn đường chợ Phú Hòa vẫn hỏng")
    await citizen.presses("Phản ánh, kiến nghị")
    await citizen.sees("Họ và tên")


async def test_danger_gets_its_numbers_at_once_and_little_is_asked(town: Town) -> None:
    clerk = await town.staff("office")
    citizen = await greeted(town)
    await citizen.says("day dien dut roi xuong duong truoc truong hoc")
    await citizen.sees("gọi ngay", "113", "114", "115")
    await clerk.sees("KHẨN")
    assert await citizen.answers("alarm") == {"place", "phone"}
    await citizen.sees("Đã tiếp nhận")


async def test_a_question_a_proposal_and_conduct_are_told_apart_in_plain_words(
    town: Town,
) -> None:
    clerk = await town.staff("office")
    citizen = await greeted(town)
    await citizen.says("cho hỏi làm giấy khai sinh cần giấy tờ gì ạ")
    await citizen.presses("Chỉ hỏi: gửi và đồng ý")
    await citizen.sees("không tính là phản ánh")
    await clerk.sees("Hỏi đáp")
    await citizen.says("/gopy")
    await citizen.says("Tôi đề nghị lắp thêm đèn ở ngã ba chợ")
    await citizen.sees("Chuyện xảy ra ở đâu")
    await citizen.answers("intake", until="confirm", publish="no")
    await citizen.sees("Loại: kiến nghị")
    await citizen.presses("Gửi")
    await citizen.sees("Đã tiếp nhận kiến nghị")
    await clerk.sees("Kiến nghị")
    await citizen.says("/gopy")
    await citizen.says("can bo mot cua thai do hach dich voi dan")
    await citizen.sees("Chuyện xảy ra ở đâu")
    await citizen.answers("intake", until="confirm")
    await citizen.sees("(về cán bộ)")


async def test_who_gives_no_name_is_told_why_and_may_leave_a_note(town: Town) -> None:
    citizen = await greeted(town)
    await citizen.says(LAMP)
    await citizen.sees("Họ và tên")
    await citizen.says("an danh")
    await citizen.sees("không hẹn được ngày trả lời", "không xem được")
    await citizen.presses("Giữ để tham khảo")
    await citizen.sees("Xin xem lại")
    asked = await citizen.answers("intake", until="confirm")
    assert not {"phone", "address", "publish"} & asked
    await citizen.sees("thông tin để tham khảo")
    await citizen.presses("Gửi")
    await citizen.sees("Đã giữ thông tin để tham khảo")


async def test_albums_a_voice_and_a_place_arrive_and_are_counted(town: Town) -> None:
    citizen = await greeted(town)
    await citizen.says("/gopy")
    await citizen.attaches(JPEG + b"1", JPEG + b"2", JPEG + b"3", caption=NO_PLACE)
    await citizen.sees("3 ảnh")
    await citizen.attaches(JPEG + b"4")
    await citizen.sees("4 ảnh")
    await citizen.records()
    await citizen.sees("4 ảnh, 1 ghi âm")
    await citizen.is_at(14.09, 107.97)
    await citizen.sees("xã, thị trấn nào")
    await citizen.answers("intake", until="confirm", commune="ia-ka", publish="no")
    await citizen.sees("4 ảnh, 1 ghi âm", "vị trí đã chia sẻ", "xã Ia Ka")
    await citizen.presses("Bỏ bớt tệp")
    await citizen.presses("Bỏ ảnh 2")
    await citizen.sees("Còn lại: 3 ảnh, 1 ghi âm")
    await citizen.presses("Gửi")
    await citizen.sees("Đã tiếp nhận", "3 ảnh, 1 ghi âm")


async def test_a_voice_alone_is_enough_and_an_official_writes_it_down(town: Town) -> None:
    clerk = await town.staff("office")
    citizen = await greeted(town)
    await citizen.says("/gopy")
    await citizen.records()
    await citizen.sees("1 ghi âm")
    await citizen.answers("intake", field="unknown", publish="no")
    await citizen.sees("Đã tiếp nhận")
    await clerk.sees("CPAH.20261123.0001")
    await clerk.presses("Chép lại lời ghi âm")
    await clerk.sees("CPAH.20261123.0001")
    await clerk.says("Người dân nói cầu làng Mẫu bị gãy")
    await clerk.sees("Đã")


async def test_any_answer_is_changed_before_sending_or_all_is_left(town: Town) -> None:
    citizen = await greeted(town)
    await citizen.says("/gopy")
    await to_the_summary(citizen)
    await citizen.says("sua noi xay ra")
    await citizen.sees("Nơi đúng là ở đâu")
    await citizen.says("thôn 3 xã Ia Ka")
    await citizen.sees("Xin xem lại", "thôn 3 xã Ia Ka")
    await citizen.presses("Sửa liên hệ")
    for answer in ("Siu Mẫu", "0987654321", "Làng Khác"):
        await citizen.says(answer)
    await citizen.sees("Xin xem lại", "Siu Mẫu, 0987654321")
    await citizen.says("/huy")
    await citizen.sees("Đã hủy")


async def test_a_draft_waits_and_is_spoken_of_once(town: Town) -> None:
    citizen = await greeted(town)
    await citizen.says(LAMP)
    await citizen.sees("Họ và tên")
    await told(citizen)
    await town.time_passes(datetime(2026, 11, 24, 10, tzinfo=ZONE))
    await citizen.sees("còn một phản ánh viết dở", "7 ngày")
    await citizen.presses("Viết tiếp")
    await citizen.sees("Xin xem lại trước khi gửi")


async def test_my_cases_are_listed_opened_added_to_and_withdrawn(town: Town) -> None:
    citizen, official, _, code = await forwarded(town)
    await citizen.says("phản ánh của tôi")
    await citizen.sees(code, "Đã chuyển", "ngày làm việc")
    await citizen.presses(code)
    await citizen.sees(code, "Đã qua các bước", "tiếp nhận")
    await citizen.presses("Cách tính hạn")
    await citizen.sees("Căn cứ")
    await citizen.presses("Bổ sung nội dung")
    await citizen.says("Cả đèn sau chợ cũng hỏng nữa")
    await citizen.presses("Xong")
    await citizen.sees("Đã bổ sung", code)
    await official.sees("người dân bổ sung", "đèn sau chợ")
    await citizen.presses("Rút")
    await citizen.sees(code)
    await citizen.presses("Rút")
    await citizen.sees("Đã rút")
    await official.sees("rút", code)


async def test_a_message_that_fits_two_cases_asks_which(town: Town) -> None:
    citizen, _, _, first = await forwarded(town)
    await citizen.says("/gopy")
    await citizen.sees("Xin kể chuyện")
    rubbish = "Rác đổ đầy bên suối cạnh nhà rông làng Mẫu"
    await citizen.answers("intake", describe=rubbish)
    await citizen.sees("Đã tiếp nhận")
    await citizen.says("hôm nay vẫn chưa thấy ai đến làm")
    await citizen.sees("của vụ việc nào")
    await citizen.presses(first)
    await citizen.sees("nội dung bằng chữ")
    await citizen.presses("Xong")
    await citizen.sees("Đã bổ sung", first)


async def test_a_question_of_the_office_is_answered_by_quoting_it(town: Town) -> None:
    citizen, official, _, code = await forwarded(town)
    await official.presses("Việc khác")
    await official.presses("Hỏi thêm")
    await official.says("Đèn nào hỏng, gần nhà ai, từ ngày nào ạ?")
    await citizen.sees("cần anh/chị cho biết thêm", code)
    await citizen.quotes("cần anh/chị cho biết thêm", "Cột số 5, trước nhà rông")
    await citizen.sees("nội dung bằng chữ")
    await citizen.presses("Xong")
    await official.sees("Cột số 5")


async def test_who_is_not_satisfied_has_it_looked_at_again(town: Town) -> None:
    citizen, official, clerk, code = await forwarded(town)
    await answers(official, citizen, code)
    await citizen.presses("Đánh giá câu trả lời")
    await citizen.presses("Không hài lòng")
    await citizen.sees("Đã ghi")
    await citizen.says("Đèn vẫn tối om")
    await citizen.presses("Chưa hài lòng")
    await citizen.says("Đèn vẫn tối, chưa ai đến sửa")
    await citizen.presses("Xong")
    await official.sees("chưa hài lòng", "Đèn vẫn tối, chưa ai")
    await answers(official, citizen, code)
    await citizen.says(f"/tracuu {code}")
    await citizen.presses("Xin cấp trên")
    await citizen.says("Xin lãnh đạo xem giúp đèn chợ")
    await citizen.presses("Xong")
    await clerk.sees("Xin lãnh đạo xem giúp")


async def receipt_of(citizen: Somebody, code: str) -> str:
    """The whole code, as its owner is shown it."""
    await citizen.says("/cuatoi")
    shown = await citizen.sees(code, "Phản ánh của anh/chị")
    return next(part.rstrip(":") for part in shown.split() if part.startswith(code))


async def test_who_holds_the_receipt_sees_the_state_and_nothing_else_and_a_stranger_nothing(
    town: Town,
) -> None:
    citizen, _, _, code = await forwarded(town)
    stranger = await town.somebody()
    # The receipt's secret part is what lets one see: a code alone is the next number of the day.
    await stranger.says(f"/tracuu {code.lower()}")
    await stranger.sees("Chưa xem được vụ việc")
    await stranger.says(f"tra cứu {(await receipt_of(citizen, code)).lower()}")
    await stranger.sees(code, "Tình trạng: Đã chuyển")
    stranger.never_saw("Đèn đường")
    await stranger.says("tra cứu PAKN.20200101.0001")
    await stranger.sees("Chưa xem được vụ việc")


async def test_who_did_not_tick_it_is_not_asked_and_may_still_rate(town: Town) -> None:
    clerk = await town.staff("office")
    official = await town.staff("official", "KTHT")
    citizen = await greeted(town)
    code = await filed(citizen)
    await clerk.presses("Chuyển Kinh tế")
    await official.sees(code)
    await answers(official, citizen, code)
    await citizen.presses("Đánh giá câu trả lời")
    await citizen.sees("hài lòng đến mức nào")
    await citizen.presses("Hài lòng")
    await citizen.sees("Đã ghi: Hài lòng")


async def test_a_purpose_is_withdrawn_and_then_nobody_is_asked(town: Town) -> None:
    citizen, official, _, code = await forwarded(town)
    await citizen.says("/dulieu")
    await citizen.sees("Mời đánh giá và nhắc: đồng ý")
    await citizen.presses("Không mời đánh giá nữa")
    await citizen.sees("không nhắc nữa")
    await citizen.presses("Rút")
    await citizen.sees("Đã rút đồng ý")
    await answers(official, citizen, code)
    citizen.never_saw("hài lòng đến mức nào")


async def test_own_data_is_seen_corrected_exported_and_erased(town: Town) -> None:
    citizen, official, clerk, code = await forwarded(town)
    await clerk.presses("Việc khác")
    await clerk.presses("Xem người gửi")
    await clerk.presses("Báo kết quả")
    await clerk.sees("Rơ Châm Thử")
    await citizen.says("dữ liệu của tôi")
    await citizen.sees("Rơ Châm Thử", "1 lần", code)
    await citizen.presses("Sửa thông tin")
    for answer in ("Siu Mẫu", "0987654321", "Làng Khác, xã Ia Ly"):
        await citizen.says(answer)
    await citizen.sees("Đã sửa", "Siu Mẫu")
    await citizen.says("/dulieu")
    await citizen.presses("Tải dữ liệu")
    await citizen.sees("một tệp để đọc", "7 ngày")
    if isinstance(citizen, OnPage):
        assert code in (await citizen.opens_file()).decode()
    await citizen.says("/dulieu")
    await citizen.presses("Xóa dữ liệu")
    await citizen.sees("Chưa xóa được", code)
    await answers(official, citizen, code)
    await citizen.says("/dulieu")
    await citizen.presses("Xóa dữ liệu")
    await citizen.presses("Xóa hẳn")
    await citizen.sees("Đã xóa họ tên")
    await citizen.says("/dulieu")
    await citizen.sees("Liên hệ: chưa có")


async def test_results_are_browsed_searched_and_narrowed_in_the_chat(town: Town) -> None:
    citizen, official, clerk, code = await forwarded(town)
    await answers(official, citizen, code)
    await clerk.presses("Kiểm tra bản công khai")
    await clerk.sees("Bà con sẽ đọc đúng như sau")
    await clerk.presses("Công khai bản này")
    await citizen.sees("kết quả đã được đăng công khai")
    reader = await town.somebody()
    await reader.says("ket qua")
    await reader.sees("1. ", "Đèn đường")
    await reader.presses("1. ")
    await reader.sees("KQ-", "Đã thay bóng mới")
    await reader.says("/ketqua DEN DUONG")
    await reader.sees("“DEN DUONG”", "Đèn đường")
    await reader.presses("Theo lĩnh vực")
    await reader.sees("lĩnh vực nào")
    await reader.presses("Theo xã, thị trấn")
    await reader.presses("Ia Ka")
    await reader.sees("Không có kết quả nào", "xã Ia Ka")
    await reader.presses("Xem tất cả")
    await reader.sees("Đèn đường")


async def test_help_comes_by_situation_and_unknown_words_get_the_likeliest(town: Town) -> None:
    citizen = await greeted(town)
    await citizen.says("giúp")
    await citizen.sees("Anh/chị cần giúp việc gì", "113")
    await citizen.presses("Dữ liệu của tôi")
    await citizen.sees("/dulieu")
    await citizen.says("/trogiup")
    await citizen.presses("Gọi ai, gặp ai")
    await citizen.sees("31 Trần Phú", "07:00")
    await citizen.says("/gopi")
    await citizen.sees("Không có lệnh /gopi", "Có phải")
    await citizen.presses("Gửi phản ánh")
    await citizen.sees("Xin kể chuyện")


async def test_the_officer_on_duty_talks_with_a_citizen(town: Town) -> None:
    clerk = await town.staff("office", name="Chị Văn phòng")
    citizen = await greeted(town)
    await citizen.says("gặp cán bộ")
    await citizen.sees("Đang gọi cán bộ trực")
    await clerk.sees("muốn gặp cán bộ trực")
    await citizen.says("em hỏi sổ đỏ ạ")
    await citizen.sees("Đã giữ")
    await clerk.presses("Nhận trò chuyện")
    await clerk.sees("em hỏi sổ đỏ")
    await citizen.sees("Cán bộ trực đã vào")
    await clerk.says("Chào anh, hồ sơ nộp ngày nào?")
    await citizen.sees("Cán bộ: Chào anh")
    await citizen.attaches(JPEG + b"9", caption="giấy hẹn đây ạ")
    await clerk.sees("giấy hẹn đây ạ")
    await citizen.presses("Kết thúc trò chuyện")
    await clerk.sees("đã kết thúc")
    citizen.never_saw("Chị Văn phòng")


async def test_outside_hours_the_officer_is_announced(town: Town) -> None:
    await town.staff("office")
    citizen = await greeted(town)
    await town.time_passes(datetime(2026, 11, 28, 10, tzinfo=ZONE))
    await citizen.says("gặp cán bộ")
    await citizen.sees("ngoài giờ làm việc", "30/11/2026")


async def test_a_block_is_told_appealed_and_lifted(town: Town) -> None:
    citizen, _, clerk, code = await forwarded(town)
    await clerk.says(f"/chan {code} gửi quảng cáo nhiều lần")
    await citizen.sees("tạm không nhận", "quảng cáo")
    await citizen.says("/gopy")
    await citizen.sees("tạm không nhận")
    await citizen.presses("Xin xem lại việc chặn")
    await citizen.says("Tôi không gửi quảng cáo")
    await citizen.sees("Đã chuyển lời")
    await clerk.sees("không gửi quảng cáo")
    await clerk.presses("Bỏ chặn")
    await citizen.sees("đã bỏ chặn")


async def test_an_insult_is_answered_politely_once_and_the_same_words_are_one_case(
    town: Town,
) -> None:
    citizen = await greeted(town)
    await citizen.says("đồ ngu")
    await citizen.sees("đang bực")
    code = await filed(citizen)
    await citizen.says("/gopy")
    await citizen.sees("Xin kể chuyện")
    await citizen.answers("intake", describe=LAMP.upper(), publish="no")
    await citizen.sees("đã gửi đúng nội dung này rồi", code)


async def test_a_command_works_however_it_is_typed(town: Town) -> None:
    citizen = await greeted(town)
    for words in ("/gopy", "gop y", "góp ý", "GOP Y", "Gửi phản ánh, kiến nghị"):
        await citizen.says(words)
        await citizen.sees("Xin kể chuyện đã xảy ra")
        await citizen.says("hủy")
        await citizen.sees("Đã hủy")


async def test_what_can_wait_is_not_told_at_night(town: Town) -> None:
    citizen, official, _, code = await forwarded(town)
    night = datetime(2026, 11, 23, 22, tzinfo=ZONE)
    await town.time_passes(night)
    await official.presses("Nhận xử lý")
    await official.sees("Đã nhận", code)
    citizen.never_saw("đã nhận và đang xử lý")
    await town.time_passes(night + timedelta(hours=10))
    await citizen.sees("đã nhận và đang xử lý")


async def test_a_case_from_paper_is_attached_to_a_chat_by_its_link(town: Town) -> None:
    _, _, _, code = await forwarded(town)
    async with town.app.db.begin() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        case.source = "paper"
        token = await case_links.create_case_link(db, case, town.app.clock.now(), 30)
    owner, thief = await town.somebody(), await town.somebody()
    await owner.says(f"/start gan-{token}")
    await owner.sees(code, "Đã qua các bước")
    await thief.says(f"/start gan-{token}")
    await thief.sees("đã")
    thief.never_saw("Đèn đường")


async def test_more_time_is_told_with_its_reason_and_a_refusal_too(town: Town) -> None:
    citizen, official, clerk, code = await forwarded(town)
    await official.presses("Nhận xử lý")
    await citizen.sees("đã nhận và đang xử lý")
    await official.says(f"/giahan {code}")
    await official.sees(code)
    await official.presses("10")
    await official.says("Phải chờ mua bóng đèn theo kế hoạch tháng 12")
    await clerk.sees("gia hạn", code)
    await clerk.presses("Đồng ý")
    await citizen.sees("cần thêm thời gian", "chờ mua bóng đèn")
    await clerk.says(f"/tuchoi {code}")
    await clerk.presses("Nội dung chưa rõ")
    await clerk.presses("Bỏ qua")
    await citizen.sees("Nội dung chưa rõ")


async def test_lateness_is_apologised_for(town: Town) -> None:
    citizen, _, _, code = await forwarded(town)
    for day in (18, 21, 22):
        await town.time_passes(datetime(2026, 12, day, 10, tzinfo=ZONE))
    await citizen.sees("xin lỗi", code)


async def test_the_law_keeps_a_case_and_the_reason_is_told(town: Town) -> None:
    citizen, official, clerk, code = await forwarded(town)
    await answers(official, citizen, code)
    await clerk.says(f"/giulai {code} hồ sơ đang phục vụ thanh tra huyện")
    await clerk.sees("Đã giữ")
    await citizen.says("/dulieu")
    await citizen.presses("Xóa dữ liệu")
    await citizen.sees("phải giữ", "đang phục vụ thanh tra huyện")
