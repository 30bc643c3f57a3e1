"""A question whose case moved on, or whose right was taken, ends with a sentence that says so."""

from __future__ import annotations

from bot.event import Event
from bot.turn import Turn
from bot.user_error import UserError
from handlers import FLOWS
from storage import people
from tests.support.desk import ANSWER, Desk, opens_own, proposes
from tests.support.story import OfficeUnderTest, files_a_report

STANDS_ON_NOTHING = {
    # A report, a denunciation, an alarm or a rating that is not there yet: none can go.
    *("intake", "alarm", "denounce", "visits.rating", "visits.more", "visits.criterion"),
    # A citizen's words are never lost: where they go is asked anew as the case stands then.
    *("followup.adding", "followup.supplementing", "followup.reopening", "followup.appealing"),
    *("followup.doubt", "followup.late", "whose.which", "unsure", "praised", "rating.adding"),
    # Somebody's own data, what everybody may search, and what nobody may be told is there.
    "denounce.opening",
    *("mydata.correcting", "mydata.erasing", "mydata.withdrawing", "results.search"),
    "start.welcome",
}


def test_every_question_ends_with_what_it_stands_on_or_stands_on_nothing() -> None:
    endless = {name for name, flow in FLOWS.items() if flow.possible is None}
    assert endless == STANDS_ON_NOTHING


async def test_no_question_is_left_open_with_who_lost_every_right_to_it(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    case = await desk.case()
    now = office.app.clock.now()
    event = Event(id="1", address="paper:nobody", sender="paper:nobody", at=now)
    of_case = {"case_id": case.id, "code": case.code, "move": "accuse", "do": "hide"}
    of_staff = {"person": 1, "kind": "leave", "role": "official", "agency": "KTHT"}
    of_rest = {"id": 1, "task": 1, "section": "mine", "span": "week", "first": "2026-11-16"}
    answers = of_case | of_staff | of_rest
    left = []
    async with office.app.db.begin() as db:
        known = await people.person_at_address(db, event.sender, now)
        turn = Turn(db=db, now=now, event=event, world=office.app.world, known=known)
        for name, flow in FLOWS.items():
            if flow.possible is None:
                continue
            try:
                await flow.possible(turn, answers)
            except UserError:
                continue
            left.append(name)
    assert not left


async def test_who_was_asked_hears_that_it_is_over_and_is_asked_no_more(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens()
    second = await office.staff("office", name="Anh Văn phòng")
    case = await desk.case()
    await proposes(desk.clerk, desk.code)
    await second.presses("Không đồng ý")
    await desk.official.sends(choice=f"transcribe:{case.id}")
    await desk.clerk.says(f"/chuyen {desk.code} YTE")
    await second.says("Nội dung rõ rồi, chuyển phòng Hạ tầng")
    assert [reply.text for reply in second.latest] == [
        office.app.texts("refusing.none", code=desk.code)
    ]
    await desk.official.says("Người dân nói đèn đường hỏng ba hôm nay rồi")
    assert [reply.text for reply in desk.official.latest] == [office.app.texts("desk.not_yours")]


async def test_an_open_draft_ends_at_its_next_step_in_the_same_words_whatever_took_the_case(
    office: OfficeUnderTest,
) -> None:
    desk, said = await Desk(office).opens(), []

    async def goes() -> None:
        await desk.clerk.says(f"/chuyen {desk.code} YTE")

    async def restricted() -> None:
        await desk.clerk.sends(choice=f"seal:{(await desk.case()).id}")
        await desk.clerk.presses("Niêm phong")

    async def about_him() -> None:
        await opens_own(desk)
        await desk.citizen.presses("Bổ sung")
        await desk.citizen.says("Anh Hạ tầng ở phòng kinh tế chửi tôi và đòi tiền mới làm")
        await desk.citizen.presses("Xong")

    for lose in (goes, restricted, about_him):
        await desk.official.says(f"/traloi {desk.code} {ANSWER}")
        await lose()
        await desk.official.presses("Xong")
        said.append([(one.text, one.choices) for one in desk.official.latest])
        desk.citizen = office.citizen()
        desk.code = await files_a_report(desk.citizen)
        await desk.clerk.presses("Chuyển Kinh tế")
    assert said == [[(office.app.texts("desk.not_yours"), ())]] * 3
