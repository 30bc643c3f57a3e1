"""An office's folder loads whole, or every fault in it names its file and line."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bot.texts import Texts
from offices import SHIPPED, FileFault, OfficeError, load_office, locate_faults, office_warnings
from rules.office_check import DEADLINES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(SHIPPED, tmp_path / "office")


def replaced(file: Path, old: str, new: str) -> int:
    """Replace the first `old` in a file; the line it stood on."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults(folder: Path) -> list[FileFault]:
    with pytest.raises(OfficeError) as caught:
        load_office(folder)
    return caught.value.faults


def test_the_shipped_office_loads_without_fault() -> None:
    office = load_office()
    assert office.name == "UBND huyện Chư Păh"
    assert len(office.communes) == 14
    assert set(DEADLINES) <= office.deadlines.keys()
    assert office.agencies[office.receiver].name == office.desk


def test_every_handling_agency_has_a_field_and_only_one_field_goes_unseen() -> None:
    office = load_office()
    handling = {code for code, agency in office.agencies.items() if agency.handles}
    assert {field.agency for field in office.fields.values()} == handling
    assert [f.code for f in office.fields.values() if f.forward_automatically] == ["matdien"]


def test_names_fit_a_button_and_codes_a_link() -> None:
    for field in load_office().fields.values():
        assert len(field.name) <= 30
        assert re.fullmatch("[a-z0-9]{1,12}", field.code)


def test_successors_are_information_on_the_fourteen_communes() -> None:
    office = load_office()
    after = {c.name: office.successors[c.successor].name for c in office.communes.values()}
    assert after["Nghĩa Hòa"] == "xã Chư Păh"
    assert after["Ia Kreng"] == "xã Ia Ly"
    assert after["Hà Tây"] == "xã Ia Khươl"
    assert after["Ia Nhin"] == "xã Ia Phí"
    assert after["Chư Đang Ya"] == "xã Biển Hồ"


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("office.toml", 'place = "Chư Păh"', "place = Chư Păh", "syntax"),
        ("office.toml", 'place = "Chư Păh"', 'places = "Chư Păh"', "unknown_key"),
        ("office.toml", "draft_days = 7", 'draft_days = "bảy"', "wrong_type"),
        ("office.toml", "answer_least = 5", 'answer_least = "năm"', "wrong_type"),
        ("office.toml", "answer_least = 5", "answer_most = 5", "unknown_key"),
        ("office.toml", "hidden_least = 2", "hidden_least = 0", "at_least_one"),
        ("office.toml", "reason_most = 1000", "reason_most = 9", "most_below_least"),
        ("office.toml", 'receiver = "VP"', 'receiver = "TCD"', "unknown_agency"),
        ("office.toml", '["handle", "publish", "invite"]', '["publish"]', "purpose_missing"),
        ("agencies.toml", 'short = "Thuế"', 'short = "Thuế"\nhandle = true', "unknown_key"),
        ("communes.toml", 'kind = "xã"', 'kind = "làng"', "bad_value"),
        ("communes.toml", 'successor = "xa-ia-ly"', 'successor = "x"', "unknown_successor"),
        ("fields.toml", 'agency = "CA"', 'agency = "CAX"', "unknown_agency"),
        ("fields.toml", 'agency = "XA"', 'agency = "TCD"', "unknown_agency"),
        ("fields.toml", '"datdai", "sodo"', '"datdai", "so"', "unknown_field"),
        ("fields.toml", "[topics.dat]", "[topics.datdai]", "defined_twice"),
        ("fields.toml", '"cúp điện"', '"xe rac"', "duplicate_phrase"),
        ("fields.toml", '"cúp điện"', '"..."', "empty_phrase"),
        ("fields.toml", '"cúp điện"', "7", "wrong_type"),
        ("fields.toml", '"answer_quick"', '"answer_now"', "unknown_deadline"),
        ("deadlines.toml", "days = 15", "days = 0", "deadline_days"),
        ("deadlines.toml", "days = 15", "days = 1.5", "wrong_type"),
        ("deadlines.toml", '"asked"', '"sometime"', "bad_value"),
        ("calendar.toml", "date = 2026-08-22", "date = 2026-08-21", "worked_no_rest_day"),
        ("calendar.toml", "date = 2026-01-02", "date = 2026-01-01", "day_twice"),
        ("calendar.toml", "date = 2026-01-02", "date = 2035-01-02", "year_missing"),
        ("calendar.toml", "date = 2026-01-02", 'date = "mai"', "wrong_type"),
        ("calendar.toml", '"decided"', '"maybe"', "bad_value"),
        ("calendar.toml", "[5, 6]", "[5, 7]", "weekday"),
        ("calendar.toml", "[5, 6]", "[0, 1, 2, 3, 4, 5, 6]", "no_working_day"),
        ("calendar.toml", 'ends = "17:00"', 'ends = "12:00"', "sessions"),
        ("calendar.toml", 'ends = "17:00"', 'ends = "17h"', "sessions"),
        ("office.toml", 'tiles = ""', 'tiles = "http://t.example/{z}/{x}/{y}.png"', "map_tiles"),
        ("office.toml", 'tiles = ""', 'tiles = "https://t.example/{z}/{x}.png"', "map_tiles"),
        ("office.toml", 'tiles = ""', 'tiles = "https://t.example/{z}/{x}/{y}"', "map_attribution"),
        ("office.toml", 'emblem = "CP"', 'emblem = "CPAH"', "look_emblem"),
        ("office.toml", '"#0b5a70"', '"teal"', "look_colour"),
        ("office.toml", '"#0b5a70"', '"#6cc3da"', "look_contrast"),
        ("office.toml", '"#6cc3da"', '"#0b5a70"', "look_contrast"),
    ],
)
def test_a_broken_value_names_its_file_and_line(
    folder: Path, file: str, old: str, new: str, key: str
) -> None:
    line = replaced(folder / file, old, new)
    # A key written below the replaced line is a fault of that line.
    line += new.count("\n")
    assert (file, line, f"check.{key}") in [fault[:3] for fault in faults(folder)]


