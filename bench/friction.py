"""What it takes to be heard: inputs, words to read, questions, needless ones, lost words.

Each story of `bench/stories/*.toml` is played over the web chat's own socket, as a person would:
what they open with, then an answer to whatever is asked, until there is a receipt.

Words are counted from the page's greeting to the receipt, as they stand between spaces: a code, a
number is one, a time or date with its weekday one. Labels of buttons are not, nor what repeats the
reader's own words.
"""

from __future__ import annotations

import re
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select, text, update

from bench.citizen_page import CitizenPage
from bot.app import App
from bot.settings import Settings
from rules.lifecycle import RECEIVED, WITHDRAWN
from rules.text import split_tokens
from storage import cases, invitations, people
from storage.models import Case

STORIES = Path(__file__).parent / "stories"
MOST_STEPS = 20
BUSY = """
SELECT 1 FROM inbox WHERE state = 'waiting' AND not_before <= :soon
UNION ALL SELECT 1 FROM outbox WHERE state = 'waiting' AND not_before <= :soon LIMIT 1
"""
LABELS = frozenset({"ho", "ten", "sdt", "dia", "chi", "toi", "em", "so", "o"})
"""Words beside name, number and home that say which is which."""
WORD = re.compile(r"\S*\w\S*")
"""What stands between two spaces, with a letter or a digit: a code, a number is one."""
DATE = re.compile(r"(?:(?:\d\d:\d\d|[Tt]hứ \w+|[Cc]hủ nhật),? (?:ngày )?)?\d\d?/\d\d?/\d{4}")
"""A time or a date, with its weekday, is read as one word."""
OWN_RUN = 5
"""So many words in a row, or all of a message, are the reader's own words again."""
GOALS = {
    "newcomer": (4, 150),
    "whole": (3, 150),
    "returning": (2, 150),
    "question": (2, 150),
    "danger": (5, 150),
    "slow": (99, 999),
}
"""By kind: the most inputs, and the most words to read. `whole`: the first message holds all;
`slow`: who says it in pieces or changes their mind takes as many as they like."""


@dataclass
class Story:
    """What somebody opens with, and what they would answer."""

    name: str
    kind: str
    says: list[str]
    place: str = ""
    contact: str = ""
    told: list[str] = field(default_factory=list)
    """What the opening holds: `place`, `contact`."""
    dropped: list[str] = field(default_factory=list)
    """Words taken back, which must not be in the report."""
    then: list[str] = field(default_factory=list)
    """What is said at the summary, before sending."""


@dataclass
class Friction:
    """What one story took."""

    story: Story
    inputs: int = 0
    words: int = 0
    questions: int = 0
    redundant: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    alerted: int = 0
    """The input at which the office heard of it."""

    @property
    def within(self) -> bool:
        """Whether the goal of its kind is met."""
        inputs, words = GOALS[self.story.kind]
        return self.inputs <= inputs and self.words <= words and not self.redundant + self.lost


def read_stories(folder: Path = STORIES) -> list[Story]:
    """All of them, file by file."""
    files = sorted(folder.glob("*.toml"))
    found = [tomllib.loads(path.read_text(encoding="utf-8"))["story"] for path in files]
    return [Story(**one) for stories in found for one in stories]


async def measure(folder: Path) -> None:
    """Play them all, print a line each, the sums, and which goals are met."""
    app = App(Settings(data_dir=folder, port=0, secret_key="only for the bench"))
    async with app.running():
        played = await play(app, read_stories())
    print(f"friction of {len(played)} stories")
    print(f"  {'story':34} {'kind':10} inputs words questions redundant lost")
    for one in played:
        redundant, lost = " ".join(one.redundant) or "-", " ".join(one.lost) or "-"
        line = f"  {one.story.name:34} {one.story.kind:10} {one.inputs:6} {one.words:5}"
        print(f"{line} {one.questions:9} {redundant:>9} {lost}{'' if one.within else '  over'}")
    for line in summary(played):
        print(f"  {line}")


