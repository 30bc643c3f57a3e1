"""The ground plan's rules, each on a made-up tree that keeps it and one that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tools import check

Judge = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def judge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Judge:
    """Check a package `house` of these files: exit status, and what was said but the summary."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def judged(files: dict[str, str], *options: str) -> tuple[int, list[str]]:
        for name, source in files.items():
            file = tmp_path / "house" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            (file.parent / "__init__.py").touch()
            file.write_text(source, encoding="utf-8")
        (tmp_path / "house" / "__init__.py").touch()
        status = check.main(options, tmp_path, ("house",))
        *said, last = capsys.readouterr().out.splitlines()
        assert last.startswith("tools.check: "), last
        return status, said

    return judged


def lines(count: int) -> str:
    return "a = 1\n" * count


def test_a_module_of_the_longest_length_passes(judge: Judge) -> None:
    assert judge({"long.py": lines(check.LONGEST)}) == (0, [])


def test_one_line_more_is_a_fault_with_its_place_and_remedy(judge: Judge) -> None:
    status, [fault] = judge({"long.py": lines(check.LONGEST + 1)})
    assert status == 1
    assert fault == (
        "house/long.py:251: 251 lines, 250 are the most; split it by what its parts are about"
    )


def test_a_stair_of_imports_is_no_circle(judge: Judge) -> None:
    tree = {"roof.py": "from house import floor\n", "floor.py": "import house.ground\n"}
    assert judge(tree | {"ground.py": "A = 1\n"}) == (0, [])


def test_a_circle_is_named_by_its_shortest_way_round_and_where_it_starts(judge: Judge) -> None:
    tree = {
        "a.py": "import os\nfrom house.b import B\nfrom house import c\n",
        "b.py": "from house.c import C\nB = 1\n",
        "c.py": "from house import a\nC = 1\n",
    }
    status, [fault] = judge(tree)
    assert status == 1
    assert fault.startswith("house/a.py:3: a circle of 3 modules")
    assert "the shortest way round house.a -> house.c -> house.a;" in fault


@pytest.mark.parametrize(
    "back",
    [
        "def later():\n    from house import a  # noqa: PLC0415 - start-up: slow to load\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.a import A\n",
    ],
    ids=["in a function", "for types only"],
)
def test_a_circle_cannot_hide(judge: Judge, back: str) -> None:
    status, [fault] = judge({"a.py": "from house import b\nA = 1\n", "b.py": back})
    assert status == 1
    assert "a circle of 2 modules" in fault


def test_two_circles_are_two_faults(judge: Judge) -> None:
    tree = {
        "a.py": "import house.b\n",
        "b.py": "import house.a\n",
        "c.py": "import house.d\n",
        "d.py": "import house.c\n",
    }
    _, faults = judge(tree)
    assert [fault.split(":")[0] for fault in faults] == ["house/a.py", "house/c.py"]


def test_a_package_may_gather_its_rooms_which_may_know_one_another(judge: Judge) -> None:
    tree = {
        "wing/__init__.py": "from house.wing import door\nfrom house.wing.door import OPEN\n",
        "wing/door.py": "from house.wing import window\nOPEN = 1\n",
        "wing/window.py": "GLASS = 1\n",
        "roof.py": "from house.wing import OPEN, door\n",
    }
    assert judge(tree) == (0, [])


def test_a_room_that_takes_a_name_from_the_package_that_gathers_it_is_in_a_circle(
    judge: Judge,
) -> None:
    tree = {
        "wing/__init__.py": "import house.wing.door\nfrom house.wing.window import GLASS\n",
        "wing/door.py": "from house.wing import GLASS\nOPEN = 1\n",
        "wing/window.py": "GLASS = 1\n",
    }
    status, [fault] = judge(tree)
    assert status == 1
    assert "house.wing -> house.wing.door -> house.wing" in fault


@pytest.mark.parametrize(
    "gathered",
    ["from house.wing.door import door", "def door(): ...", "door = 1", "door: int = 1"],
)
def test_a_name_of_the_package_that_covers_a_room_comes_from_the_package(
    judge: Judge, gathered: str
) -> None:
    tree = {
        "wing/__init__.py": f"from house.wing import window\n{gathered}\n",
        "wing/door.py": "door = 1\n",
        "wing/window.py": "from house.wing import door\n",
    }
    status, [fault] = judge(tree)
    assert status == 1
    assert "house.wing -> house.wing.window -> house.wing" in fault