def test_the_lengths_of_a_folder_from_before_they_were_data_are_those_of_the_shipped_one(
    folder: Path,
) -> None:
    file = folder / "office.toml"
    text = file.read_text(encoding="utf-8")
    lengths, after = text.index("[limits.words]"), text.index("[handover]")
    file.write_text(text[:lengths] + text[after:], encoding="utf-8")
    assert load_office(folder).limits == load_office().limits


@pytest.mark.parametrize(
    ("file", "old", "head", "name"),
    [
        ("agencies.toml", 'name = "Phòng Nội vụ"\n', "[agencies.NOIVU]", "name"),
        ("fields.toml", 'agency = "THUE"\n', "[fields.thue]", "agency"),
        ("calendar.toml", "rest_weekdays = [5, 6]\n", "[calendar]", "rest_weekdays"),
        ("office.toml", "text_max = 20000\n", "[limits]", "text_max"),
    ],
)
def test_a_missing_key_points_at_its_table(
    folder: Path, file: str, old: str, head: str, name: str
) -> None:
    replaced(folder / file, old, "")
    text = (folder / file).read_text(encoding="utf-8")
    line = text[: text.index(head + "\n")].count("\n") + 1
    assert faults(folder) == [FileFault(file, line, "check.missing_key", {"name": name})]


def test_a_missing_deadline_points_into_the_file_of_deadlines(folder: Path) -> None:
    replaced(folder / "deadlines.toml", "[deadlines.reopen]", "[deadlines.again]")
    (fault,) = faults(folder)
    assert fault.file == "deadlines.toml"
    assert (fault.key, fault.values) == ("check.deadline_missing", {"code": "reopen"})


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "calendar.toml").unlink()
    assert faults(folder) == [
        FileFault("calendar.toml", 1, "check.missing_key", {"name": "calendar"})
    ]


def test_an_empty_folder_is_a_fault(tmp_path: Path) -> None:
    assert [fault.key for fault in faults(tmp_path)] == ["check.missing_file"]


def test_a_table_in_two_files_is_a_fault_of_the_second(folder: Path) -> None:
    (folder / "more.toml").write_text('# thêm\n[agencies.MOI]\nname = "Mới"\n', encoding="utf-8")
    assert [fault[:3] for fault in faults(folder)] == [("more.toml", 2, "check.defined_twice")]


def test_text_in_another_encoding_is_a_fault_of_its_line(folder: Path) -> None:
    replaced(folder / "office.toml", "Gia Lai", "@@")
    file = folder / "office.toml"
    data = file.read_bytes()
    file.write_bytes(data.replace(b"@@", b"\xe0\xff", 1))
    line = data[: data.index(b"@@")].count(b"\n") + 1
    assert [fault[:3] for fault in faults(folder)] == [("office.toml", line, "check.syntax")]


def test_all_faults_are_told_at_once(folder: Path) -> None:
    replaced(folder / "office.toml", "draft_days = 7", "draft_days = true")
    replaced(folder / "agencies.toml", 'short = "Thuế"', "short = 5")
    assert {fault.file for fault in faults(folder)} == {"office.toml", "agencies.toml"}


def test_every_fault_can_be_said(folder: Path) -> None:
    texts = Texts()
    replaced(folder / "office.toml", 'receiver = "VP"', 'receiver = "TCD"')
    told = faults(folder) + locate_faults(SHIPPED, office_warnings(load_office()))
    for fault in told:
        assert texts.placeholders(fault.key) <= fault.values.keys()
        assert "{" not in texts(fault.key, **fault.values)


def test_what_is_not_confirmed_is_a_warning_not_a_fault() -> None:
    found = {
        (fault.file, fault.key) for fault in locate_faults(SHIPPED, office_warnings(load_office()))
    }
    assert ("office.toml", "check.hotline_unconfirmed") in found
    assert ("deadlines.toml", "check.deadline_unconfirmed") in found
    assert ("deadlines.toml", "check.without_consent_unconfirmed") in found
    assert ("calendar.toml", "check.year_expected") in found
    assert ("calendar.toml", "check.day_unconfirmed") in found


def test_the_swap_of_january_2026_is_the_only_difference_with_the_package() -> None:
    pytest.importorskip("holidays")
    different = [w for w in office_warnings(load_office()) if w.key.startswith("check.holiday_")]
    assert [(w.key, w.values["date"]) for w in different] == [
        ("check.holiday_worked", date(2026, 1, 10)),
        ("check.holiday_extra", date(2026, 1, 2)),
    ]


def test_loading_needs_no_holiday_package() -> None:
    code = "import sys, offices; offices.load_office(); sys.exit('holidays' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
