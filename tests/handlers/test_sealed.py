"""A case that should not be here is sealed: gone for strangers and agencies, never left alone."""

from __future__ import annotations

from dataclasses import replace

from storage import case_events, cases, notes, people, publications
from storage.models import Case
from tests.support.accused import Accused
from tests.support.desk import (
    ANSWER,
    Desk,
    answered,
    lifts_restriction,
    opens_own,
    press_staff,
    presses_more,
)
from tests.support.publication import Scene, opens
from tests.support.story import OfficeUnderTest, Talker, files_a_report

BRIBE = "Ông trưởng thôn nhận tiền của dân để đưa vào hộ nghèo"


async def case_of(office: OfficeUnderTest, code: str) -> Case:
    async with office.app.db.read() as db:
        found = await cases.case_by_code(db, code)
    assert found is not None
    return found


async def seals(clerk: Talker, code: str) -> None:
    await clerk.sends(choice=f"seal:{(await case_of(clerk.office, code)).id}")
    await clerk.presses("Niêm phong")
    clerk.sees("Đã niêm phong", code)


async def published(office: OfficeUnderTest) -> tuple[Scene, str]:
    scene = Scene(office)
    code = await scene.prepare()
    await opens(scene.clerk, code)
    await scene.clerk.presses("Công khai bản này")
    return scene, code


def told(office: OfficeUnderTest, address: str, part: str, *, since: int = 0) -> bool:
    """Whether a message (not an edit of an old card) of such words went to an address."""
    sent = [reply for to, reply in office.paper.sent[since:] if to == address and not reply.edits]
    return any(part in reply.text for reply in sent)


def labels(person: Talker) -> list[str]:
    return [choice.label for row in person.latest[-1].choices for choice in row]


# What was public.


async def test_a_sealed_page_is_taken_down_and_everybody_who_followed_it_is_told(
    office: OfficeUnderTest,
) -> None:
    dispatcher = office.app.dispatcher
    dispatcher.world = replace(dispatcher.world, announced_at=("paper:channel",))
    scene, code = await published(office)
    follower = office.citizen()
    second = await files_a_report(follower, "Rác cạnh chợ Phú Hòa chất đống bốc mùi")
    await scene.clerk.says(f"/gop {second} {code}")
    await scene.clerk.says(f"/xem {code}")
    await scene.clerk.presses("Niêm phong")
    await scene.clerk.presses("Niêm phong")
    reason = "không thuộc diện công khai"
    assert told(office, scene.citizen.address, reason)
    assert told(office, follower.address, reason)
    post = [reply for to, reply in office.paper.sent if to == "paper:channel"][-1]
    assert post.edits
    assert reason in post.text
    assert "lập biên bản" not in post.text
    assert (await scene.page(await scene.public(code)))[0] == 410
    async with office.app.db.read() as db:
        case = await case_of(office, code)
        page = await publications.publication_of_case(db, case)
        assert await publications.publication_draft_of_case(db, case) is None
        log = [line.action for line in await case_events.events_of_case(db, case)]
    assert page is not None
    assert (page.state, page.question, page.answer, page.folded) == ("taken_down", "", "", "")
    assert log[-2:] == ["seal", "unpublish"]


async def test_an_opened_case_is_public_again_only_after_a_new_check(
    office: OfficeUnderTest,
) -> None:
    scene, code = await published(office)
    await seals(scene.clerk, code)
    await lifts_restriction(scene.clerk, (await case_of(office, code)).id)
    scene.clerk.sees("Đã đổi", code)
    assert (await case_of(office, code)).publication == "waiting"
    status, page = await scene.page(await scene.public(code))
    assert status == 410
    assert "lập biên bản" not in page
    await opens(scene.clerk, code)
    scene.clerk.sees("Bà con sẽ đọc đúng như sau")
    await scene.clerk.presses("Công khai bản này")
    status, page = await scene.page(f"{await scene.public(code)}?x=1")
    assert status == 200
    assert "trả lời lại" not in page  # the answer is the same as ever


async def test_a_preview_of_a_sealed_case_is_gone(office: OfficeUnderTest) -> None:
    scene = Scene(office)
    code = await scene.prepare()
    await opens(scene.clerk, code)
    preview = scene.clerk.button("Xem trước").url
    await seals(scene.clerk, code)
    assert (await scene.page(preview[preview.index("/xem-truoc") :]))[0] == 404


# What the citizen does.


