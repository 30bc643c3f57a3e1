"""The sentences and the code agree: each used one exists, each is used, each is filled."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import turn
from bot.texts import Texts
from handlers import FLOWS, TABLES
from messages_vi import written

ROOT = Path(__file__).resolve().parent.parent
TEXTS = Texts()
PREFIXES = {key.partition(".")[0] for key in TEXTS}
WORDS = ROOT / "messages_vi"
FOLDERS = ("bot", "channels", "handlers", "offices", "publish", "rules", "storage")
KEY = re.compile(r"[a-z_]+(?:\.[a-z0-9_]+)+")
IN_PAGES = re.compile(r"""["']([a-z_]+(?:\.[a-z0-9_]+)+)["']""")
NOT_VALUES = {"to", "choices", "media", "case", "card", "asks_location", "asks_contact", "url_of"}
"""What `Turn.say` takes itself; any other keyword fills a placeholder."""
FILE_NAMES = (".html", ".js", ".css", ".typ")
VIETNAMESE = re.compile("[À-ʯ̀-ͯḀ-ỹ]")
"""Letters and tone marks; an apostrophe between them (ʼ), which Jrai and Bahnar write, is none."""


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 phút"), (7, "7 phút"), (60, "1 giờ"), (1710, "1 ngày 4 giờ"), (1445, "1 ngày 5 phút")],
)
def test_how_long_something_lasted_is_said_in_two_units(minutes: int, words: str) -> None:
    assert written(timedelta(minutes=minutes)) == words


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "versions" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def pages() -> Iterator[str]:
    for folder in (
        "publish/web/templates",
        "channels/webchat/page",
        "publish/web/static",
        "publish/documents/typst",
    ):
        for path in sorted((ROOT / folder).glob("*.*")):
            if path.suffix in {".html", ".js", ".typ", ".xml"}:
                yield path.read_text(encoding="utf-8")


def literals() -> Iterator[tuple[str, str]]:
    """(where, key) of everything in code or page that looks like a key of ours."""
    for path, tree in sources():
        logged = _logged(tree)
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and id(node) not in logged
                and isinstance(node.value, str)
                and KEY.fullmatch(node.value)
                and node.value.partition(".")[0] in PREFIXES
                and not node.value.endswith(FILE_NAMES)
            ):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value
    for text in pages():
        for key in IN_PAGES.findall(text):
            if key.partition(".")[0] in PREFIXES and not key.endswith(FILE_NAMES):
                yield "a page", key


def _logged(tree: ast.Module) -> set[int]:
    """The names of what is written to the log are no sentences."""
    return {
        id(arg)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and getattr(node.func.value, "id", "") == "log"
        for arg in node.args
    }


def patterns() -> Iterator[re.Pattern[str]]:
    """The keys an f-string or a joined string may make: each filled part is anything."""
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) else r"[a-z0-9_]+"
                    for part in node.values
                ]
                yield re.compile("".join(parts))
    for text in pages():
        for start in re.findall(r"""["']([a-z_.]+\.)["']\s*[~+]""", text):
            yield re.compile(re.escape(start) + r"[a-z0-9_.]+")


def of_flows() -> Iterator[str]:
    """The keys that follow from a conversation's shape."""
    for flow in FLOWS.values():
        yield f"{flow.name}.cancelled"
        for ask in flow.asks:
            yield f"{flow.name}.{ask.name}.ask"
            yield f"{flow.name}.{ask.name}.again"
            if ask.gathers:
                yield f"{flow.name}.{ask.name}.more"
            if ask.was:
                yield f"{flow.name}.{ask.name}.anew"
            if not callable(ask.choices):
                yield from (f"{flow.name}.{ask.name}.{choice}" for choice in ask.choices)


