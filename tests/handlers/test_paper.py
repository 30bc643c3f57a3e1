"""An officer files for somebody: consent, receipt, owner's link, and news told by phone."""

from __future__ import annotations

import io

import pypdfium2
import zxingcpp
from sqlalchemy import select

from storage import case_events, cases
from storage.models import Consent
from tests.support.desk import ANSWER
from tests.support.on_paper import files_for
from tests.support.story import OfficeUnderTest


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


async def test_the_receipt_is_printed_again_only_by_who_may_see_the_case(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    await files_for(clerk)
    button = clerk.button("In lại biên nhận").value
    await clerk.sends(choice=button)
    clerk.sees("Biên nhận")
    stranger = await office.staff("official", "YTE")
    await stranger.sends(choice=button)
    stranger.sees_key("desk.not_yours")
    citizen = office.citizen()
    await citizen.sends(choice=button)
    citizen.sees_key("desk.not_yours")