async def test_what_is_added_to_a_sealed_case_reaches_the_office_alone(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await seals(desk.clerk, desk.code)
    since = len(office.paper.sent)
    await opens_own(desk)
    await desk.citizen.presses("Bổ sung")
    await desk.citizen.says(BRIBE)
    await desk.citizen.presses("Xong")
    desk.citizen.sees("Đã bổ sung", desk.code)
    for person in (desk.official, desk.leader):
        assert not told(office, person.address, desk.code, since=since)
    assert not told(office, desk.clerk.address, "trưởng thôn", since=since)
    desk.clerk.sees(desk.code, "niêm phong", "gửi thêm")
    await desk.clerk.presses("Đọc nội dung")
    desk.clerk.sees("Đèn đường trước chợ", BRIBE)
    assert (await desk.log())[-1] == "read_sealed"


async def test_the_answer_to_a_question_of_a_sealed_case_is_the_offices_too(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    await seals(desk.clerk, desk.code)
    since = len(office.paper.sent)
    await desk.citizen.presses("Trả lời câu hỏi")
    await desk.citizen.says(BRIBE)
    await desk.citizen.presses("Xong")
    assert not told(office, desk.official.address, desk.code, since=since)
    desk.clerk.sees(desk.code, "gửi thêm")
    async with office.app.db.read() as db:
        kept = await notes.notes_of_case(db, await desk.case(), notes.SUPPLEMENT)
    assert [note.text for note in kept] == [BRIBE]


async def test_a_sealed_case_is_not_reopened_and_its_owner_learns_where_to_go(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office, leader=True)
    await seals(desk.clerk, desk.code)
    reception = office.app.office.reception
    for label in ("Chưa hài lòng", "Xin cấp trên"):
        await opens_own(desk)
        await desk.citizen.presses(label)
        desk.citizen.sees(desk.code, reception.place, "15/12/2026", office.app.office.desk)
    assert (await desk.case()).status == "answered"


async def test_who_was_writing_when_the_case_was_sealed_is_told_too(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office, leader=True)
    await opens_own(desk)
    await desk.citizen.presses("Chưa hài lòng")
    await desk.citizen.says(BRIBE)
    await seals(desk.clerk, desk.code)
    since = len(office.paper.sent)
    await desk.citizen.presses("Xong")
    desk.citizen.sees(desk.code, office.app.office.reception.place)
    # What was written is kept, and only who may read it is told.
    desk.clerk.sees_key("sealed.added")
    assert len(office.paper.sent) == since + 2
    assert (await desk.case()).status == "answered"


async def test_a_stranger_finds_no_sealed_case(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await seals(desk.clerk, desk.code)
    for person in (office.citizen(), desk.official):
        await person.says(f"/tracuu {desk.code}")
        person.sees_key("tracking.unknown")
    await desk.citizen.says(f"/tracuu {desk.code}")
    desk.citizen.sees("Đèn đường")


async def test_only_its_owner_is_told_where_to_go_with_a_sealed_case(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office, leader=True)
    await seals(desk.clerk, desk.code)
    number, place = (await desk.case()).id, office.app.office.reception.place
    stranger = office.citizen()
    for person in (stranger, desk.official, desk.leader):
        seen = len(office.paper.sent)
        for choice in ("case", "reopen", "appeal", "add", "withdraw", "supplement", "why"):
            await person.sends(choice=f"{choice}:{number}")
            person.sees_key("desk.not_yours")
        assert not [reply for reply in person.replies(since=seen) if place in reply.text]
        assert not [reply for reply in person.replies(since=seen) if desk.code in reply.text]


async def test_who_owns_a_case_no_longer_is_not_told_where_to_go_with_it(
    office: OfficeUnderTest,
) -> None:
    desk = await answered(office, leader=True)
    await opens_own(desk)
    await desk.citizen.presses("Chưa hài lòng")
    await desk.citizen.says(BRIBE)
    await seals(desk.clerk, desk.code)
    other = office.citizen()
    await other.says("/start")
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, desk.code)
        case.person_id = (
            await people.person_at_address(db, other.address, office.app.clock.now())
        ).person.id
    await desk.citizen.presses("Xong")
    desk.citizen.sees_nothing_of(office.app.office.reception.place)


# Nobody's case any more but the office's.


async def test_agency_people_can_do_nothing_with_a_sealed_case(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    await desk.official.presses("Nhận xử lý")
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await seals(desk.clerk, desk.code)
    await desk.official.presses("Gửi cho người dân")
    desk.official.sees_key("desk.not_yours")
    await desk.official.says("/huy")
    number = (await desk.case()).id
    for action in ("accept", "answer", "ask", "return", "extension", "assign", "more", "apologise"):
        for person in (desk.official, desk.leader):
            await person.sends(choice=f"{action}:{number}")
            person.sees("không có quyền")
    case = await desk.case()
    assert (case.status, case.handler_id) == ("in_progress", None)


async def test_sealing_asks_once_and_who_had_the_case_has_it_again_when_it_is_lifted(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(leader=True)
    await desk.official.presses("Nhận xử lý")
    had = (await desk.case()).handler_id
    await desk.clerk.sends(choice=f"seal:{(await desk.case()).id}")
    desk.clerk.sees(desk.code, "không thấy nữa")
    await desk.clerk.presses("Không niêm phong")
    assert not (await desk.case()).sealed
    await seals(desk.clerk, desk.code)
    assert (await desk.case()).handler_id is None
    await lifts_restriction(desk.clerk, (await desk.case()).id)
    assert (await desk.case()).handler_id == had


async def test_no_clerk_alone_opens_what_was_restricted(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    await seals(desk.clerk, desk.code)
    await desk.clerk.presses("Mở niêm phong")
    desk.clerk.sees_key("agreed_change.nobody")
    second = await office.staff("office", name="Chị Hai")
    await desk.clerk.presses("Mở niêm phong")
    await desk.clerk.presses("đã xem")
    second.sees("mở niêm phong", "đã xem, việc này giải quyết ở đây được")
    asked = next(one.value for row in second.latest[-1].choices for one in row)
    await desk.clerk.sends(choice=asked)
    assert (await desk.case()).sealed
    await desk.official.says(f"/xem {desk.code}")
    desk.official.sees_key("desk.not_yours")
    await second.presses("Đồng ý đổi")
    assert not (await desk.case()).sealed
    await desk.official.says(f"/xem {desk.code}")
    desk.official.sees("Đèn đường")


async def test_a_draft_of_a_sealed_case_is_not_signed(office: OfficeUnderTest) -> None:
    text = "Xin cấp sổ đỏ, giấy chứng nhận quyền sử dụng đất mãi chưa xong"
    desk = await Desk(office).opens(leader=True, text=text)
    await desk.official.says(f"/traloi {desk.code} {ANSWER}")
    await desk.official.presses("Xong")
    await desk.official.presses("Gửi cho người dân")
    await seals(desk.clerk, desk.code)
    await desk.leader.says(f"/duyet {desk.code}")
    desk.leader.sees_key("desk.not_yours")
    assert (await desk.case()).status == "answer_pending"
    await desk.clerk.presses("Từ chối, có lý do")
    await desk.clerk.presses("Đây là tố cáo")
    await desk.clerk.presses("Bỏ qua")
    desk.citizen.sees(desk.code, "Ban Tiếp công dân")
    assert (await desk.case()).status == "refused"


async def test_sealing_an_open_case_asks_at_once_what_its_owner_is_told(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await desk.clerk.says(f"/xem {desk.code}")
    await presses_more(desk.clerk, "Niêm phong")
    await desk.clerk.presses("Niêm phong")
    desk.clerk.sees("chưa được báo")
    assert labels(desk.clerk)[:2] == ["Hướng dẫn sang kênh khác", "Từ chối, có lý do"]
    await desk.clerk.presses("Hướng dẫn")
    await desk.clerk.presses("Đây là tố cáo")
    desk.citizen.sees(desk.code, "Thanh tra huyện")
    assert (await desk.case()).status == "redirected"
    await opens_own(desk)
    desk.citizen.sees("Thanh tra huyện")


async def test_a_sealed_case_that_waits_for_its_owner_gets_an_outcome_too(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await presses_more(desk.official, "Hỏi thêm")
    await desk.official.says("Đèn nào hỏng, gần nhà ai ạ?")
    await seals(desk.clerk, desk.code)
    await desk.clerk.presses("Hướng dẫn")
    await desk.clerk.presses("Đây là tố cáo")
    assert (await desk.case()).status == "redirected"


async def test_a_sealed_case_stays_in_the_offices_work_until_it_has_an_outcome(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    await seals(desk.clerk, desk.code)
    await desk.clerk.says("/phanloai")
    shown = desk.clerk.sees(desk.code, "niêm phong")
    assert "Đèn đường" not in shown.text
    await desk.clerk.says(f"/xem {desk.code}")
    desk.clerk.sees(desk.code, "niêm phong")
    assert "Mở niêm phong" in labels(desk.clerk)
    hidden = "1 vụ việc niêm phong chưa có kết quả"
    for day in ("Monday", "Wednesday", "Thursday", "Friday"):
        assert not told(office, desk.clerk.address, hidden), day
        await desk.days_pass(1)
    assert told(office, desk.clerk.address, hidden)
    await desk.clerk.says("/phanloai")
    await desk.clerk.presses("Hướng dẫn")
    await desk.clerk.presses("Đây là tố cáo")
    await desk.clerk.says("/phanloai")
    desk.clerk.sees_key("queues.nothing")


async def test_the_office_moves_a_sealed_case_nowhere_but_to_its_end(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    other = await files_a_report(office.citizen(), "Đèn đường chợ Phú Hòa tối om mấy tuần rồi")
    await seals(desk.clerk, desk.code)
    for command in (f"/chuyen {desk.code} YTE", f"/gop {desk.code} {other}"):
        await desk.clerk.says(command)
        desk.clerk.sees(desk.code, "đang niêm phong")
    await desk.clerk.sends(choice=f"seal:{(await desk.case()).id}")
    desk.clerk.sees(desk.code, "đang niêm phong")
    await desk.clerk.says(f"/gop {other} {desk.code}")
    desk.clerk.sees_key("closing.not_into_that")


async def test_whom_a_sealed_case_is_about_neither_reads_nor_opens_it(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    accused = await office.staff("office", name="Anh Bị nói")
    async with office.app.db.begin() as db:
        case = await db.get(Case, (await desk.case()).id)
        assert case is not None
        case.accused_id = (
            await people.person_at_address(db, accused.address, office.app.clock.now())
        ).person.id
    number = (await desk.case()).id
    await accused.sends(choice=f"seal:{number}")
    accused.sees_key("desk.not_yours")
    await seals(desk.clerk, desk.code)
    since = len(office.paper.sent)
    await opens_own(desk)
    await desk.citizen.presses("Bổ sung")
    await desk.citizen.says(BRIBE)
    await desk.citizen.presses("Xong")
    desk.clerk.sees(desk.code, "gửi thêm")
    assert not told(office, accused.address, desk.code, since=since)
    await accused.says("/phanloai")
    accused.sees_key("queues.nothing")
    for action in ("unseal", "redirect", "refuse", "read", "identity"):
        await accused.sends(choice=f"{action}:{number}")
        assert "Rơ Châm" not in accused.latest[-1].text
        assert "Đèn đường" not in accused.latest[-1].text
    assert (await desk.case()).sealed
    await accused.says(f"/xem {desk.code}")
    accused.sees_key("desk.not_yours")


async def test_when_the_only_clerk_is_accused_the_chair_is_told(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens()
    chair = await office.staff("chair")
    await seals(desk.clerk, desk.code)
    async with office.app.db.begin() as db:
        case = await db.get(Case, (await desk.case()).id)
        assert case is not None
        known = await people.person_at_address(db, desk.clerk.address, office.app.clock.now())
        case.accused_id = known.person.id
    since = len(office.paper.sent)
    await opens_own(desk)
    await desk.citizen.presses("Bổ sung")
    await desk.citizen.says(BRIBE)
    await desk.citizen.presses("Xong")
    assert not told(office, desk.clerk.address, desk.code, since=since)
    chair.sees(desk.code, "gửi thêm")
    await chair.presses("Đọc nội dung")
    chair.sees(BRIBE)


async def test_a_question_whose_act_another_has_done_ends_with_what_is_true(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    second = await office.staff("office", name="Chị Hai")
    case = await desk.case()
    for undone in ("pressed again", "given up"):
        await desk.clerk.sends(choice=f"seal:{case.id}")
        await second.sends(choice=f"seal:{case.id}")
        await second.presses("Niêm phong")
        if undone == "pressed again":
            await desk.clerk.sends(choice=f"seal:{case.id}")
        else:
            await desk.clerk.says("/huy")
        assert [one.text for one in desk.clerk.latest] == [
            office.app.texts("sealed.first", code=case.code)
        ]
        await desk.clerk.says("/huy")
        assert case.code not in desk.clerk.latest[-1].text
        await lifts_restriction(second, case.id)


async def test_a_draft_ends_with_the_role_in_which_it_was_written(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    await desk.official.presses("Trả lời")
    await desk.official.says(ANSWER)
    await press_staff(desk.leader, "Anh Hạ tầng", "Tạm ngừng")
    await desk.official.says("xin chào")
    assert all(desk.code not in one.text for one in desk.official.latest)


async def test_who_is_named_hears_once_that_another_is_needed_and_is_asked_nothing_more(
    office: OfficeUnderTest,
) -> None:
    accused = await Accused(office).opens()
    await accused.names("Chị Trưởng phòng")
    await accused.leader.says("/moi")
    await accused.leader.presses("cán bộ xử lý")
    await accused.leader.presses("Kinh tế")
    await accused.leader.says("Anh Mới")
    accused.leader.sees_key("staffing.needs_second")
    assert len(accused.leader.latest) == 2
    await accused.leader.says("/huy")
    accused.leader.sees_key("start.nothing_to_cancel")
