"""All that was said in a case, in order: reported, asked, added, answered, taken up again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.event import Media
from bot.turn import Turn
from handlers.case import access, conflict, looks, lookup, notify
from publish import redacted_page
from rules.excerpts import excerpt_of
from rules.lifecycle import NEEDS_INFO, OPEN
from storage import case_answers, case_events, case_media, cases, notes
from storage.models import Case
from storage.notes import CaseNoteText

FROM_OWNER = (notes.SUPPLEMENT, notes.ADDITION, notes.REOPEN)
TO_OWNER = (notes.QUESTION, notes.APOLOGY)
AMONG_STAFF = (notes.RETURN, notes.EXTENSION, notes.CONTRIBUTION, notes.TRANSCRIPT)
SHOWN = 300
"""Characters of the newest words on a card; all of them are a tap away."""


class SaidInCase(NamedTuple):
    """Words of a case: `what` is how they are called, a key below `thread`."""

    at: datetime
    what: str
    text: str
    media: Sequence[Media] = ()
    code: str = ""
    """Of the case merged into this one whose words they are.

    It stands beside them, so that copies are found when who read them may not read that one.
    """


async def show_thread(turn: Turn, case_id: int, _: str) -> None:
    """Button: everything said in a case, to its owner and to whoever may see it."""
    case = await lookup.find_case(turn, case_id)
    own = case.person_id == turn.person.id
    if not own and not await access.sees(turn, case):
        raise conflict.refused_to_speaker(turn, case, "thread")
    if not own:
        await looks.log_look_at_text(turn, case)
    said = await (_thread_of_owner(turn, case) if own else _thread_of_staff(turn, case))
    turn.say(
        "thread.all",
        media=[item for one in said for item in one.media],
        case=case.code,
        code=case.code,
        lines="\n\n".join(in_words(turn, one) for one in said),
    )


def in_words(turn: Turn, said: SaidInCase, most: int = 0) -> str:
    """One contribution, with when it came; cut to `most` characters."""
    what = turn.words(f"thread.{said.what}")
    if said.code:
        what = turn.words("thread.joined", what=what, code=said.code)
    text = excerpt_of(said.text, most) if most else said.text
    return turn.words("thread.line", at=said.at, what=what, text=text)


async def newest_words(turn: Turn, case: Case, safe: Callable[[str], str]) -> list[str]:
    """What a card says before the report: that others told it too, new words, a former answer.

    `safe` takes out what the card's readers may not know.
    """
    others = await _told_by_others(turn, case)
    told = [turn.words("thread.others", n=len(others))] if others else []
    said = (await _notes(turn, case, FROM_OWNER))[-1:]
    if case.status == NEEDS_INFO or [one.what for one in said] == [notes.SUPPLEMENT]:
        # What was asked: without it nobody knows what is waited for, or was answered.
        said += (await _notes(turn, case, [notes.QUESTION]))[-1:]
    if case.status in OPEN:
        said += (await _answers(turn, case))[-1:]
    newest_first = sorted(said, key=lambda one: one.at, reverse=True)
    words = [in_words(turn, one._replace(text=safe(one.text)), SHOWN) for one in newest_first]
    return [*told, *words]


async def words_to_answer(turn: Turn, case: Case) -> str:
    """All that an answer answers: the report, and what its owner and who follows it said since."""
    ours = await _notes(turn, case, (*FROM_OWNER, notes.TRANSCRIPT))
    since = _in_order(ours + await _said_by_others(turn, case))
    return "\n\n".join([case.text, *(in_words(turn, one) for one in since)])


async def _said_by_others(turn: Turn, case: Case) -> list[SaidInCase]:
    def safe(one: Case, text: str) -> str:
        return redacted_page.mask_contact(turn.db, turn.world.texts, one, text)

    others: list[SaidInCase] = []
    for one in await _told_by_others(turn, case):
        said = [await _report(turn, one), *await _notes(turn, one, FROM_OWNER)]
        others += [words._replace(code=one.code, text=safe(one, words.text)) for words in said]
    return others


async def _thread_of_staff(turn: Turn, case: Case) -> list[SaidInCase]:
    others = await _said_by_others(turn, case)
    ours = await _notes(turn, case, (*FROM_OWNER, *TO_OWNER, *AMONG_STAFF))
    return _in_order([await _report(turn, case), *ours, *others, *await _answers(turn, case)])


async def _told_by_others(turn: Turn, case: Case) -> list[Case]:
    """What was merged into a case, as far as who may read the one may read the other."""
    return [
        one
        for one in await cases.followers_of_case(turn.db, case)
        if not one.apart or conflict.is_about_the_same(one, case)
    ]


async def _thread_of_owner(turn: Turn, case: Case) -> list[SaidInCase]:
    kept = await cases.surviving_case(turn.db, case)
    told = await _answers(turn, kept)
    if kept is not case:
        told = [one._replace(text=notify.words_for_followers(turn, kept, one.text)) for one in told]
    ours = await _notes(turn, case, (*FROM_OWNER, *TO_OWNER))
    report = await _report(turn, case)
    own = report._replace(text=cases.words_of_owner(turn.db, case))
    return _in_order([own, *ours, *told])


def _in_order(said: list[SaidInCase]) -> list[SaidInCase]:
    return sorted(said, key=lambda one: one.at)


async def _report(turn: Turn, case: Case) -> SaidInCase:
    media = await case_media.media_of_case(turn.db, case, case_media.REPORT)
    return SaidInCase(case.received_at, "report", case.text, media)


async def _notes(turn: Turn, case: Case, kinds: Sequence[str]) -> list[SaidInCase]:
    found = await notes.notes_of_case(turn.db, case, *kinds)
    appeals = await _appealed_at(turn, case) if notes.REOPEN in kinds and found else set()
    return [
        SaidInCase(
            note.at,
            _kind(note, appeals),
            note.text,
            await case_media.media_of_case(turn.db, case, note.part),
        )
        for note in found
    ]


def _kind(note: CaseNoteText, appeals: set[datetime]) -> str:
    return "appeal" if note.kind == notes.REOPEN and note.at in appeals else note.kind


async def _appealed_at(turn: Turn, case: Case) -> set[datetime]:
    kept = await cases.surviving_case(turn.db, case)
    log = await case_events.events_of_case(turn.db, kept)
    return {line.at for line in log if line.action == "appeal"}


async def _answers(turn: Turn, case: Case) -> list[SaidInCase]:
    """The answers that reached the citizen; files are kept of the last one."""
    found = await case_answers.answers_sent(turn.db, case)
    media = await case_media.media_of_case(turn.db, case, case_media.ANSWER)
    return [
        SaidInCase(one.at, "answer", one.text, media if one is found[-1] else ()) for one in found
    ]
