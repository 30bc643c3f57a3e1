"""How the tests are built: what several share lies in `tests/support`, and nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
SUPPORT = "tests.support"


def imported(source: str, package: tuple[str, ...]) -> Iterator[str]:
    """The modules a source imports, inside functions too, by their full names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            module = ".".join((*above, *filter(None, [node.module])))
            # `from tests import story` names the module last.
            names = node.names if module == "tests" else ()
            yield from (f"{module}.{alias.name}" for alias in names)
            if not names:
                yield module


def borrowed(source: str, package: tuple[str, ...] = ("tests",)) -> list[str]:
    """What a source imports of the tests that is not of their library."""
    return [
        module
        for module in imported(source, package)
        if module.partition(".")[0] in {"tests", "conftest"}
        and module != SUPPORT
        and not module.startswith(f"{SUPPORT}.")
    ]


def test_no_test_imports_another_test() -> None:
    found = {
        str(path.relative_to(TESTS)): names
        for path in sorted(TESTS.rglob("*.py"))
        if (names := borrowed(path.read_text(), ("tests", *path.relative_to(TESTS).parts[:-1])))
    }
    assert not found, "what tests share belongs to tests/support"


def test_every_way_to_import_a_test_is_noticed() -> None:
    for source in (
        "from tests.handlers.test_cards import labels",
        "import tests.conftest",
        "from conftest import free_port",
        "from tests import conftest",
        "def f():\n    from tests.rules.test_text import WORDS",
        "from .test_desk import Desk",
        "from ..conftest import free_port",
    ):
        assert borrowed(source, ("tests", "handlers")), source
    for source in ("from tests.support.desk import Desk", "from tests.support import scenes"):
        assert not borrowed(source), source
