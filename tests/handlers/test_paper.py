"""An officer files for somebody: consent, receipt, owner's link, and news told by phone."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdfium2
import zxingcpp
from sqlalchemy import select

from storage import case_events, cases
from storage.models import Consent
from tests.support.desk import ANSWER, labels
from tests.support.on_paper import files_for
from tests.support.story import OfficeUnderTest

ABOUT_COUNTER = "Cán bộ bộ phận một cửa huyện hách dịch, quát mắng người dân khi nộp hồ sơ"


def claims(office: OfficeUnderTest, receipt: str) -> str:
    """What a phone says that scans this receipt."""
    return "/start " + link_on(office.app.media.read(receipt)).rpartition("=")[2]


def link_on(receipt: bytes) -> str:
    """What the QR code of the web chat on the paper says."""
    page = pypdfium2.PdfDocument(io.BytesIO(receipt))[0]
    picture = page.render(scale=4).to_pil()
    return next(code.text for code in zxingcpp.read_barcodes(picture) if "gan-" in code.text)


async def test_a_call_becomes_a_case_with_consent_and_sealed_contact(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    code = await files_for(clerk)
    clerk.sees("Vụ việc mới", code)
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        assert (case.source, case.may_publish) == ("phone", True)
        contact = cases.contact_of_case(db, case)
        assert contact is not None
        assert contact.name == "Rơ Châm Giấy"
        assert "Giấy".encode() not in (case.contact or b"")
        agreed = list((await db.execute(select(Consent))).scalars())
        log = await case_events.events_of_case(db, case)
    assert [line.action for line in log] == ["receive", "file_for"]
    assert {row.purpose for row in agreed} == {"handle", "publish"}
    assert {row.channel for row in agreed} == {f"phone, spoken, {log[1].actor_id}"}
    assert {row.person_id for row in agreed} == {case.person_id} != {log[1].actor_id}


async def test_without_consent_nothing_is_kept(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office")
    await clerk.says("/nhapho")
    await clerk.presses("Đơn giấy")
    await clerk.presses("Không đồng ý")
    clerk.sees_key("paper.no_consent")
    citizen = office.citizen()
    await citizen.says("/nhapho")
    citizen.sees_key("conversation.not_yours")


async def test_the_owner_scans_the_receipt_and_the_case_follows_them(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    code = await files_for(clerk, "paper", "signed")
    paper = clerk.sees("Biên nhận", code).media[0]
    link = link_on(office.app.media.read(paper.sha256))
    assert link.startswith(office.app.links["web"])
    owner = office.citizen()
    await owner.says("/start " + link.rpartition("=")[2])
    owner.sees("Từ nay tin về", code)
    await owner.says("/dulieu")
    assert any("đồng ý lúc" in reply.text for reply in owner.latest)
    await clerk.says(f"/chuyen {code} KTHT")
    owner.sees("đã chuyển đến")
    thief = office.citizen()
    await thief.says("/start " + link.rpartition("=")[2])
    thief.sees_key("attaching.over")


async def test_what_must_be_told_to_somebody_without_a_chat_becomes_a_call(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    official = await office.staff("official", "KTHT")
    code = await files_for(clerk)
    await clerk.says(f"/chuyen {code} KTHT")
    await official.says(f"/traloi {code} {ANSWER}")
    await official.presses("Xong")
    await official.presses("Gửi cho người dân")
    told = clerk.sees("Xin gọi điện để báo", code, ANSWER)
    assert "nộp giấy hoặc gọi điện" in told.text
    assert "0987654321" not in told.text
    await clerk.presses("Xem số điện thoại")
    clerk.sees("0987654321", code)
    official.sees_nothing_of("0987654321")


async def test_a_receipt_is_printed_again_by_who_wrote_it_down_and_until_somebody_has_the_case(
    office: OfficeUnderTest,
) -> None:
    clerk, other = await office.staff("office"), await office.staff("office")
    stranger, citizen = await office.staff("official", "YTE"), office.citizen()
    code = await files_for(clerk)
    first = clerk.sees("Biên nhận", code).media[0]
    button = clerk.button("In lại biên nhận").value
    await clerk.sends(choice=button)
    again = clerk.sees("Biên nhận", code).media[0]
    for one in (other, stranger, citizen):
        await one.sends(choice=button)
        one.sees_key("desk.not_yours")
    await citizen.says(claims(office, again.sha256))
    citizen.sees("Từ nay tin về", code)
    await clerk.sends(choice=button)
    clerk.sees_key("attaching.claimed")
    await other.says(claims(office, first.sha256))
    other.sees_key("attaching.over")
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        log = [line.action for line in await case_events.events_of_case(db, case)]
    assert log.count("print_receipt") == 1
    # Who scanned it has the news, and neither the name that was told nor the last word.
    await citizen.says(f"/tracuu {code}")
    assert all("Rút phản ánh" not in labels(reply) for reply in citizen.latest)
    await citizen.sends(choice=f"withdraw:{case.id}")
    citizen.sees_key("followup.withdraw_at_desk")
    await citizen.says("/dulieu")
    await citizen.presses("Tải")
    content = b"".join(
        office.app.media.read(item.sha256) for reply in citizen.latest for item in reply.media
    )
    assert code.encode() in content
    assert b"0987654321" not in content
    office.app.clock.jump_to(office.app.clock.now() + timedelta(days=1))
    await files_for(clerk)
    await clerk.sends(choice=button)
    clerk.sees_key("desk.not_yours")


async def test_a_receipt_of_what_may_be_about_somebody_makes_nobody_its_owner(
    office: OfficeUnderTest,
) -> None:
    clerk, second_self = await office.staff("office"), office.citizen()
    code = await files_for(clerk, text=ABOUT_COUNTER)
    paper = clerk.sees("Biên nhận", code).media[0]
    await clerk.presses("In lại biên nhận")
    clerk.sees_key("desk.not_yours")
    await second_self.says(claims(office, paper.sha256))
    second_self.sees_key("tracking.public")
    second_self.sees_key("attaching.by_phone")
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        assert case.address.startswith("none:")
    await second_self.says("/cuatoi")
    second_self.sees_key("tracking.none")
