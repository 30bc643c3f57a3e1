"""Each sentence that says who sees what, how long it is kept or what is deleted is true.

A sentence is found by its words. It is held by a test that tries to break it, here or elsewhere,
or it stands below with the reason why it promises nothing. A new one without either fails.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select

from bot.texts import Texts
from offices import load_office
from storage import cases
from storage.models import Case, Conversation, InboxRow, OutboxRow
from tests.support.accused import CONDUCT
from tests.support.desk import HELP_GIVEN, Desk, asks_in
from tests.support.story import OfficeUnderTest, Talker, files_a_report
from tests.support.walking import LAMP

ROOT = Path(__file__).resolve().parent.parent
TEXTS = Texts()
PROMISE = re.compile(
    r"không (?:ai |được |cơ quan nào )*"
    r"(?:thấy|xem|đọc|biết|giữ lại|công khai|đăng|để tên|có tên|ghi tên|nêu tên|vào nhóm|lưu)\b"
    r"|giữ kín|bí mật|\b(?:tự|được|đã|sẽ) xóa\b|xóa (?:sau|được)|ghi lại\b"
    r"|\bchỉ\b[^.;]{0,60}\b(?:thấy|xem|đọc|mở)\b|\bche (?:tên|thông tin)"
    r"|\bgiữ (?:\{?\w+\}? )?(?:ngày|tháng|đến)|máy chủ|\bxem (?:được|tất cả|lời kể)\b",
    re.IGNORECASE,
)
Test = TypeVar("Test", bound=Callable[..., object])
HELD: dict[str, str] = {}
"""By key of a sentence, the test that holds it."""


def holds(*keys: str) -> Callable[[Test], Test]:
    """The test plays somebody who tries to break these sentences."""

    def noted(test: Test) -> Test:
        HELD.update(dict.fromkeys(keys, f"tests/test_promises.py::{test.__name__}"))
        return test

    return noted


WEB_SESSIONS = "tests/channels/test_web_sessions.py"
DENUNCIATION = "tests/handlers/test_denunciation.py"
HELD_ELSEWHERE = {
    "tests/handlers/test_added_words.py::"
    "test_an_addition_about_who_works_on_the_case_goes_to_the_office_and_the_case_lives_on": (
        "added_words.readers",
    ),
    "tests/handlers/test_left_alone.py::"
    "test_naming_the_only_chair_later_sends_all_whose_matter_it_is_above_and_to_no_chair": (
        "added_words.nobody",
        "added_words.agency",
    ),
    "tests/handlers/test_added_words.py::"
    "test_who_reported_the_same_hears_who_reads_it_when_more_is_said": ("added_words.others",),
    "tests/handlers/test_visits.py::"
    "test_words_about_somebody_are_read_by_the_chair_and_by_nobody_of_the_desk": (
        "low_scores.about_somebody",
        "low_scores.no_leader",
        "slip_words.about_somebody",
    ),
    "tests/handlers/test_suspicion.py::test_no_one_alone_says_whom_a_case_about_nobody_is_about": (
        "agreed_change.what.name",
    ),
    "tests/handlers/test_refusing.py::"
    "test_who_agrees_reads_of_the_case_what_they_may_read_anyway": ("refusing.not_yours_to_read",),
    f"{DENUNCIATION}::test_no_clerk_agency_or_stranger_learns_that_it_exists": (
        "denounce.offer.ask",
        "denounce.name.ask",
        "denounce.card",
        "denounce.filed",
        "denounce.was_added",
        "denounce.not_answered",
    ),
    f"{DENUNCIATION}::test_the_chair_alone_reads_it_and_its_writer_sees_each_reading": (
        "denounce.content",
    ),
    f"{DENUNCIATION}::test_the_next_person_at_the_same_machine_learns_nothing_of_it": (
        "denounce.told",
        "mydata.file.head",
    ),
    f"{DENUNCIATION}::test_evidence_may_follow_and_stays_with_it": ("denounce.was_erased",),
    "tests/channels/test_page_history.py::"
    "test_what_is_said_of_a_denunciation_is_shown_and_stands_in_no_history": (
        "denounce.opening.code.ask",
    ),
    f"{DENUNCIATION}::test_whoever_does_not_answer_is_reminded_and_its_writer_is_told": (
        "denounce.gone",
        "denounce.late.answer",
    ),
    f"{DENUNCIATION}::test_where_nobody_may_read_it_nothing_is_offered": ("intake.stopped",),
    "tests/test_who_sees.py::"
    "test_no_figures_hold_a_word_of_a_case_nor_name_one_to_whom_it_is_about": (
        "ask_figures.withheld",
    ),
    "tests/bot/test_passing_faults.py::"
    "test_whatever_passes_is_tried_again_told_once_and_then_answered": ("conversation.held_up",),
    "tests/browser/test_leaving.py::test_leaving_takes_one_press_and_leaves_nothing": (
        "chat.js.leave_ask",
    ),
    f"{WEB_SESSIONS}::test_all_sessions_of_a_person_end_by_one_command": ("own_sessions.ended",),
    f"{WEB_SESSIONS}::test_the_office_ends_the_sessions_of_a_colleague_and_those_of_who_leaves": (
        "staff_changes.sessions_ended",
    ),
    f"{DENUNCIATION}::test_in_a_talk_the_officer_does_not_hear_it_and_it_may_be_handed_over": (
        "talking.denunciation_waits",
    ),
    "tests/handlers/test_talking.py::"
    "test_danger_gets_its_numbers_and_a_denunciation_goes_nowhere": ("talking.denunciation",),
    "tests/handlers/test_talking.py::test_both_sides_write_through_the_bot_and_see_no_name": (
        "talking.called",
        "talking.yours",
    ),
    "tests/handlers/test_talking.py::test_what_was_said_is_sealed_and_is_no_case": (
        "talking.nobody_came",
    ),
    "tests/handlers/test_screening.py::test_a_draft_is_reminded_of_once_and_dropped_after_a_week": (
        "intake.draft_waits",
        "intake.draft_over",
    ),
    "tests/handlers/test_paper.py::"
    "test_a_receipt_of_what_may_be_about_somebody_makes_nobody_its_owner": (
        "attaching.by_phone",
        "paper.receipt",
        "paper.slip.once",
    ),
    "tests/handlers/test_paper.py::test_without_consent_nothing_is_kept": ("paper.no_consent",),
    "tests/handlers/test_identity.py::"
    "test_an_official_sees_the_contact_for_a_reason_and_everybody_knows": (
        "identity.contact",
        "helping.staff.answering.lienhe",
    ),
    "tests/handlers/test_identity.py::"
    "test_nobody_of_the_agency_sees_who_reported_before_they_took_the_case": (
        "identity.take_it_first",
    ),
    "tests/handlers/test_sealed.py::"
    "test_sealing_asks_once_and_who_had_the_case_has_it_again_when_it_is_lifted": (
        "sealed.asking.sure.ask",
    ),
    "tests/handlers/test_mydata.py::"
    "test_erasing_blanks_the_person_and_keeps_the_skeleton_of_the_case": (
        "mydata.erased",
        "mydata.erasing.sure.ask",
    ),
    "tests/handlers/test_mydata.py::test_nothing_is_erased_while_a_case_is_open": (
        "mydata.still_open",
    ),
    "tests/handlers/test_mydata.py::test_contacts_go_by_themselves_when_their_time_is_over": (
        "mydata.all",
        "tracking.step.forget_contact",
    ),
    "tests/handlers/test_mydata.py::"
    "test_the_export_is_two_files_with_everything_of_mine_and_nobody_elses": ("mydata.made",),
    "tests/handlers/test_mydata.py::"
    "test_what_the_law_wants_kept_is_not_erased_and_the_reason_is_told": (
        "holding.done",
        "holding.undone",
        "holding.refused",
    ),
    "tests/handlers/test_mydata.py::test_who_no_longer_wants_it_public_is_public_no_more": (
        "mydata.means.publish",
        "publishing.never.no_consent",
        "publishing.never_refused.no_consent",
    ),
    "tests/handlers/test_publishing.py::test_strangers_read_what_was_checked_and_nothing_else": (
        "intake.publish.yes",
        "paper.publish.ask",
        "publishing.citizen_published",
        "site.home.step_answer",
        "site.result.privacy",
        "site.data.column.question",
        "site.data.column.answer",
        "mydata.purpose.publish",
    ),
    "tests/handlers/test_publishing.py::"
    "test_in_a_small_group_the_village_is_hidden_like_the_commune": ("results.not_found",),
    "tests/handlers/test_publishing.py::test_some_cases_are_never_published": (
        "publishing.never.field",
        "publishing.never_refused.field",
        "publishing.never.sealed",
        "publishing.never_refused.sealed",
    ),
    "tests/handlers/test_publishing.py::"
    "test_what_is_of_a_child_or_of_health_is_never_published_whatever_its_field": (
        "publishing.sensitive",
        "publishing.personal.reason",
        "publishing.never.personal",
        "publishing.never_refused.personal",
    ),
    "tests/handlers/test_publishing.py::"
    "test_withholding_needs_a_reason_and_an_official_may_not_publish": ("publishing.withheld",),
    "tests/handlers/test_sealed.py::test_what_is_added_to_a_sealed_case_reaches_the_office_alone": (
        "sealed.content",
    ),
    "tests/handlers/test_conflict.py::"
    "test_a_named_official_neither_sees_nor_touches_the_case_that_stays_in_the_agency": (
        "conflict.about_person",
    ),
    "tests/publish/test_tap_people.py::"
    "test_from_the_page_score_criteria_and_words_go_along_to_the_report_and_nobody_elses": (
        "tap.road_report",
        "visits.road.report",
    ),
    "tests/publish/test_tap_people.py::"
    "test_the_code_on_an_appointment_slip_brings_the_nine_criteria_and_counts_once": (
        "tap.of_dossier",
    ),
    "tests/handlers/test_visits.py::test_every_word_on_a_slip_reaches_somebody_by_the_week": (
        "tap.words_who",
        "visits.more.what.ask",
    ),
    "tests/handlers/test_visits.py::test_nothing_kept_leads_to_the_citizen_once_the_salt_is_gone": (
        "posters.anonymous",
        "figures.page.method_anonymous",
        "visits.thanks",
        "visits.reporting",
        "tap.anonymous",
    ),
    "tests/handlers/test_visits.py::"
    "test_low_scores_reach_the_leader_of_the_place_in_threes_or_by_the_week_without_a_name": (
        "low_scores.task",
        "low_scores.task_again",
        "slip_words.week",
    ),
    "tests/test_who_sees.py::test_who_may_not_see_a_case_gets_nothing_of_it_by_any_door": (
        "who_sees.nothing",
        "who_sees.words.logged",
        "who_sees.page.head",
        "who_sees.page.foot",
    ),
    "tests/handlers/test_receipts.py::"
    "test_guessing_is_over_after_a_few_tries_and_says_so_also_to_who_guesses_right_then": (
        "tracking.too_many",
    ),
    "tests/handlers/test_stolen_copy.py::"
    "test_who_tries_every_person_with_the_key_finds_no_writer_of_a_denunciation": (),
    "tests/handlers/test_receipts.py::test_nobody_of_the_staff_sees_the_secret_part": (
        "intake.registered",
        "paper.slip.follow",
    ),
    "tests/handlers/test_receipts.py::"
    "test_a_stranger_who_walks_all_codes_of_a_week_by_every_door_cannot_tell_one_from_none": (
        "tracking.unknown",
    ),
    "tests/publish/test_few_reported.py::"
    "test_every_exit_names_the_week_and_neither_the_day_nor_the_code": ("site.result.few",),
    "tests/channels/test_telegram_groups.py::test_who_reported_never_enters_a_group": (
        "groups.joined",
        "groups.joined_threads",
        "templates.place.ten",
    ),
}
NO_PROMISE = {
    "the label of a button, or the name of a choice": (
        "agreed_change.what.accuse chat.record_again "
        "denounce.see denounce.mine denounce.offer.hand_over intake.unnamed "
        "paper.publish.no "
        "publishing.withhold publishing.personal.whose.yes open311.attribute.publish.no "
        "results.all site.home.all site.results.clear"
    ),
    "a title, under which a promise of another sentence stands": (
        "denounce.own denounce.card_added denounce.waiting denounce.late.forward "
        "desk.mark.reference identity.why.other"
    ),
    "says what somebody did, or was asked to do, now": (
        "chat.js.no_sound templates.removed rating.words_kept visits.words_kept paper.consent.ask "
        "publishing.telling.withhold.ask publishing.nothing_found blocking.appealing.words.ask "
        "site.results.none_found identity.agreed"
    ),
    "what people type, or a notice that stands elsewhere": (
        "conversation.also.anonymous conversation.also.skip start.welcome.consent.ask "
        "intake.anonymous.said.keep"
    ),
    "asks the reader to be careful with what is theirs": (
        "conversation.private_only chat.back_mine tap.words_note "
        "low_scores.doing.words.ask staffing.invited"
    ),
    "is about figures, files or commands, not about people": (
        "cli.verify.no_file cli.rekey.both_sealed_keys "
        "settings.no_file settings.offices_file ask_figures.not_yours "
        "ask_figures.one_agency check.denunciations_unconfirmed"
    ),
    "what is no PAKN without a name; its own sentences say what becomes of it": (
        "intake.reference_kept intake.lawful.kinds"
    ),
}


def promising() -> set[str]:
    """The keys of all sentences whose words promise."""
    return {key for key in TEXTS if PROMISE.search(TEXTS._templates[key])}


def accounted() -> dict[str, list[str]]:
    """By key, every place that accounts for it."""
    found: dict[str, list[str]] = {}
    places = [(test, (key,)) for key, test in HELD.items()]
    places += list(HELD_ELSEWHERE.items())
    places += [(why, tuple(keys.split())) for why, keys in NO_PROMISE.items()]
    for place, keys in places:
        for key in keys:
            found.setdefault(key, []).append(place)
    return found


def test_every_sentence_that_promises_is_held_by_a_test() -> None:
    assert sorted(promising() - accounted().keys()) == []


def test_every_sentence_is_accounted_for_once_and_is_there() -> None:
    assert [key for key, places in accounted().items() if len(places) > 1] == []
    assert sorted(key for key in accounted() if key not in TEXTS) == []


@pytest.mark.parametrize("test", sorted(HELD_ELSEWHERE))
def test_what_holds_a_sentence_elsewhere_is_there(test: str) -> None:
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)}


NAME, PHONE = "Rơ Châm Thử", "0912345678"
"""Who reports in every story."""


def test_what_the_notice_says_about_time_are_the_offices_numbers() -> None:
    office = load_office()
    assert f"{office.limits.contact_months} tháng" in office.consent.keep
    assert f"{office.limits.draft_days} ngày" in office.consent.keep


async def tries_to_read(person: Talker, case: Case) -> None:
    """Every way to the words of a case and to who reported it."""
    for said in (
        f"/xem {case.code}",
        f"/lienhe {case.code} gọi hỏi thêm cho rõ việc",
        f"/tracuu {case.code}",
        f"/traloi {case.code} Đã kiểm tra xong rồi nhé bà con",
        "/viec",
        f"/viec {case.code}",
    ):
        await person.says(said)
        await person.says("/huy")
    for button in ("open", "whole", "why", "identity", "transcribe", "accept", "case", "read"):
        await person.sends(choice=f"{button}:{case.id}:call")
        await person.says("/huy")


async def case_of(office: OfficeUnderTest, code: str) -> Case:
    async with office.app.db.read() as db:
        case = await cases.case_by_code(db, code)
    assert case is not None
    return case


def knows(person: Talker, *words: str) -> list[str]:
    said = "\n".join(reply.text for reply in person.replies())
    return [word for word in words if word in said]


@holds("consent.notice", "intake.readers.ordinary", "open311.notice")
async def test_words_are_read_by_who_has_the_case_and_the_contact_for_a_reason_only(
    office: OfficeUnderTest,
) -> None:
    desk = await Desk(office).opens(forwarded=False)
    stranger, elsewhere = office.citizen(), await office.staff("official", "YTE", "Chị Y tế")
    case, words = await desk.case(), LAMP
    for person in (desk.official, elsewhere, stranger):
        await tries_to_read(person, case)
        assert knows(person, words, NAME, PHONE) == []
    await desk.clerk.says(f"/chuyen {desk.code} KTHT")
    await desk.official.says(f"/xem {desk.code}")
    assert knows(desk.official, words, NAME, PHONE) == [words]
    await desk.official.says(f"/nhan {desk.code}")
    await desk.official.says(f"/lienhe {desk.code} gọi hỏi thêm cho rõ việc")
    desk.official.sees(NAME, PHONE)
    await desk.citizen.says("/dulieu")
    desk.citizen.sees(f"vụ việc {desk.code}, Phòng Kinh tế - Hạ tầng")
    for person in (elsewhere, stranger):
        await tries_to_read(person, case)
        assert knows(person, words, NAME, PHONE) == []


@holds()
async def test_who_helps_reads_the_words_and_never_the_contact(office: OfficeUnderTest) -> None:
    desk = await Desk(office).opens(leader=True)
    helper = await office.staff("official", "DIENLUC", "Anh Điện lực")
    await desk.official.presses("Nhận xử lý")
    await asks_in(desk.leader, desk)
    await helper.says(f"/gopy {HELP_GIVEN}")
    await tries_to_read(helper, await desk.case())
    assert knows(helper, LAMP, NAME, PHONE) == [LAMP]


@holds("intake.anonymous.ask", "intake.readers.conduct", "intake.field.proposal_of_conduct")
async def test_of_a_case_about_officials_their_agency_reads_nothing_and_two_open_the_contact(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    accused = [
        await office.staff("official", "KTHT", "Anh Hạ tầng"),
        await office.staff("leader", "KTHT", "Chị Trưởng phòng"),
    ]
    other = await office.staff("official", "NOIVU", "Anh Nội vụ")
    citizen = office.citizen()
    await citizen.says("/gopy")
    await citizen.answers("intake", describe=CONDUCT, about="conduct", publish="no")
    case = await case_of(office, citizen.sees("Đã tiếp nhận").case)
    for person in (*accused, other):
        await tries_to_read(person, case)
        assert knows(person, CONDUCT, NAME, PHONE) == []
    await clerk.says(f"/chuyen {case.code} NOIVU")
    for person in accused:
        await tries_to_read(person, case)
        assert knows(person, CONDUCT, NAME, PHONE) == []
    await other.says(f"/nhan {case.code}")
    await other.says(f"/lienhe {case.code} gọi hỏi thêm cho rõ việc")
    other.sees("phải có người thứ hai đồng ý")
    assert knows(other, NAME, PHONE) == []
    await clerk.presses("Đồng ý cho xem")
    assert NAME in "\n".join(reply.text for reply in other.replies())


@holds()
async def test_who_is_said_to_read_the_contact_is_said_by_what_the_words_are_about(
    office: OfficeUnderTest,
) -> None:
    for words, about, readers, expected in (
        (LAMP, {}, "ordinary", "Phòng Kinh tế - Hạ tầng"),
        (CONDUCT, {"about": "conduct"}, "conduct", "nơi không bị phản ánh"),
        (CONDUCT, {"about": "other"}, "conduct", "nơi không bị phản ánh"),
    ):
        citizen = office.citizen()
        await citizen.says("/gopy")
        await citizen.answers("intake", describe=words, until="confirm", publish="no", **about)
        said = "\n".join(reply.text for reply in citizen.replies())
        desk = office.app.office.desk
        for kind in ("ordinary", "conduct"):
            promise = office.app.texts(f"intake.readers.{kind}", desk=desk)
            assert (promise in said) is (kind == readers)
        citizen.sees("Chuyển đến: " + expected)


@holds()
async def test_of_a_case_about_the_receiving_office_its_clerks_read_nothing(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    await office.staff("chair", name="Chị Chủ tịch")
    citizen = office.citizen()
    words = "Cán bộ Văn phòng ở bộ phận một cửa hách dịch, hẹn đi hẹn lại nhiều lần"
    await citizen.says("/gopy")
    await citizen.answers("intake", describe=words, about="conduct", publish="no")
    await tries_to_read(clerk, await case_of(office, citizen.sees("Đã tiếp nhận").case))
    assert knows(clerk, words, NAME, PHONE) == []


async def test_name_and_number_typed_where_the_place_is_asked_reach_no_agency(
    office: OfficeUnderTest,
) -> None:
    clerk = await office.staff("office", name="Chị Văn phòng")
    official = await office.staff("official", "KTHT", "Anh Hạ tầng")
    citizen = office.citizen()
    typed = f"Trước nhà {NAME}, 0987 654 321, đường Trần Phú"
    code = await files_a_report(citizen, place=typed)
    await clerk.says(f"/chuyen {code} KTHT")
    await official.says(f"/xem {code}")
    official.sees("đường Trần Phú")
    await official.says("/viec")
    assert knows(official, NAME, "0987", "654 321") == []


@holds("intake.set_aside", "intake.cancelled")
async def test_what_is_set_aside_is_kept_encrypted_and_found_again_until_it_is_erased(
    office: OfficeUnderTest,
) -> None:
    office.paper.keeps_history = True
    citizen = office.citizen()
    await citizen.says("Đèn đường chợ Phú Hòa hỏng hai tuần nay")
    await citizen.answers("intake", until="confirm")
    for back in ("gửi đi", "ủa gửi chưa vậy", "tôi đã gửi được chưa nhỉ", "Viết tiếp"):
        await citizen.presses("Để sau")
        citizen.sees("Chưa gửi", "7 ngày", "mã hóa")
        assert len(citizen.latest) == 1
        await (citizen.presses if back == "Viết tiếp" else citizen.says)(back)
        citizen.sees("Xin xem lại", "Nội dung: Đèn đường chợ Phú Hòa hỏng hai tuần nay\n")
    stored, read = await _conversations_stored(office)
    assert "Phú Hòa".encode() not in stored
    assert "Phú Hòa hỏng" in read
    await citizen.presses("Để sau")
    await citizen.says("Xóa")
    citizen.sees("đã được xóa")
    assert "Phú Hòa hỏng" not in (await _conversations_stored(office))[1]


async def _conversations_stored(office: OfficeUnderTest) -> tuple[bytes, str]:
    """All that is kept of conversations: as it is on the disk, and as the key opens it."""
    async with office.app.db.read() as db:
        found = [
            *(await db.execute(select(InboxRow.payload))).scalars(),
            *(await db.execute(select(OutboxRow.reply))).scalars(),
            *(await db.execute(select(Conversation.stack))).scalars(),
        ]
    kept = [one for one in found if one]
    return b"".join(kept), "\n".join(office.app.db.vault.decrypt(one).decode() for one in kept)
