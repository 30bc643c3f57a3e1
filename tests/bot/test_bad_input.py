"""Whatever a person sends: a clear sentence or silence, and nothing changed that should not."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bench.conversation import rehearsed
from handlers import FLOWS
from storage import conversations
from storage.models import Case, Conversation, InboxRow, OutboxRow
from storage.vault import encrypt
from tests.support.story import OfficeUnderTest, Talker, files_a_report, photo

MATTER = "Đèn đường trước cổng trường hỏng hai tuần nay, tối rất nguy hiểm"


async def count(office: OfficeUnderTest, *where: object, table: type = Case) -> int:
    async with office.app.db.read() as db:
        query = select(func.count()).select_from(table).where(*where)
        return (await db.execute(query)).scalar_one()


async def case_of(office: OfficeUnderTest, code: str) -> Case:
    async with office.app.db.read() as db:
        return (await db.execute(select(Case).where(Case.code == code))).scalar_one()


async def begins(citizen: Talker, text: str = MATTER) -> None:
    await citizen.says("/gopy")
    await citizen.says(text, ref="m1")


async def test_an_empty_message_is_asked_about_again(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("")
    citizen.sees_key("start.lost")
    await citizen.says("/gopy")
    await citizen.says("   ")
    citizen.sees_key("intake.describe.again")
    assert await count(office) == 0


async def test_a_long_report_is_taken_whole_and_of_what_is_too_long_the_rest_is_kept(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    whole = "Đường thôn 3 xã Ia Ka hư, tôi báo nhiều lần chưa ai sửa.\n" * 340
    await citizen.says(whole)
    await citizen.says("dài quá " * 2_600)
    citizen.sees_key("conversation.too_long")
    await citizen.answers("intake", until="confirm")
    shown = citizen.sees("Nội dung: Đường thôn 3", "gửi đủ cả 19.379 ký tự")
    assert len(shown.text) < 2_000
    await citizen.presses("Gửi")
    assert (await case_of(office, citizen.sees("Đã tiếp nhận").case)).text == whole.strip()


async def test_a_name_of_a_hundred_thousand_characters_is_refused(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await begins(citizen)
    await citizen.answers("intake", until="name")
    await citizen.says("Rơ Châm " * 2_600)
    citizen.sees_key("conversation.too_long")
    await citizen.says("Rơ Châm Thử")
    citizen.sees_key("intake.phone.ask")


async def test_emoji_alone_are_neither_a_report_nor_a_name_nor_an_address(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("/gopy")
    await citizen.says("😡😡😡🔥")
    citizen.sees_key("intake.describe.more")
    await citizen.says(MATTER)
    await citizen.answers("intake", until="name")
    await citizen.says("🙂🙂🙂")  # a friendly sign is thanked for, and is no name either
    citizen.sees_key("intake.name.ask")
    await citizen.says("🐶🐶🐶")
    citizen.sees_key("intake.name.again")
    await citizen.answers("intake", until="phone")
    await citizen.says("☎️☎️☎️")
    citizen.sees_key("intake.phone.again")
    await citizen.answers("intake", until="address")
    await citizen.says("🏠🏠🏠🏠")
    citizen.sees_key("intake.address.again")


async def test_decomposed_vietnamese_is_understood_and_stored_composed(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says(unicodedata.normalize("NFD", "góp ý"))
    code = await files_a_report(citizen, unicodedata.normalize("NFD", MATTER))
    assert (await case_of(office, code)).text == MATTER


async def test_invisible_and_right_to_left_marks_and_a_nul_are_taken_out(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen("Tên\u202egnört\0")
    await citizen.says("\u200b\u200f")
    citizen.sees_key("start.lost")
    await citizen.says("/tracuu PAKN.20261123.0001\0")
    citizen.sees_key("tracking.unknown")
    code = await files_a_report(citizen, "\u202eĐèn đường\u200b trước chợ Phú\0 Hòa hỏng\ufeff rồi")
    assert (await case_of(office, code)).text == "Đèn đường trước chợ Phú Hòa hỏng rồi"


async def test_a_command_in_the_middle_is_done_and_the_question_put_once_more(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await begins(citizen)
    for command in ("/cuatoi", "/trogiup", "/start", "/gopy", "/khongco", "/tracuu"):
        await citizen.says(command)
        question = office.app.texts("intake.place.ask")
        shown = [reply.text for reply in citizen.latest]
        assert shown.count(question) + shown.count("") == 1, (command, shown)
    await citizen.answers("intake", until="name", place="phu-hoa")
    citizen.sees_key("intake.name.ask")


async def test_sending_twice_files_once(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await begins(citizen)
    await _reaches_the_summary(citizen)
    send = citizen.button("Gửi").value
    for _ in range(2):
        await citizen.sends(choice=send, wait=False)
    await citizen.sends(choice=send)
    citizen.sees_key("conversation.old_button")
    assert await count(office) == 1


async def test_a_button_pressed_twice_is_taken_once(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await begins(citizen)
    await _reaches_the_summary(citizen)
    no = citizen.button("Thôi đăng").value
    await citizen.sends(choice=no)
    await citizen.sends(choice=no)
    citizen.sees_key("conversation.old_button")
    citizen.sees("Công khai: không")
    await citizen.presses("Gửi")
    assert await count(office) == 1


async def test_a_button_of_an_old_question_changes_nothing_and_the_open_one_is_put_again(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await begins(citizen)
    old = citizen.button("Ia Ka").value
    await citizen.answers("intake", until="name", place="phu-hoa")
    await citizen.sends(choice=old)
    citizen.sees_key("conversation.old_button")
    citizen.sees_key("intake.name.ask")


async def test_a_message_edited_before_done_is_taken_as_edited(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await begins(citizen)
    await citizen.says("Đèn đường ở ngã ba Ia Ka hỏng rồi", kind="edited", ref="m1")
    citizen.sees_key("conversation.edited")
    code = await _goes_on(citizen)
    assert (await case_of(office, code)).text == "Đèn đường ở ngã ba Ia Ka hỏng rồi"


async def test_a_message_edited_after_done_is_still_taken_before_it_is_sent(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await begins(citizen)
    await citizen.says("Đèn đường ở ngã ba Ia Ka hỏng rồi", kind="edited", ref="m1")
    citizen.sees_key("conversation.edited")
    citizen.sees_key("intake.name.ask")
    code = await _goes_on(citizen)
    assert (await case_of(office, code)).text == "Đèn đường ở ngã ba Ia Ka hỏng rồi"


async def test_an_edit_that_is_too_long_or_too_short_leaves_the_text_as_it_was(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await begins(citizen)
    await citizen.says("dài quá " * 2_600, kind="edited", ref="m1")
    citizen.sees_key("conversation.too_long")
    await citizen.says("Hỏng", kind="edited", ref="m1")
    citizen.sees_key("intake.describe.too_short")
    code = await _goes_on(citizen)
    assert (await case_of(office, code)).text == MATTER


async def test_a_message_edited_after_sending_changes_nothing_and_says_so(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await begins(citizen)
    code = await _goes_on(citizen)
    await citizen.says("Xin sửa lại thành chuyện khác hẳn", kind="edited", ref="m1")
    citizen.sees_key("conversation.edited_too_late")
    assert (await case_of(office, code)).text == MATTER


async def _goes_on(citizen: Talker) -> str:
    await _reaches_the_summary(citizen)
    await citizen.presses("Gửi")
    return citizen.sees("Đã tiếp nhận").case


async def _reaches_the_summary(citizen: Talker) -> None:
    await citizen.answers("intake", until="confirm")


@pytest.mark.parametrize("fault", ["media.unsupported", "media.too_large", "media.forbidden"])
async def test_a_sticker_or_a_file_that_is_not_taken_is_said_and_the_rest_stands(
    office: OfficeUnderTest, fault: str
) -> None:
    citizen = office.citizen()
    await citizen.says(faults=(fault,))
    citizen.sees_key(fault)
    await begins(citizen)
    await citizen.says(faults=(fault,))
    citizen.sees_key(fault)
    citizen.sees_key("intake.place.ask")
    await citizen.says("Có ảnh kèm theo đây", media=(photo(),), faults=(fault,))
    citizen.sees_key(fault)
    citizen.sees("1 ảnh")


async def test_of_more_files_than_allowed_the_first_are_kept_and_the_others_counted(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await begins(citizen)
    most = office.app.office.limits.attachments_max
    await citizen.says(media=tuple(photo(number) for number in range(most - 1)))
    citizen.sees(f"{most - 1} ảnh")
    await citizen.says(media=tuple(photo(number) for number in range(most, most + 4)))
    citizen.sees(f"tối đa {most} tệp", "3 tệp", "CHƯA nhận", "Bổ sung")
    citizen.sees(f"{most} ảnh (nhận được {most}/{most + 3} tệp đã gửi)")
    citizen.sees_key("intake.place.ask")


async def test_of_two_who_press_at_once_one_wins_and_the_other_is_told_who(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    first = await office.staff("official", "KTHT", "Cán bộ Một")
    second = await office.staff("official", "KTHT", "Cán bộ Hai")
    citizen = office.citizen()
    code = await files_a_report(citizen)
    case = await case_of(office, code)
    await clerk.sends(choice=f"forward:{case.id}:KTHT")
    await first.presses("Nhận xử lý", wait=False)
    await second.presses("Nhận xử lý", wait=False)
    await office.quiet()
    texts = [reply.text for one in (first, second) for reply in one.latest]
    won = office.app.texts("answering.accepted", code=code)
    assert texts.count(won) == 1
    assert sum("không làm được nữa" in text and "Cán bộ" in text for text in texts) == 1
    assert (await case_of(office, code)).status == "in_progress"


OFFICIALS = ("phanloai", "chuyen", "tuchoi", "congkhai", "viec", "xem", "nhan", "traloi")


async def test_a_stranger_using_an_officials_command_is_told_whose_it_is(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    code = await files_a_report(citizen)
    before = await case_of(office, code)
    for command in OFFICIALS:
        await citizen.says(f"/{command} {code} trả lời bừa cho xong việc")
        citizen.sees_key("conversation.not_yours")
        await citizen.sends(choice=f"c:{command}")
        citizen.sees_key("conversation.not_yours")
    assert (await case_of(office, code)).status == before.status


async def test_a_stranger_with_every_forged_button_changes_nothing(office: OfficeUnderTest) -> None:
    from handlers import TABLES

    citizen, stranger = office.citizen(), office.citizen()
    code = await files_a_report(citizen)
    case = await case_of(office, code)
    for action in TABLES.actions:
        for rest in ("", ":KTHT", ":5", ":x:y:z"):
            await stranger.sends(choice=f"{action}:{case.id}{rest}", wait=False)
    await office.quiet(300)
    for reply in stranger.replies():
        assert MATTER not in reply.text
        assert "0912" not in reply.text
    after = await case_of(office, code)
    assert (after.status, after.agency, after.publication) == (
        case.status, case.agency, case.publication
    )  # fmt: skip


FORGED = ("", ":", "f", "f:1", "f:1:describe", "f:x:y:z", "f:1:describe:done:more", "f:99:place:x",
          "c", "c:khongco", "case", "case:", "case:-1", "case:1x", "case:²", "case:٣", "nobody:1",
          "case:99999999999", "rate:99999999999999999999999:5", "forward:7:KTHT",
          "x" * 300)  # fmt: skip


async def test_a_button_with_forged_values_is_answered_and_the_question_stands(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await begins(citizen)
    for value in FORGED[1:]:
        await citizen.sends(choice=value)
        text = citizen.latest[0].text
        assert "mã lỗi" not in text, (value, text)
    await citizen.sends(choice="f:1:place:NOWHERE")
    citizen.sees_key("conversation.old_button")
    await citizen.answers("intake", until="name", place="phu-hoa")
    citizen.sees_key("intake.name.ask")


@pytest.mark.parametrize("state", ["unknown", "used", "revoked", "expired"])
async def test_an_invitation_that_is_no_longer_good_gives_no_rights(
    office: OfficeUnderTest, state: str
) -> None:
    from datetime import timedelta

    from storage import invitations

    stranger = office.citizen()
    token = await office.invite("office")
    if state == "unknown":
        token = "not-a-token" * 40
    elif state == "used":
        await office.citizen().says(f"/start moi-{token}")
    elif state == "revoked":
        async with office.app.db.begin() as db:
            assert await invitations.revoke_invitation(db, 1, None, office.app.clock.now())
    else:
        days = office.app.office.limits.invitation_days
        office.app.clock.jump_to(office.app.clock.now() + timedelta(days=days, seconds=1))
    await stranger.says(f"/start moi-{token}")
    stranger.sees_key("invitations.unknown" if state == "unknown" else "invitations.over")
    await stranger.says("/phanloai")
    stranger.sees_key("conversation.not_yours")


@pytest.mark.parametrize("written", [" moi-{}", "moi-{} x", "\u00a0moi-{}", "\nmoi-{}"])
async def test_an_invitation_is_taken_only_as_its_link_writes_it(
    office: OfficeUnderTest, written: str
) -> None:
    person = office.citizen()
    token = await office.invite("office")
    await person.says("/start " + written.format(token))
    await person.says("/phanloai")
    person.sees_key("conversation.not_yours")


async def test_an_invitation_is_not_taken_in_a_group(office: OfficeUnderTest) -> None:
    person = office.citizen()
    token = await office.invite("office")
    await person.says(f"/start moi-{token}", address="paper:-100", private=False)
    await person.says(f"/start moi-{token}")
    person.sees_key("invitations.welcome")


async def test_the_same_update_three_times_is_handled_once(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await begins(citizen)
    key = await citizen.sends(text="Còn tối om cả đoạn đường")
    first = citizen.latest
    assert first
    for _ in range(2):
        await citizen.sends(text="Còn tối om cả đoạn đường", key=key)
        citizen.sees_nothing()
    assert await count(office, InboxRow.key == key, table=InboxRow) == 1


async def test_an_edit_and_a_button_that_come_before_their_question_harm_nothing(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says(MATTER, kind="edited", ref="m1")
    citizen.sees_key("conversation.edited_too_late")
    await citizen.sends(choice="f:1:confirm:send")
    citizen.sees_key("conversation.old_button")
    await files_a_report(citizen)
    assert await count(office) == 1


async def test_a_code_that_does_not_exist_is_said_to_everybody_in_the_same_way(
    office: OfficeUnderTest,
) -> None:
    clerk, citizen = await office.staff("office"), office.citizen()
    official = await office.staff("official", "KTHT")
    await citizen.says("/tracuu PAKN.20261123.9999")
    citizen.sees_key("tracking.unknown")
    await citizen.says("/start pakn-PAKN.20261123.9999")
    citizen.sees_key("tracking.unknown")
    for command in ("chuyen", "tuchoi", "congkhai", "xem"):
        await clerk.says(f"/{command} PAKN.20261123.9999")
        clerk.sees_key("desk.not_yours")
    for command in ("nhan", "traloi", "xem"):
        await official.says(f"/{command} khong-phai-ma và lời trả lời")
        official.sees_key("desk.not_yours")


async def test_one_person_with_two_things_under_way_comes_back_to_the_first(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office")
    code = await files_a_report(office.citizen())
    case = await case_of(office, code)
    await clerk.says("/gopy")
    await clerk.sends(choice=f"refuse:{case.id}")
    clerk.sees_key("triage.refusing.reason.ask")
    await clerk.says("/huy")
    clerk.sees_key("triage.refusing.cancelled")
    clerk.sees_key("conversation.resume")
    clerk.sees_key("intake.describe.ask")
    assert (await case_of(office, code)).status == "received"


async def test_nobody_can_pile_up_unfinished_things_without_end(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office")
    case = await case_of(office, await files_a_report(office.citizen()))
    for _ in range(6):
        await clerk.sends(choice=f"refuse:{case.id}")
    clerk.sees_key("conversation.too_many")
    for _ in range(3):
        await clerk.says("/huy")
    await clerk.says("/huy")
    clerk.sees_key("start.nothing_to_cancel")


async def test_cancelling_at_every_step_sends_nothing_and_leaves_nothing(
    office: OfficeUnderTest, tmp_path: Path
) -> None:
    gopy, *steps, _ = await rehearsed(tmp_path / "rehearsal")
    citizen = office.citizen()
    for length in range(len(steps) + 1):
        await citizen.says(gopy)
        for step in steps[:length]:
            await citizen.says(step)
        await citizen.says("hủy" if length % 2 else "/huy")
        citizen.sees_key("intake.cancelled")
        await citizen.says("/huy")
        citizen.sees_key("start.nothing_to_cancel")
        if not length:
            await citizen.says("/gopy")
            await citizen.says("/huy")
    assert await count(office) == 0


async def test_a_flow_this_version_no_longer_has_is_given_up_and_the_person_goes_on(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("/gopy")
    async with office.app.db.begin() as db:
        row = (await db.execute(select(Conversation))).scalar_one()
        row.stack = encrypt(
            db, [conversations.ConversationFrame(flow="of_last_year", number=1, step="x")]
        )
    await citizen.says("/gopy")
    citizen.sees_key("conversation.outdated")
    citizen.sees_key("intake.describe.ask")
    await citizen.says("/huy")
    citizen.sees_key("intake.cancelled")


async def test_what_is_said_in_a_group_is_silence_and_a_command_or_button_leads_away(
    office: OfficeUnderTest,
) -> None:
    person = office.citizen()
    group = Talker(office, "paper:-100")
    await person.says(MATTER, address=group.address, private=False)
    assert not group.replies()
    for said in ({"text": "/gopy"}, {"choice": "c:gopy"}):
        await person.sends(address=group.address, private=False, **said)
        assert "nhắn riêng" in group.replies()[-1].text
    assert {run.text for run in group.replies()} == {group.replies()[0].text}


async def test_a_handler_that_breaks_is_apologised_for_and_undone(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = office.citizen()
    await begins(citizen)

    async def breaks(*_: object) -> None:
        raise RuntimeError("secret detail")

    flow = FLOWS["intake"]
    monkeypatch.setitem(FLOWS, "intake", type(flow)(flow.name, flow.asks, breaks))
    await _reaches_the_summary(citizen)
    await citizen.presses("Gửi")
    assert "secret" not in citizen.sees_key("conversation.sorry").text
    monkeypatch.setitem(FLOWS, "intake", flow)
    await citizen.presses("Gửi")
    assert citizen.sees("Đã tiếp nhận").case.endswith(".0001")
    assert await count(office, OutboxRow.state == "failed", table=OutboxRow) == 0