def summary(played: Sequence[Friction]) -> Iterable[str]:
    """The sums by kind, each with whether its goal is met."""
    for kind in dict.fromkeys(one.story.kind for one in played):
        of_kind = [one for one in played if one.story.kind == kind]
        most, words = max(one.inputs for one in of_kind), max(one.words for one in of_kind)
        goal = GOALS[kind]
        met = "met" if most <= goal[0] and words <= goal[1] else "NOT met"
        yield f"{kind}: {len(of_kind)}, most {most} inputs and {words} words; goal {goal}: {met}"
    redundant = Counter(name for one in played for name in one.redundant)
    lost = sum(len(one.lost) for one in played)
    yield f"redundant questions {sum(redundant.values())} {dict(redundant) or ''}: goal 0"
    yield f"lost words {lost}: goal 0"


async def play(app: App, stories: Sequence[Story]) -> list[Friction]:
    """One after the other, each person from a network of their own."""
    async with _opened(app, "10.255.0.1") as clerk:
        async with app.db.begin() as db:
            now = app.clock.now()
            _, token = await invitations.create_invitation(db, "office", "", "", now, 1)
        await clerk.says(f"/start moi-{token}")
        return [await _play(app, clerk, one, f"10.0.{n}.1") for n, one in enumerate(stories)]


def _opened(app: App, network: str) -> CitizenPage:
    async def is_busy() -> bool:
        async with app.db.read() as db:
            return (await db.execute(text(BUSY), {"soon": time.time() + 3})).scalar() is not None

    return CitizenPage(f"http://127.0.0.1:{app.port}", network, is_busy)


async def _play(app: App, clerk: CitizenPage, story: Story, network: str) -> Friction:
    took = Friction(story)
    async with _opened(app, network) as page:
        if story.kind == "returning":
            await _reports_before(app, page)
        begun, heard = len(page.replies), len(clerk.replies)
        if story.kind != "returning":
            await page.says("/start")  # the page says it for them: the greeting is read
        page.inputs, page.said = 0, []
        await _opens(page, story)
        took.alerted = page.inputs if len(clerk.replies) > heard else 0
        await _goes_on(page, story, took)
        took.inputs = page.inputs
        took.words = sum(map(_words_of(page), _until_receipt(page.replies[begun:])))
        took.lost = await _lost(app, page, story)
    return took


async def _reports_before(app: App, page: CitizenPage) -> None:
    """An earlier report, which is not measured."""
    before = Story("before", "newcomer", ["Rác chợ Ia Ly không ai gom cả tuần"])
    before.contact = "Siu Mẫu, 0987 654 321, làng Kép, Ia Mơ Nông"
    await _opens(page, before)
    await _goes_on(page, before, Friction(before))
    async with app.db.begin() as db:
        # It is over: whoever has an open case is asked whether they speak of that one.
        await db.execute(update(Case).values(status=WITHDRAWN).where(Case.status == RECEIVED))


async def _opens(page: CitizenPage, story: Story) -> None:
    for said in story.says:
        await _says(page, said)


async def _says(page: CitizenPage, said: str) -> None:
    """`>label` presses, `@photo words` and `@voice` attach, `@here` shares the place."""
    first, _, rest = said.partition(" ")
    if said.startswith(">"):
        await page.presses(page.button(said[1:]))
    elif first == "@here":
        await page.is_at(14.09, 107.97)
    elif first.startswith("@"):
        await page.attaches(first[1:], rest)
    else:
        await page.says(said)


async def _goes_on(page: CitizenPage, story: Story, took: Friction) -> None:
    """Answer what is asked until it is over."""
    then, asked = list(story.then), set[str]()
    for _ in range(MOST_STEPS):
        if _is_over(page):
            return
        name, buttons = page.question()
        if then and (name == "confirm" or len(then) < len(story.then)):
            await _says(page, then.pop(0))
            continue
        if name == "confirm":
            await page.presses(buttons["send"])
            continue
        took.questions += 1
        if _is_redundant(name, story, asked):
            took.redundant.append(name)
        asked.add(name)
        await _answers(page, story, name, buttons)
    raise LookupError(f"{story.name} never ends: {page.replies[-1]['text']!r}")


