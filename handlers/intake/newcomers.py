"""A flood of fresh browsers cannot file thousands of reports; nobody in danger is held up."""

from __future__ import annotations

from bot.turn import Turn
from bot.user_error import UserError
from handlers.shared import help_topics
from rules.local_time import start_of_day
from storage import case_lists


async def refuse_if_too_many(turn: Turn) -> None:
    """Raise UserError when the network of somebody new has filed all it may; the draft stays.

    Whoever reported something before today is known, and so is who works here.
    """
    crowd = turn.event.crowd
    if not crowd or turn.known.roles:
        return
    today = start_of_day(turn.today)
    known = await case_lists.has_reported_before(turn.db, turn.person.id, today)
    if not known and not turn.world.may_report(crowd):
        contacts = help_topics.office_contacts(turn)
        raise UserError("intake.crowded", desk=turn.office.desk, **contacts)
