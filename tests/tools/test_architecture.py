"""The picture of docs/architecture.md, drawn from made-up trees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tools import architecture
from tools.architecture import END, START

Build = Callable[[dict[str, dict[str, str]]], tuple[str, ...]]
FLAT = {
    "roof": {"app": "import floor.desk\nimport ground.rule\n"},
    "floor": {"desk": "from ground import rule\n"},
    "ground": {"rule": ""},
}


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Write packages of modules; a folder of a package is named `folder/module`."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def built(tree: dict[str, dict[str, str]]) -> tuple[str, ...]:
        for package, modules in tree.items():
            for name, source in modules.items():
                file = tmp_path / package / f"{name}.py"
                file.parent.mkdir(parents=True, exist_ok=True)
                (file.parent / "__init__.py").touch()
                file.write_text(source, encoding="utf-8")
            (tmp_path / package / "__init__.py").touch()
        return tuple(tree)

    return built


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    file = tmp_path / architecture.PAGE
    file.write_text(f"# Above\n\n{START}\nold\n{END}\n\nBelow.\n", encoding="utf-8")
    return file


def written(page: Path, packages: tuple[str, ...]) -> str:
    assert architecture.main(["--write"], page.parent.parent, packages) == 0
    return page.read_text(encoding="utf-8")


def arrows(page: Path, packages: tuple[str, ...]) -> set[str]:
    return {line.strip() for line in written(page, packages).splitlines() if " --> " in line}


def test_the_picture_stands_between_its_marks_and_leaves_the_rest_alone(
    build: Build, page: Path
) -> None:
    assert written(page, build(FLAT)) == (
        f"# Above\n\n{START}\n"
        "```mermaid\n"
        "flowchart TD\n"
        '    floor["floor"]\n'
        '    ground["ground"]\n'
        '    roof["roof"]\n'
        "    floor --> ground\n"
        "    roof --> floor\n"
        "```\n"
        f"{END}\n\nBelow.\n"
    )


def test_what_was_written_is_up_to_date_until_an_import_changes(
    build: Build, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packages = build(FLAT)
    written(page, packages)
    assert architecture.main([], page.parent.parent, packages) == 0
    assert capsys.readouterr().out == ""

    before = page.read_text(encoding="utf-8")
    build(FLAT | {"floor": {"desk": ""}})
    assert architecture.main([], page.parent.parent, packages) == 1
    assert "python -m tools.architecture --write" in capsys.readouterr().out
    assert page.read_text(encoding="utf-8") == before
    assert arrows(page, packages) == {"roof --> floor", "roof --> ground"}


def test_imports_within_a_package_draw_nothing(build: Build, page: Path) -> None:
    tree = {"floor": {"desk": "from floor import chair\n", "chair": ""}, "ground": {"rule": ""}}
    assert arrows(page, build(tree)) == set()


def test_packages_in_a_circle_are_drawn_as_one(build: Build, page: Path) -> None:
    tree = {"floor": {"desk": "import ground.rule\n"}, "ground": {"rule": "import floor.desk\n"}}
    assert arrows(page, build(tree)) == {"floor --> ground", "ground --> floor"}


def test_the_opened_package_shows_its_wings_and_others_point_at_the_whole(
    build: Build, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(architecture, "OPENED", "floor")
    packages = build(
        FLAT
        | {
            "floor": {
                "start": "from floor.high import top\nfrom floor.low import base\n",
                "high/top": "from floor.low import base\n",
                "low/base": "from ground import rule\n",
            },
            "roof": {"app": "from floor.high import top\n"},
        }
    )
    assert arrows(page, packages) == {
        "floor --> ground",
        "roof --> floor",
        "floor_start --> floor_high",
        "floor_high --> floor_low",
    }
    drawn = page.read_text(encoding="utf-8")
    assert (
        "    subgraph floor\n"
        '        floor_high["high"]\n'
        '        floor_low["low"]\n'
        '        floor_start["start"]\n'
        "    end\n"
    ) in drawn
    assert 'floor["floor"]' not in drawn


def test_an_opened_package_without_wings_is_one_box(
    build: Build, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(architecture, "OPENED", "floor")
    drawn = written(page, build(FLAT))
    assert 'floor["floor"]' in drawn
    assert "subgraph" not in drawn


def test_a_package_that_is_roof_and_ground_is_drawn_in_storeys(
    build: Build, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storeys = {"lift": (("lift: top", "floor"), ("lift: middle", "ground"), ("lift: foot", ""))}
    monkeypatch.setattr(architecture, "STOREYS", storeys)
    packages = build(
        {
            "lift": {
                "app": "import floor.desk\n",
                "engine": "import ground.rule\n",
                "words": "",
            },
            "floor": {"desk": "import lift.engine\n"},
            "ground": {"rule": "import lift.words\n"},
        }
    )
    assert arrows(page, packages) == {
        "lift_top --> floor",
        "floor --> lift_middle",
        "lift_middle --> ground",
        "ground --> lift_foot",
    }
    assert 'lift_top["lift: top"]' in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", f"{START}\n", f"{END}\n{START}\n"])
def test_a_page_without_its_marks_is_told_which_it_needs_and_not_touched(
    build: Build,
    page: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
) -> None:
    page.write_text(text, encoding="utf-8")
    assert architecture.main(["--write"], page.parent.parent, build(FLAT)) == 1
    assert f"{START}\n{END}" in capsys.readouterr().out
    assert page.read_text(encoding="utf-8") == text


def test_a_missing_page_is_said(
    build: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert architecture.main([], tmp_path, build(FLAT)) == 1
    assert "docs/architecture.md" in capsys.readouterr().out
