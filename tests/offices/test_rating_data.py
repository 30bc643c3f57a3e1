"""What an office says about ratings is checked, and a new form needs no code."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import App
from bot.settings import Settings
from offices import SHIPPED, OfficeError, load_office, locate_faults, office_warnings
from storage.models import RatingDay, SurveyResponse
from tests.support.machine import MONDAY_MORNING
from tests.support.ratings import counted, opens
from tests.support.story import OfficeUnderTest

FORM = """
[ratings.forms.tre-em]
name = "Chỗ cho trẻ em"
kind = "visit"
basis = "Thử nghiệm"
confirmed = true

[ratings.forms.tre-em.questions.k1]
text = "Chỗ ngồi cho trẻ em"
options = ["Không có", "Có"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(SHIPPED, tmp_path / "office")


def test_the_shipped_forms_are_the_five_factors_and_the_nine_indicators() -> None:
    ratings = load_office().ratings
    sipas = ratings.forms["sipas"]
    counted = [sum(q.factor == code for q in sipas.questions.values()) for code in ratings.factors]
    assert counted == [5, 6, 7, 4, 5]
    assert len(ratings.forms["mot-cua"].questions) == 9
    assert ratings.forms["mot-cua"].bands[0].points == 15
    assert len(ratings.counters) == 17
    assert all(counter.field for counter in ratings.counters.values())


def test_dossier_codes_are_known_by_their_formats() -> None:
    ratings = load_office().ratings
    today = date(2026, 11, 23)
    assert ratings.dossier(" h21.65-260914-0011 ", today) == ("H21.65-260914-0011", "")
    assert ratings.dossier("000.25.65.H21-260914-0011", today) is not None
    for text in ("", "huyen", "H21.65-260914", "PAKN.20261123.0001", "xH21.65-260914-0011"):
        assert ratings.dossier(text, today) is None
    for no_day in ("261124", "269999", "220914"):  # tomorrow, never, long over
        assert ratings.dossier(f"H21.65-{no_day}-0011", today) is None


def test_what_a_person_must_confirm_is_said_with_its_line() -> None:
    said = {one.key: one for one in locate_faults(SHIPPED, office_warnings(load_office()))}
    for key in ("counting_unconfirmed", "form_unconfirmed", "target_unconfirmed"):
        assert said[f"check.{key}"].file == "ratings.toml"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("[ratings.counters.huyen]", "[ratings.counters.Huyen]", "counter_code"),
        ('agency = "VPDKDD"', 'agency = "KHONG"', "unknown_agency"),
        ('commune = "ia-ka"', 'commune = "ia-kaa"', "unknown_code"),
        ('field = "sodo"', 'field = "sohong"', "unknown_code"),
        ('factor = "tiep-can"\nbaseline', 'factor = "tiep"\nbaseline', "unknown_code"),
        ("questions.d1]", "questions.s1]", "question_code"),
        ("questions.d1]", "questions.overall]", "question_code"),
        ("points = 15", "points = 11", "bands"),
        ('options = ["Chưa tốt", "Được", "Tốt"]', 'options = ["Tốt"]', "options"),
        ('example = "H21.65-260914-0011"', 'example = "H21"', "dossier_pattern"),
        ("minimum = 10", "minimum = 0", "at_least_one"),
        ('period_rule = "calendar"', 'period_rule = "lunar"', "bad_value"),
        ('reading = "points"', 'reading = "percent"', "bad_value"),
        (
            "[ratings.forms.mot-cua.questions.d1]",
            '[ratings.forms.mot-cua.questions.d1]\nfactor = "pakn"',
            "factor_needs_labels",
        ),
    ],
)
def test_every_contradiction_is_named_with_file_and_line(
    folder: Path, old: str, new: str, key: str
) -> None:
    file = folder / "ratings.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(OfficeError) as caught:
        load_office(folder)
    assert f"check.{key}" in {fault.key for fault in caught.value.faults}
    fault = next(fault for fault in caught.value.faults if fault.key == f"check.{key}")
    assert fault.file == "ratings.toml"
    assert fault.line > 1


@pytest.fixture
async def office(folder: Path, tmp_path: Path) -> AsyncIterator[OfficeUnderTest]:
    with (folder / "ratings.toml").open("a", encoding="utf-8") as file:
        file.write(FORM)
    settings = Settings(
        office=folder, data_dir=tmp_path, port=0, secret_key="only for tests", now=MONDAY_MORNING
    )
    app = App(settings)
    async with app.running():
        yield OfficeUnderTest(app)


async def test_another_form_is_asked_in_chat_and_on_the_page_without_code(
    office: OfficeUnderTest,
) -> None:
    citizen = office.citizen()
    await citizen.says("/start danhgia-huyen")
    await citizen.presses("Hài lòng")
    await citizen.presses("Chỗ cho trẻ em")
    citizen.sees("Chỗ ngồi cho trẻ em")
    await citizen.presses("Không có")
    await counted(office.app)
    async with office.app.db.read() as db:
        (slip,) = (await db.execute(select(SurveyResponse))).scalars()
        rows = (await db.execute(select(RatingDay).where(RatingDay.question == "k1"))).scalars()
        assert [(row.n0, row.n1) for row in rows] == [(1, 0)]
    assert slip.answers == {"overall": 4, "k1": 0}
    page = (await opens(office, "/danh-gia/huyen")).decode()
    assert re.search(r"k1.*options", page)
