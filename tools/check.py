"""The ground plan's rules that no other linter has: `python -m tools.check [--today]`."""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grimp import ImportGraph

from tools.arrows import import_graph

PACKAGES = (
    "bot",
    "channels",
    "handlers",
    "messages_vi",
    "offices",
    "publish",
    "rules",
    "storage",
)
ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = ("storage/migrations/versions/",)
LONGEST = 250
"""Lines of a module."""
REASON = re.compile(r"# noqa: PLC0415 - start-up: \S")
"""What an import inside a function has on its line; the reason follows."""
MODULES_OF_ONE_NAME = 1

Functions = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class SourceModule:
    name: str
    path: str
    lines: tuple[str, ...]
    tree: ast.Module


@dataclass(frozen=True, order=True)
class Fault:
    path: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}; {self.remedy}"


def source_modules(root: Path, packages: Iterable[str] = PACKAGES) -> list[SourceModule]:
    return [
        _parsed(root, file)
        for package in packages
        for file in sorted((root / package).rglob("*.py"))
        if not file.relative_to(root).as_posix().startswith(LEFT_OUT)
    ]


def _parsed(root: Path, file: Path) -> SourceModule:
    source = file.read_text(encoding="utf-8")
    path = file.relative_to(root)
    dotted = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    return SourceModule(dotted, path.as_posix(), tuple(source.splitlines()), ast.parse(source))


def long_modules(modules: Sequence[SourceModule]) -> Iterator[Fault]:
    for module in modules:
        if (length := len(module.lines)) > LONGEST:
            what = f"{length} lines, {LONGEST} are the most"
            yield Fault(module.path, LONGEST + 1, what, "split it by what its parts are about")


def hidden_imports(modules: Sequence[SourceModule]) -> Iterator[Fault]:
    for module in modules:
        for line in imports_in_functions(module.tree):
            if not REASON.search(module.lines[line - 1]):
                yield Fault(
                    module.path,
                    line,
                    "an import inside a function",
                    "move it to the top, or say what the start would wait for: "
                    "`# noqa: PLC0415 - start-up: ...`",
                )


def imports_in_functions(tree: ast.Module) -> list[int]:
    functions = (node for node in ast.walk(tree) if isinstance(node, Functions))
    inside = (node for function in functions for node in ast.walk(function))
    return sorted({node.lineno for node in inside if isinstance(node, ast.Import | ast.ImportFrom)})


def classes_of_one_name(modules: Sequence[SourceModule]) -> Iterator[Fault]:
    return _twice(modules, "class", lambda node: isinstance(node, ast.ClassDef))


def functions_of_one_name(modules: Sequence[SourceModule]) -> Iterator[Fault]:
    return _twice(modules, "public function", _is_public_function)


def _is_public_function(node: ast.stmt) -> bool:
    return isinstance(node, Functions) and not node.name.startswith("_")


def _twice(
    modules: Sequence[SourceModule], kind: str, wanted: Callable[[ast.stmt], bool]
) -> Iterator[Fault]:
    for name, places in sorted(_places(modules, wanted).items()):
        if len(places) > MODULES_OF_ONE_NAME:
            path, *others = places
            what = f"{kind} {name} is also defined in {', '.join(others)}"
            yield Fault(
                path, places[path], what, "give each thing its own name, or let one module keep it"
            )


def _places(
    modules: Sequence[SourceModule], wanted: Callable[[ast.stmt], bool]
) -> dict[str, dict[str, int]]:
    """Name to path to line."""
    places: dict[str, dict[str, int]] = defaultdict(dict)
    for module in modules:
        for node in module.tree.body:
            if isinstance(node, Functions | ast.ClassDef) and wanted(node):
                places[node.name].setdefault(module.path, node.lineno)
    return places


def circles(graph: ImportGraph) -> list[set[str]]:
    """Sets of modules in which each reaches each."""
    found: list[set[str]] = []
    for module in sorted(graph.modules):
        around = graph.find_upstream_modules(module) & graph.find_downstream_modules(module)
        if around and not any(module in circle for circle in found):
            found.append(around | {module})
    return found


def circular_imports(graph: ImportGraph, modules: Sequence[SourceModule]) -> Iterator[Fault]:
    paths = {module.name: module.path for module in modules}
    for circle in circles(graph):
        way = _shortest_way_round(graph, circle)
        arrow = graph.get_import_details(importer=way[0], imported=way[1])[0]
        what = f"a circle of {len(circle)} modules, the shortest way round {' -> '.join(way)}"
        remedy = "move what both sides need to a module below both"
        yield Fault(paths[way[0]], arrow["line_number"], what, remedy)


def _shortest_way_round(graph: ImportGraph, circle: set[str]) -> tuple[str, ...]:
    ways = (
        (module, *back)
        for module in sorted(circle)
        for imported in sorted(graph.find_modules_directly_imported_by(module) & circle)
        if (back := graph.find_shortest_chain(importer=imported, imported=module))
    )
    return min(ways, key=len)


def all_faults(modules: Sequence[SourceModule], graph: ImportGraph) -> dict[str, list[Fault]]:
    """By rule."""
    return {
        f"modules over {LONGEST} lines": list(long_modules(modules)),
        "circles": list(circular_imports(graph, modules)),
        "imports inside functions without a start-up reason": list(hidden_imports(modules)),
        "class names of several modules": list(classes_of_one_name(modules)),
        "public function names of several modules": list(functions_of_one_name(modules)),
    }


def summary(modules: Sequence[SourceModule], graph: ImportGraph) -> str:
    longest = max(len(module.lines) for module in modules)
    rings = len(circles(graph))
    return f"tools.check: {len(modules)} modules, longest {longest} lines, {rings} circles"


def main(
    arguments: Sequence[str] | None = None,
    root: Path = ROOT,
    packages: tuple[str, ...] = PACKAGES,
) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.check", description=__doc__)
    parser.add_argument("--today", action="store_true", help="only the numbers; never fails")
    today = parser.parse_args(arguments).today
    modules, graph = source_modules(root, packages), import_graph(root, packages)
    faults = all_faults(modules, graph)
    if today:
        for rule, found in faults.items():
            print(f"{len(found):5} {rule}")
    else:
        for fault in sorted(fault for found in faults.values() for fault in found):
            print(fault)
    print(summary(modules, graph))
    return 0 if today or not any(faults.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
