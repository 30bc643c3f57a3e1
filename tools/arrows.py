"""Who imports whom, at the top or in a function, for run time or only for types."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import grimp
from grimp import ImportGraph


def import_graph(root: Path, packages: tuple[str, ...]) -> ImportGraph:
    """The modules of the packages that lie in root, and their arrows.

    `from package import submodule` and `import package.submodule` are arrows to the submodule
    alone; a name that the package itself holds is an arrow to the package.
    """
    if sys.path[0] != str(root):
        sys.path.insert(0, str(root))
    graph = grimp.build_graph(*packages, cache_dir=None)
    for package in sorted(graph.modules):
        for name in sorted(_covered(graph, root, package)):
            _point_at_package(graph, package, name)
    return graph


def _covered(graph: ImportGraph, root: Path, package: str) -> set[str]:
    """Names the package holds that are something else than its submodule of that name.

    grimp would take them for the submodule; Python hands out what the package holds.
    """
    submodules = {child.rpartition(".")[2] for child in graph.find_children(package)}
    if not submodules:
        return set()
    source = root.joinpath(*package.split("."), "__init__.py").read_text(encoding="utf-8")
    return submodules & set().union(*(_held(node, package) for node in ast.parse(source).body))


def _held(node: ast.stmt, package: str) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.ImportFrom) and not _takes_submodules(node, package):
        return {alias.asname or alias.name for alias in node.names}
    if isinstance(node, ast.Assign):
        return {one.id for one in node.targets if isinstance(one, ast.Name)}
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return {node.target.id}
    return set()


def _takes_submodules(node: ast.ImportFrom, package: str) -> bool:
    return node.module == package if node.level == 0 else node.level == 1 and not node.module


def _point_at_package(graph: ImportGraph, package: str, name: str) -> None:
    by_path = re.compile(rf"\.{name}\b")
    covered = f"{package}.{name}"
    for importer in sorted(graph.find_modules_that_directly_import(covered)):
        for found in graph.get_import_details(importer=importer, imported=covered):
            if importer != package and not by_path.search(found["line_contents"]):
                graph.add_import(
                    importer=importer,
                    imported=package,
                    line_number=found["line_number"],
                    line_contents=found["line_contents"],
                )