def named_by_word() -> set[str]:
    """Keys made of a prefix and a word that stands in code: settings, sites, shared words."""
    words = {
        node.value
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {key for key in TEXTS if key.split(".", 1)[1] in words}


def prefixes() -> set[str]:
    """What `Texts.under` hands over as a whole."""
    found = {"commands"}
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "under":
                found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return found


def test_all_sentences_of_one_prefix_stand_in_one_file() -> None:
    """No sentence can hide another one's, and a search for `[prefix` finds them all at once."""
    places = Counter(
        prefix
        for file in WORDS.rglob("*.toml")
        for prefix in tomllib.loads(file.read_text(encoding="utf-8"))
    )
    assert [prefix for prefix, files in places.items() if files > 1] == []
    assert set(places) == PREFIXES


def test_the_words_of_a_topic_lie_where_its_module_does() -> None:
    topics = [file.relative_to(WORDS).with_suffix("") for file in WORDS.rglob("*.toml")]
    strays = [
        str(topic)
        for topic in topics
        if not any(
            (folder / topic).is_dir() or (folder / topic).with_suffix(".py").exists()
            for folder in (ROOT / "handlers", ROOT)
        )
    ]
    assert strays == []


def test_every_key_in_code_and_pages_has_its_sentence() -> None:
    known = set(TEXTS)
    groups = {key[: place.start()] for key in known for place in re.finditer(r"\.", key)}
    missing = {f"{where}: {key}" for where, key in literals() if key not in known | groups}
    # A module and a prefix of sentences may share a name: `channels.telegram` is no key.
    missing = {one for one in missing if not (ROOT / one.split(": ")[1].replace(".", "/")).exists()}
    assert {one for one in missing if "bot." not in one} == set()


def test_every_question_has_its_words_and_every_button_its_label() -> None:
    assert [key for key in of_flows() if key not in TEXTS] == []


def test_every_command_has_a_label_and_the_words_people_type() -> None:
    wanted = {f"commands.{name}.{part}" for name in TABLES.commands for part in ("label", "words")}
    assert wanted == {key for key in TEXTS if key.startswith("commands.")}


def test_every_sentence_is_used() -> None:
    used = {key for _, key in literals()} | set(of_flows()) | named_by_word()
    wholes, made = tuple(f"{prefix}." for prefix in prefixes()), list(patterns())
    unused = [
        key
        for key in TEXTS
        if key not in used
        and not key.startswith(wholes)
        and not any(pattern.fullmatch(key) for pattern in made)
    ]
    assert unused == []


def test_every_placeholder_is_filled_and_nothing_is_filled_that_is_not_there() -> None:
    wrong = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                wrong += [f"{path.relative_to(ROOT)}:{node.lineno} {it}" for it in _unfilled(node)]
    assert wrong == []


TELLS = {"tell_citizen", "tell_all", "tell_followers"}
"""They fill in the code themselves."""
SAYS = {
    "say",
    "words",
    "texts",
    "_texts",
    "TEXTS",
    *TELLS,
    "UserError",
    "Again",
    "Leave",
    "t",
}


def _unfilled(call: ast.Call) -> Iterator[str]:
    """The difference between the placeholders of a sentence and what a call fills."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    keys = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
    if name not in SAYS or not keys or keys[0] not in TEXTS:
        return
    given = {keyword.arg for keyword in call.keywords}
    if None in given:
        return
    wants = TEXTS.placeholders(keys[0])
    if name in TELLS:
        wants = wants - {"code"}
    missing, extra = wants - given, given - wants - NOT_VALUES
    if missing or extra:
        yield f"{keys[0]}: missing {sorted(missing)}, too much {sorted(extra)}"


def test_every_question_is_shown_with_all_its_placeholders() -> None:
    """`show` is what fills them: a question without one must want nothing."""
    silent = [
        f"{flow.name}.{ask.name}.{part}"
        for flow in FLOWS.values()
        for ask in flow.asks
        for part in ("ask", "again")
        if ask.show is turn._nothing and TEXTS.placeholders(f"{flow.name}.{ask.name}.{part}")
    ]
    assert silent == []


LETTERS = {
    "rules/contact_beside_number.py",
    "rules/contact_in_report.py",
    "rules/contact_in_text.py",
    "rules/landmark_in_text.py",
    "rules/name_beside_number.py",
    "rules/name_patterns.py",
    "rules/office_directory.py",
    "rules/outside_place.py",
    "rules/person_names.py",
    "rules/place_alone.py",
    "rules/place_in_text.py",
    "rules/text.py",
    "rules/text_views.py",
    "rules/two_matters.py",
}
"""Tables of letters, of titles before a name, of kinds of communes, of what a place or a second
matter begins with: data rules match, not words that are said."""


def test_no_vietnamese_stands_in_code() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value[:40]!r}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if str(path.relative_to(ROOT)) not in LETTERS
        and isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and VIETNAMESE.search(node.value)
        and not _is_docstring(tree, node)
    ]
    assert found == []


def _is_docstring(tree: ast.Module, constant: ast.Constant) -> bool:
    return any(isinstance(node, ast.Expr) and node.value is constant for node in ast.walk(tree))


def test_no_sentence_holds_a_stray_brace() -> None:
    for key in TEXTS:
        assert "" not in TEXTS.placeholders(key), key  # raises for a brace that opens nothing


NOT_IN_CHATS = (
    *("bot/cli.toml", "bot/settings.toml", "rules/office_check.toml"),
    *("rules/who_sees.toml", "office/posters.toml"),
)
NAME_OF_FILE = re.compile(r"[\w-]\.(?:toml|py|md|json|ini|env)\b")


def spoken() -> Iterator[tuple[Path, str]]:
    """Each string a person may be shown: our sentences, and the office's own data."""
    for path in sorted([*WORDS.rglob("*.toml"), *(ROOT / "offices").rglob("*.toml")]):
        if not str(path).endswith(NOT_IN_CHATS):
            for line in _strings(tomllib.loads(path.read_text(encoding="utf-8"))):
                yield path, line


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def test_no_sentence_a_citizen_or_an_official_reads_names_a_file_of_ours() -> None:
    named = [(path.name, line) for path, line in spoken() if NAME_OF_FILE.search(line)]
    assert not named