def test_a_covered_room_may_still_be_reached_by_its_path(judge: Judge) -> None:
    tree = {
        "wing/__init__.py": "from house.wing import window\nfrom house.wing.door import door\n",
        "wing/door.py": "door = 1\n",
        "wing/window.py": "from house.wing.door import door\n",
    }
    assert judge(tree) == (0, [])


def test_an_import_in_a_function_passes_with_the_start_up_time_it_saves(judge: Judge) -> None:
    source = "def draw():\n    import json  # noqa: PLC0415 - start-up: half a second\n"
    several = "def write():\n    from json import (  # noqa: PLC0415 - start-up: slow\n    dumps)\n"
    assert judge({"one.py": source, "other.py": several}) == (0, [])


@pytest.mark.parametrize(
    "comment",
    ["", "  # noqa: PLC0415", "  # noqa: PLC0415 - else a circle", "  # noqa: PLC0415 - start-up:"],
)
def test_an_import_in_a_function_without_such_a_reason_is_a_fault(
    judge: Judge, comment: str
) -> None:
    source = (
        f"def draw():\n    def inner():\n        import json{comment}\n    import os{comment}\n"
    )
    status, faults = judge({"one.py": source})
    assert status == 1
    assert [fault.partition(" ")[0] for fault in faults] == ["house/one.py:3:", "house/one.py:4:"]
    assert all("`# noqa: PLC0415 - start-up: ...`" in fault for fault in faults)


def test_an_import_under_a_condition_at_the_top_hides_nothing(judge: Judge) -> None:
    source = "try:\n    import uvloop\nexcept ImportError:\n    uvloop = None\n"
    assert judge({"one.py": source}) == (0, [])


def test_classes_and_functions_of_different_names_pass(judge: Judge) -> None:
    tree = {
        "a.py": "class Door:\n    class Lock: ...\n    def turn(self): ...\ndef _shut(): ...\n",
        "b.py": "class Window:\n    class Lock: ...\n    def turn(self): ...\ndef _shut(): ...\n",
    }
    assert judge(tree) == (0, [])


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("class Door: ...\n", "class Door"),
        ("class _Door: ...\n", "class _Door"),
        ("def shut(): ...\n", "public function shut"),
        ("async def shut(): ...\n", "public function shut"),
    ],
)
def test_one_name_for_two_things_is_one_fault_that_names_every_place(
    judge: Judge, source: str, what: str
) -> None:
    status, [fault] = judge({"a.py": f"\n{source}", "b.py": source, "c.py": source})
    assert status == 1
    assert fault.startswith(f"house/a.py:2: {what} is also defined in house/b.py, house/c.py; ")


def test_one_name_twice_in_one_module_is_not_our_business(judge: Judge) -> None:
    source = "from typing import overload\n@overload\ndef shut(): ...\ndef shut(): ...\n"
    assert judge({"a.py": source}) == (0, [])


def test_what_is_left_out_may_be_as_it_likes(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = {"old/0001_start.py": lines(300), "old/new.py": lines(300)}
    assert judge(tree)[0] == 1
    monkeypatch.setattr(check, "LEFT_OUT", ("house/old/",))
    assert judge(tree) == (0, [])


def test_today_tells_numbers_and_never_fails(judge: Judge) -> None:
    tree = {
        "a.py": "import house.b\n" + lines(300),
        "b.py": "import house.a\ndef shut():\n    import os\n",
        "c.py": "def shut(): ...\n",
    }
    status, said = judge(tree, "--today")
    assert status == 0
    assert [line.split()[0] for line in said] == ["1", "1", "1", "0", "1"]
    assert judge(tree)[0] == 1


def test_the_last_line_sums_up(
    judge: Judge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judge({"a.py": "import house.b\n", "b.py": "import house.a\n" + lines(9)})
    check.main([], tmp_path, ("house",))
    assert "tools.check: 3 modules, longest 10 lines, 1 circles\n" in capsys.readouterr().out
