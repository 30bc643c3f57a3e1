"""Unfinished reports: kept some days, reminded of once, then dropped with a word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from bot import open_question
from bot.clock import Due
from bot.turn import Turn
from handlers.denunciation.handover import HANDOVER
from handlers.intake import confirmation
from handlers.intake.alarm import ALARM
from handlers.intake.report import INTAKE
from handlers.intake.report_answers import ReportAnswers
from handlers.shared import consent
from rules.local_time import ZONE
from rules.office import Office
from storage import conversations, people
from storage.conversations import ConversationFrame

DAYTIME = (8, 20)
"""Hours in which a reminder is no nuisance."""


async def drafts_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """Unfinished reports: one reminder after a day, dropped after the office's days."""
    if not DAYTIME[0] <= now.astimezone(ZONE).hour < DAYTIME[1]:
        return []
    found = []
    for row in await conversations.idle_conversations(db, now - timedelta(days=1)):
        old = now - row.updated_at >= timedelta(days=office.limits.draft_days)
        name = "draft_over" if old else "draft_waits"
        key = f"{name}:{row.address}:{row.person_id}:{row.updated_at.isoformat()}"
        found.append(Due(name, key, row.person_id, row.address))
    return found


async def remind_of_draft(turn: Turn, person_id: int, address: str) -> None:
    """Time event: somebody began a report and did not come back."""
    row = await conversations.lock_conversation(turn.db, address, person_id)
    stack = conversations.frames_of_conversation(turn.db, row)
    if await _wants_reminding(turn, person_id, stack):
        turn.say(
            "intake.draft_waits",
            to=address,
            choices=[[turn.button("intake.go_on", "c", "gopy")]],
            days=turn.office.limits.draft_days,
        )


async def _wants_reminding(turn: Turn, person_id: int, stack: Sequence[ConversationFrame]) -> bool:
    """A report lies there, and its writer ticked that purpose, with it or before."""
    drafts = [run for run in stack if run.flow == INTAKE.name]
    if any(confirmation.wants_reminding(cast("ReportAnswers", run.answers)) for run in drafts):
        return True
    person = await people.person_by_id(turn.db, person_id)
    return bool(drafts) and person is not None and await consent.wants_reminders(turn, person)


async def drop_old_draft(turn: Turn, person_id: int, address: str) -> None:
    """Time event: an unfinished report is dropped, with a word."""
    row = await conversations.lock_conversation(turn.db, address, person_id)
    stack = conversations.frames_of_conversation(turn.db, row)
    ended = {INTAKE.name, HANDOVER.name, ALARM.name}
    kept = [run for run in stack if run.flow not in ended]
    for run in stack:
        if run not in kept:
            open_question.discard_files(turn, run)
    if len(kept) < len(stack):
        conversations.save_frames(turn.db, row, kept, turn.now)
        if any(run.flow != ALARM.name for run in stack if run not in kept):
            turn.say("intake.draft_over", to=address)
