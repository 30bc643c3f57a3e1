"""The table of who sees what of a case is true both ways: everybody tries every door there is."""

from __future__ import annotations

import io
import itertools
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdfium2 import PdfDocument

from bot.cli.who_sees import who_sees_markdown
from bot.event import Media, Reply
from rules.who_sees import CaseKind, CaseStage, CaseWitness, Seen, sight_of
from storage import cases
from storage.models import Case
from tests.support.story import OfficeUnderTest, Talker
from tests.support.wall import GROUP, REASON, Planted, Wall, every_door, tries_doors

PAGE = Path(__file__).parents[1] / "docs" / "ai-thay-gi.md"


SHARE = 24
"""On a run that is not asked for all, each person tries every 24th door of a case, each the next
ones, and over all persons, kinds and stages every door is tried by many."""


OFFICE_FILES = (".docx", ".xlsx", ".pdf")


def test_the_page_says_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == who_sees_markdown()


async def stages(wall: Wall) -> AsyncIterator[CaseStage]:
    """The same cases from their receipt to their end."""
    await wall.opens()
    yield CaseStage.SORTING
    await wall.forwarded()
    yield CaseStage.FORWARDED
    await wall.ended()
    yield CaseStage.ENDED


def read_since(person: Talker, since: int) -> list[Reply]:
    """What somebody read, edits of old cards and all."""
    sent = person.office.paper.sent[since:]
    return [reply for address, reply in sent if address == person.address and not reply.menu]


def secrets_in(planted: Planted, replies: list[Reply]) -> set[str]:
    text = "\n".join(
        "\n".join([one.text, *(choice.label for row in one.choices for choice in row)])
        for one in replies
    )
    files = {item.sha256 for one in replies for item in one.media}
    return planted.told(text) | ({"words"} if planted.photo in files else set())


async def test_who_may_not_see_a_case_gets_nothing_of_it_by_any_door(
    office: OfficeUnderTest, thorough: bool
) -> None:
    wall = Wall(office)
    found: list[str] = []
    turn = itertools.count()
    # Both databases are asked the same: on the second it is the SQL that is tried.
    share = SHARE if office.app.db.embedded else 4 * SHARE
    async for stage in stages(wall):
        for kind, planted in wall.cases.items():
            before, since = await wall.case(kind), len(office.paper.sent)
            doors = every_door(before, planted.search)
            kept_out = [
                (who, person)
                for who, person in wall.witnesses(kind, stage)
                if sight_of(who, kind, stage).words is Seen.NEVER
            ]
            for _, person in kept_out:
                theirs = doors if thorough else doors[next(turn) % share :: share]
                await tries_doors(person, theirs)
            await office.quiet(300)
            for who, person in kept_out:
                read = read_since(person, since)
                told = secrets_in(planted, read)
                assert read
                found += [f"{who} {kind} {stage}: {secret}" for secret in sorted(told)]
            assert state_of(await wall.case(kind)) == state_of(before)
    assert not found


def state_of(case: Case) -> tuple[object, ...]:
    return case.status, case.agency, case.sealed, case.accused_id, case.handler_id


async def test_who_may_see_a_case_does_and_who_reported_only_as_the_table_says(
    office: OfficeUnderTest,
) -> None:
    wall = Wall(office)
    here = {CaseWitness.GROUP}
    async for stage in stages(wall):
        if stage is CaseStage.FORWARDED:
            in_a_group_stand_only_ordinary_cases_and_never_who_reported(wall)
        for kind, planted in wall.cases.items():
            case = await wall.case(kind)
            for who, person in wall.witnesses(kind, stage):
                here.add(who)
                sight = sight_of(who, kind, stage)
                if who is CaseWitness.OWNER or sight.words is Seen.NEVER:
                    continue
                since = len(office.paper.sent)
                await person.says(f"/xem {planted.code}")
                if kind is CaseKind.RESTRICTED:
                    await person.sends(choice=f"read:{case.id}")
                assert secrets_in(planted, read_since(person, since)) == {"words"}, (who, kind)
                since = len(office.paper.sent)
                await person.sends(choice=f"identity:{case.id}:call")
                if kind is not CaseKind.ABOUT_OFFICE:
                    await person.says(f"/lienhe {planted.code} {REASON}")
                told = "contact" in secrets_in(planted, read_since(person, since))
                assert told == (sight.contact is Seen.LOGGED), (who, kind, sight)
    assert here == set(CaseWitness)


def in_a_group_stand_only_ordinary_cases_and_never_who_reported(wall: Wall) -> None:
    read = [reply for to, reply in wall.office.paper.sent if to == GROUP]
    assert {kind: secrets_in(planted, read) for kind, planted in wall.cases.items()} == {
        kind: {"words"} - {"words" if _never_in_group(kind) else ""} for kind in wall.cases
    }


def _never_in_group(kind: CaseKind) -> bool:
    return sight_of(CaseWitness.GROUP, kind, CaseStage.FORWARDED).words is Seen.NEVER


FIELD, COMMUNE = "rung", "ia-khuol"
"""Where only the case about the office is from."""
FIGURES = ("page", "state", "file")


@pytest.mark.summaries
async def test_no_figures_hold_a_word_of_a_case_nor_name_one_to_whom_it_is_about(
    office: OfficeUnderTest,
) -> None:
    wall = await (await Wall(office).opens()).forwarded()
    async with office.app.db.begin() as db:
        ours = await cases.case_by_code(db, wall.cases[CaseKind.ABOUT_OFFICE].code)
        assert ours is not None
        ours.field, ours.commune = FIELD, COMMUNE
    await office.time_passes(office.app.clock.now() + timedelta(days=9))
    named: dict[str, list[set[CaseKind]]] = {}
    for reader in (wall.clerk, wall.chair, wall.head):
        since = len(office.paper.sent)
        for what in FIGURES:
            await reader.sends(choice=f"figs:0:{what}:m261201||||0", wait=False)
        await reader.says("/baocao tháng")
        await office.quiet(120)
        read = [one for one in read_since(reader, since) if not one.card]
        made = [item for one in read for item in one.media if item.name.endswith(OFFICE_FILES)]
        chats = "\n".join(one.text for one in read)
        files = "\n".join(text_of(office, item) for item in made)
        assert len(made) == 4
        for planted in wall.cases.values():
            assert not secrets_in(planted, read)
            assert not planted.told(files)
        named[reader.name] = [
            {kind for kind, planted in wall.cases.items() if planted.code in text}
            for text in (chats, files)
        ]
        where = office.app.office.fields[FIELD].name, office.app.office.communes[COMMUNE].name
        assert not [part for part in where if part in files]
        assert "không nêu ở đây" in chats
    nobody = {CaseKind.ORDINARY, CaseKind.APPEALED}
    known = nobody | {CaseKind.CONDUCT, CaseKind.NAMED}
    assert named[wall.clerk.name] == [known, known]
    assert named[wall.chair.name] == [nobody | {CaseKind.ABOUT_OFFICE}, nobody]
    assert named[wall.head.name] == [known - {CaseKind.CONDUCT}, nobody]
    for field, commune in ((FIELD, ""), ("", COMMUNE)):
        await wall.clerk.sends(choice=f"figs:0:page:m261201|{field}||{commune}|0")
        wall.clerk.sees("Không có vụ việc nào")


def text_of(office: OfficeUnderTest, item: Media) -> str:
    """All that stands in a file of the Office kind; of a PDF its text."""
    content = office.app.media.read(item.sha256)
    if item.mime == "application/pdf":
        return "".join(page.get_textpage().get_text_range() for page in PdfDocument(content))
    with ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
