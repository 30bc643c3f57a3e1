"""When a report was sent before: the same words of the same person, and nothing new shown."""

from __future__ import annotations

from collections.abc import Sequence

from bot.event import Media
from bot.turn import Turn
from rules.lifecycle import OPEN
from rules.text import split_words
from storage import case_lists, case_media, notes
from storage.models import Case

LOOKED_THROUGH = 200
"""Open cases, the newest; so many only a system has that does not tell its reporters apart."""


async def same_report_before(
    turn: Turn, text: str, media: Sequence[Media] = (), link: str = ""
) -> Case | None:
    """An open case of the speaker with these words; a file or link it lacks makes another one.

    How the words are written does not count: letters, accents, everyday shorthand.
    """
    said = split_words(text)
    if not said:
        return None
    mine = await case_lists.cases_of_person(turn.db, turn.person.id, LOOKED_THROUGH, statuses=OPEN)
    for case in mine:
        if split_words(case.text) == said and not await _shows_more(turn, case, media, link):
            return case
    return None


async def _shows_more(turn: Turn, case: Case, media: Sequence[Media], link: str) -> bool:
    known = await case_media.media_of_case(turn.db, case, case_media.REPORT) if media else ()
    if {_told_by(item) for item in media} - {_told_by(item) for item in known}:
        return True
    added = await notes.notes_of_case(turn.db, case, notes.ADDITION) if link else []
    return bool(link) and link not in {note.text for note in added}


def _told_by(item: Media) -> tuple[str, int]:
    """What tells two photos of one person apart; each lies under a name of its own."""
    return item.mime, item.size