def _is_over(page: CitizenPage) -> bool:
    last = "\n".join(reply["text"] for reply in page.replies[-3:])
    return "✅" in last and not page.question()[0]


def _is_redundant(name: str, story: Story, asked: set[str]) -> bool:
    contact = name in {"name", "phone", "address", "identity"}
    told = (name in {"place", "commune"} and "place" in story.told) or (
        contact and ("contact" in story.told or story.kind == "returning")
    )
    return told or name in asked or name in {"field", "publish", "consent"}


async def _answers(
    page: CitizenPage, story: Story, name: str, buttons: dict[str, dict[str, Any]]
) -> None:
    typed = {"place": story.place, "name": story.contact, "address": story.contact}
    if name == "name" and story.kind == "question" and "what=send" in buttons:
        await page.presses(buttons["what=send"])
    elif typed.get(name):
        await page.says(typed[name])
    elif name == "phone":
        await page.says(story.contact)
    else:
        for value in ("skip", "done", "agree", "report", "keep", "no"):
            if value in buttons:
                await page.presses(buttons[value])
                return
        raise LookupError(f"{story.name} has no answer to {name}: {[*buttons]}")


def _until_receipt(replies: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """What was read until the report was in: what comes of it later is told after that."""
    last = max(at for at, reply in enumerate(replies) if "✅" in reply["text"])
    return replies[: last + 1]


def _words_of(page: CitizenPage) -> Any:
    """Words of a message, without those of the reader's own that it repeats."""
    own = sorted((text for text in page.said if text), key=len, reverse=True)
    runs = {" ".join(run) for text in own for run in _runs(text)}

    def count(reply: dict[str, Any]) -> int:
        text = DATE.sub("D", reply["text"])
        for said in own:
            text = text.replace(said, "")
        return sum(_without_runs(line, runs) for line in text.splitlines())

    return count


def _runs(text: str) -> Iterable[list[str]]:
    words = text.split()
    return (words[at : at + OWN_RUN] for at in range(len(words) - OWN_RUN + 1))


def _without_runs(line: str, runs: set[str]) -> int:
    words, own = line.split(), set[int]()
    for at in range(len(words) - OWN_RUN + 1):
        if " ".join(words[at : at + OWN_RUN]) in runs:
            own.update(range(at, at + OWN_RUN))
    return sum(bool(WORD.fullmatch(word)) for at, word in enumerate(words) if at not in own)


async def _lost(app: App, page: CitizenPage, story: Story) -> list[str]:
    """Words that were said and stand nowhere in the case."""
    code = page.replies[-1]["case"] or next(
        reply["case"] for reply in reversed(page.replies) if reply["case"]
    )
    async with app.db.read() as db:
        case = (await db.execute(select(Case).where(Case.code == code))).scalar_one()
        contact = await people.person_by_id(db, case.person_id)
        known = cases.contact_of_case(db, case)
        known = known or (people.contact_of_person(db, contact) if contact else None)
    told = (known.name, known.phone, known.address, known.words) if known else ()
    kept = Counter(split_tokens(" ".join((case.text, case.place, *told))))
    kept.update(dict.fromkeys(split_tokens(_commune_name(app, case.commune)), 1))
    said = [text for text in page.said if text and text not in story.dropped]
    words = dict.fromkeys(word for text in said for word in split_tokens(text))
    if story.contact in said:
        words = {word: None for word in words if word not in LABELS}
    return [word for word in words if not kept[word] and not word.isdecimal()]


def _commune_name(app: App, code: str) -> str:
    commune = app.office.communes.get(code)
    return f"{commune.kind} {commune.name}" if commune else ""
