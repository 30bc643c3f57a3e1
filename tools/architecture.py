"""Draw the imports into docs/architecture.md: `python -m tools.architecture [--write]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grimp import ImportGraph

from tools.arrows import import_graph
from tools.check import PACKAGES, ROOT

PAGE = Path("docs/architecture.md")
START = "<!-- drawn: python -m tools.architecture --write -->"
END = "<!-- end -->"
OPENED = "handlers"
"""The package whose wings are drawn."""
STOREYS = {
    "bot": (
        ("bot: start", "handlers"),
        ("bot: start", "publish"),
        ("bot: engine", "storage"),
        ("bot: words", ""),
    )
}
"""A package that is roof, middle and ground at once. A module of it stands on the first storey
whose package it reaches; on the last stands what reaches neither."""


@dataclass(frozen=True)
class Plan:
    boxes: tuple[str, ...]
    wings: tuple[str, ...]
    arrows: tuple[tuple[str, str], ...]


def plan_of(graph: ImportGraph) -> Plan:
    """Boxes and the fewest arrows that still show who reaches whom."""
    wings = _wings(graph)
    homes = {module: _home(graph, module, wings) for module in sorted(graph.modules)}
    outside, inside = ImportGraph(), ImportGraph()
    for box in homes.values():
        (inside if box in wings else outside).add_module(box)
    for importer, imported in _arrows(graph):
        start, end = homes[importer], homes[imported]
        if start in wings and end in wings:
            _point(inside, start, end)
        else:
            _point(outside, _package(start, wings), _package(end, wings))
    boxes = sorted(box for box in outside.modules if box != OPENED or not wings)
    return Plan(tuple(boxes), tuple(sorted(wings)), (*_fewest(outside), *_fewest(inside)))


def _wings(graph: ImportGraph) -> set[str]:
    """The packages of the opened package, and the modules that stand beside them."""
    if OPENED not in graph.modules:
        return set()
    children = graph.find_children(OPENED)
    return children if any(graph.find_children(child) for child in children) else set()


def _home(graph: ImportGraph, module: str, wings: set[str]) -> str:
    package, _, _ = module.partition(".")
    if package in STOREYS:
        return _storey(graph, module, STOREYS[package])
    wing = ".".join(module.split(".")[:2])
    return wing if wing in wings else package


def _storey(graph: ImportGraph, module: str, storeys: Sequence[tuple[str, str]]) -> str:
    reached = {found.partition(".")[0] for found in graph.find_upstream_modules(module)}
    return next(name for name, sign in storeys if not sign or sign in reached)


def _package(box: str, wings: set[str]) -> str:
    return OPENED if box in wings else box


def _arrows(graph: ImportGraph) -> Iterator[tuple[str, str]]:
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            yield importer, imported


def _point(graph: ImportGraph, start: str, end: str) -> None:
    if start != end:
        graph.add_import(importer=start, imported=end)


def _fewest(graph: ImportGraph) -> list[tuple[str, str]]:
    """Without the arrows that a longer way tells already."""
    kept = []
    for start, end in list(_arrows(graph)):
        graph.remove_import(importer=start, imported=end)
        if not graph.chain_exists(importer=start, imported=end):
            graph.add_import(importer=start, imported=end)
            kept.append((start, end))
    return kept


def drawn(plan: Plan) -> str:
    """The plan as a mermaid flowchart."""
    wings = [f"    subgraph {OPENED}"] * bool(plan.wings)
    wings += [f'        {_id(wing)}["{wing.partition(".")[2]}"]' for wing in plan.wings]
    wings += ["    end"] * bool(plan.wings)
    lines = [
        "```mermaid",
        "flowchart TD",
        *(f'    {_id(box)}["{box}"]' for box in plan.boxes),
        *wings,
        *(f"    {_id(start)} --> {_id(end)}" for start, end in plan.arrows),
        "```",
    ]
    return "\n".join(lines)


def _id(box: str) -> str:
    return box.replace(": ", "_").replace(".", "_")


def with_picture(page: str, picture: str) -> str:
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"put these two lines where the picture shall stand:\n{START}\n{END}")
    return f"{before}{START}\n{picture}\n{END}{after}"


def main(
    arguments: Sequence[str] | None = None,
    root: Path = ROOT,
    packages: tuple[str, ...] = PACKAGES,
) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.architecture", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write it, instead of comparing")
    write = parser.parse_args(arguments).write
    page = root / PAGE
    try:
        today = page.read_text(encoding="utf-8")
        wanted = with_picture(today, drawn(plan_of(import_graph(root, packages))))
    except (OSError, ValueError) as error:
        print(f"{PAGE}: {error}")
        return 1
    if write:
        page.write_text(wanted, encoding="utf-8")
    elif wanted != today:
        print(f"{PAGE} is not what the imports are: run `python -m tools.architecture --write`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
