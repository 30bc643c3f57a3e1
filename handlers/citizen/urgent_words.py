"""More words from whoever told of danger: they reach the staff at once, no "Xong" is waited for."""

from __future__ import annotations

from datetime import timedelta

from bot.flow_answers import Given, given_by_event
from bot.turn import Turn
from handlers.case import conflict, lookup
from handlers.citizen import followup, other_matter, urgent_standing
from handlers.intake import from_words, report
from rules.lifecycle import OPEN
from rules.recognition import recognise_text
from storage import case_lists, case_media, notes
from storage.models import Case

LOOKED_THROUGH = 20
A_DAY = timedelta(days=1)


async def add_while_it_runs(turn: Turn, given: Given) -> bool:
    """Add what is said within a day of danger to its case, unless it tells of another one.

    While it runs a word about a road is no new report: nobody can come through there.
    """
    own = await urgent_case_of_speaker(turn)
    if own is None or turn.now - own.received_at > A_DAY or _is_another_event(turn, own, given):
        return False
    await followup.take_as_belonging(turn, own, given, guessed=True)
    return True


async def ask_how_it_stands(turn: Turn) -> bool:
    """Tell the staff, and answer, who asks where help is; false without an urgent case."""
    own = await urgent_case_of_speaker(turn)
    if own is None:
        return False
    if turn.event.choice or turn.event.text.startswith("/"):
        await urgent_standing.say_standing(turn, own, own, urgent_standing.STANDS)
    else:
        await followup.take_at_once(turn, "add", own, given_by_event(turn.event))
    return True


async def urgent_case_of_speaker(turn: Turn) -> Case | None:
    """The speaker's newest open case about danger."""
    mine = await case_lists.cases_of_person(turn.db, turn.person.id, LOOKED_THROUGH, statuses=OPEN)
    return next((case for case in mine if case.urgent), None)


def _is_another_event(turn: Turn, own: Case, given: Given) -> bool:
    """Danger somewhere that is named, or anything in another commune or about officials."""
    if recognise_text(given.text, turn.office.recognition).emergency:
        return bool(from_words.place_of_words(turn, given.text))
    return other_matter.is_elsewhere_or_conduct(turn, own, given)


async def tell_apart(turn: Turn, case_id: int, note: str) -> None:
    """Button: words that were added to a case are a report of their own."""
    case = await lookup.find_case(turn, case_id)
    if case.person_id != turn.person.id:
        raise conflict.refused_to_speaker(turn, case, "apart")
    said = await notes.notes_of_case(turn.db, case, notes.ADDITION, notes.SUPPLEMENT)
    mine = [one for one in said if str(one.id) == note and one.author_id == turn.person.id]
    if not mine:
        turn.say("conversation.old_button")
        return
    media = await case_media.media_of_case(turn.db, case, mine[0].part)
    await report.begin_report(turn, Given(text=mine[0].text, media=tuple(media)))
