"""Who walks through a conversation: knows answers by name, skips what may be skipped."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.event import Choice
from bot.walker import Answer, Question, Unanswered, Walker, first, starting
from tests.support.story import LAMP, OfficeUnderTest

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


def asks(name: str, *values: str) -> Question:
    choices = tuple(Choice(value.title(), f"f:1:{name}:{value}") for value in values)
    return Question("intake", 1, name, choices, NOON)


def walker(**told: Answer) -> Walker:
    return Walker("intake", told, {"name": "Rơ Châm Thử", "field": first, "describe": LAMP})


def test_a_value_that_is_offered_is_pressed_and_other_words_are_typed() -> None:
    person = walker(publish="no", place="Trước chợ")
    assert person.answer(asks("publish", "yes", "no")) == Choice("No", "f:1:publish:no")
    assert person.answer(asks("place", "ia-ka", "phu-hoa")) == "Trước chợ"


def test_what_was_told_comes_before_what_is_usual() -> None:
    assert walker().answer(asks("name", "cancel")) == "Rơ Châm Thử"
    assert walker(name="Siu Mẫu").answer(asks("name", "cancel")) == "Siu Mẫu"


def test_an_answer_may_be_a_button_found_when_it_is_asked() -> None:
    assert walker().answer(asks("field", "roads", "light")) == Choice("Roads", "f:1:field:roads")
    by_label = walker(field=starting("Li"))
    assert by_label.answer(asks("field", "roads", "light")) == Choice("Light", "f:1:field:light")
    with pytest.raises(Unanswered, match=r"intake\.field.*offers no 'Li'"):
        walker(field=starting("Li")).answer(asks("field", "roads"))


def test_a_question_that_may_be_skipped_is_skipped_when_nobody_knows_it() -> None:
    assert walker().answer(asks("weather", "skip", "cancel")) == Choice("Skip", "f:1:weather:skip")


def test_a_question_nobody_knows_is_named() -> None:
    with pytest.raises(Unanswered, match=r"what to answer to intake\.weather \['Rain', 'Cancel'\]"):
        walker().answer(asks("weather", "rain", "cancel"))


def test_several_things_are_told_one_after_another_and_then_it_is_enough() -> None:
    person = walker(describe=("Đèn hỏng", "Ở chợ"))
    assert person.answer(asks("describe", "cancel")) == "Đèn hỏng"
    assert person.answer(asks("describe", "done", "cancel")) == "Ở chợ"
    assert person.answer(asks("describe", "done", "cancel")) == Choice("Done", "f:1:describe:done")


def test_what_somebody_told_before_is_not_told_again() -> None:
    begun = asks("describe", "done", "cancel")
    assert walker().answer(begun) == Choice("Done", "f:1:describe:done")


def test_an_answer_that_is_not_taken_is_not_given_for_ever() -> None:
    person = walker()
    person.answer(asks("name", "cancel"))
    with pytest.raises(Unanswered, match=r"intake\.name .* is asked again"):
        person.answer(asks("name", "cancel"))


def test_an_answer_nobody_asked_for_is_noticed() -> None:
    person = walker(publish="no", wish="better")
    person.answer(asks("publish", "yes", "no"))
    assert person.unasked == {"wish"}


def test_what_was_told_and_not_asked_is_changed_where_a_button_offers_it() -> None:
    person = walker(publish="yes", place="Trước chợ", describe=("Đèn hỏng", "Ở chợ"))
    telling = Question("intake", 1, "describe", (), NOON, gathers=True)
    assert person.beforehand(telling) is None
    assert person.answer(telling) == "Đèn hỏng"
    summary = asks("confirm", "send", "publish=yes", "place")
    assert person.beforehand(summary) == "Ở chợ"
    assert person.beforehand(summary) == Choice("Publish=Yes", "f:1:confirm:publish=yes")
    assert person.beforehand(summary) == Choice("Place", "f:1:confirm:place")
    person.answer(asks("place", "skip"))
    assert person.beforehand(summary) is None


async def test_people_of_stories_hear_of_what_was_never_asked(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("/gopy")
    with pytest.raises(AssertionError, match=r"intake never asked for \{'wish'\}"):
        await citizen.answers("intake", wish="better", until="confirm")


async def test_whoever_walks_sees_how_far_a_conversation_is(office: OfficeUnderTest) -> None:
    citizen = office.citizen()
    await citizen.says("/gopy")
    told = "Đèn đường hỏng hai tuần nay, tối lắm"
    asked = await citizen.answers("intake", until="place", describe=told)
    assert asked == {"describe"}
    citizen.sees("Chuyện xảy ra ở đâu")
    asked = await citizen.answers("intake")
    assert asked == {"place", "name", "phone", "address", "publish", "confirm"}
    assert citizen.sees("Đã tiếp nhận").case
