"""Gặp cán bộ: a citizen talks with the officer on duty, both through us, in working hours.

While a talk is open every plain message of the two belongs to it and to nothing else: no
case, no open question. Neither sees the other's name, number or account.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import open_question
from bot.clock import Due
from bot.event import Choice, Rows
from bot.turn import Turn
from bot.user_error import UserError
from handlers.citizen import left_words
from handlers.intake import asides
from handlers.office import blocking
from handlers.shared import help_topics
from rules.lifecycle import AGENCY_ROLES
from rules.local_time import ZONE
from rules.office import Office
from rules.working_hours import in_working_hours, next_working_session
from storage import live_chats, role_assignments
from storage.models import LiveChat


async def gapcanbo(turn: Turn) -> None:
    """`/gapcanbo`: call the officer on duty, or say when one is there."""
    if turn.known.roles:
        raise UserError("talking.staff")
    if await asides.take_as_story(turn, "officer"):
        return
    if turn.talk:
        turn.say("talking.already", choices=[[end_chat_button(turn, turn.talk)]])
        return
    if turn.person.blocked_at is not None:
        await blocking.tells_why_blocked(turn)
        return
    if not in_working_hours(turn.now, turn.office.calendar):
        opens = next_working_session(turn.now, turn.office.calendar)
        _instead(turn, turn.event.address, "talking.closed", opens=opens)
        return
    midnight = datetime.combine(turn.today, time(), ZONE)
    if (
        await live_chats.count_live_chats_since(turn.db, turn.person.id, midnight)
        >= turn.office.handover.per_day
    ):
        _instead(turn, turn.event.address, "talking.enough")
        return
    await _call(turn)


async def _call(turn: Turn) -> None:
    """Ring at everybody who is on duty."""
    officers = await on_duty(turn)
    if not officers:
        _instead(turn, turn.event.address, "talking.nobody")
        return
    talk = await live_chats.request_live_chat(turn.db, turn.person, turn.event.address, turn.now)
    turn.talk = talk.id
    minutes, months = turn.office.handover.wait_minutes, turn.office.limits.contact_months
    end = [[end_chat_button(turn, talk.id)]]
    turn.say("talking.called", choices=end, desk=turn.office.desk, minutes=minutes, months=months)
    for address in officers:
        take = [[turn.button("talking.take", "take_talk", talk.id)]]
        turn.say("talking.ring", to=address, choices=take, at=turn.now)


async def on_duty(turn: Turn) -> list[str]:
    """Where those are reached who talk with citizens."""
    handover = turn.office.handover
    agency = handover.agency if handover.role in AGENCY_ROLES else None
    return await role_assignments.addresses_of_role(turn.db, handover.role, agency)


def _instead(turn: Turn, to: str, key: str, rows: Rows = (), **values: Any) -> None:
    """No officer now: when, whom to telephone, and what can be done here meanwhile."""
    facts = help_topics.office_contacts(turn)
    turn.say(
        key,
        to=to,
        choices=rows or [[turn.command_button("gopy")]],
        desk=turn.office.desk,
        hotlines=facts["hotlines"],
        emergencies=facts["emergencies"],
        **values,
    )


def end_chat_button(turn: Turn, talk_id: int) -> Choice:
    return turn.button("talking.end", "end_talk", talk_id)


async def take_chat(turn: Turn, talk_id: int, _: str) -> None:
    """Button of an officer on duty: I am here."""
    talk = await find_live_chat(turn, talk_id)
    if turn.event.address not in await on_duty(turn):
        raise UserError("desk.not_yours")
    if turn.talk == talk.id:
        return  # pressed twice
    if turn.talk:
        raise UserError("conversation.talking")
    if not await live_chats.take_live_chat(turn.db, talk, turn.person, turn.event.address):
        raise UserError("talking.gone" if talk.state == live_chats.ENDED else "talking.taken")
    turn.talk = talk.id
    end = [[end_chat_button(turn, talk.id)]]
    said = [line.said for line in await live_chats.messages_of_live_chat(turn.db, talk)]
    turn.say("talking.yours", choices=end)
    for one in said:
        turn.say("talking.of_citizen", text=one.text, media=one.media)
    turn.say("talking.here", to=talk.address, choices=end)


async def find_live_chat(turn: Turn, talk_id: int) -> LiveChat:
    talk = await live_chats.live_chat_by_id(turn.db, talk_id)
    if talk is None:
        raise UserError("conversation.old_button")
    return talk


async def ketthuc(turn: Turn) -> None:
    """`/ketthuc`, of either side."""
    if not turn.talk:
        raise UserError("talking.none")
    await end_chat(turn, turn.talk, "")


async def end_chat(turn: Turn, talk_id: int, _: str) -> None:
    """Button of either side: it is over; what it had interrupted is taken up again."""
    talk = await find_live_chat(turn, talk_id)
    if turn.talk != talk.id:
        raise UserError("talking.gone")
    by_citizen = talk.person_id == turn.person.id
    turn.talk = 0
    await live_chats.end_live_chat(turn.db, talk, "citizen" if by_citizen else "officer")
    if await left_words.leave_for_duty(turn, talk, await on_duty(turn)):
        turn.say("talking.left_citizen", choices=left_words.report_row(turn, talk))
    else:
        _ended(turn, talk, turn.event.address)
    other = talk.officer_address if by_citizen else talk.address
    if other:
        _ended(turn, talk, other)
    if turn.stack:
        await open_question.resume_flow(turn)


def _ended(turn: Turn, talk: LiveChat, to: str) -> None:
    if to == talk.address:
        rows = [[turn.command_button(name)] for name in ("gopy", "cuatoi")]
        turn.say("talking.ended_citizen", to=to, choices=rows, desk=turn.office.desk)
    else:
        turn.say("talking.ended_officer", to=to)


async def chats_due(db: AsyncSession, office: Office, now: datetime) -> Sequence[Due]:
    """Talks nobody came to, and talks in which nothing is said any more."""
    minutes = {
        live_chats.WAITING: office.handover.wait_minutes,
        live_chats.OPEN: office.handover.idle_minutes,
    }
    return [
        Due("talk_over", f"talk_over:{talk.id}:{state}:{talk.said_at.isoformat()}", talk.id, state)
        for state, most in minutes.items()
        for talk in await live_chats.silent_live_chats(db, state, now - timedelta(minutes=most))
    ]


async def chat_over(turn: Turn, talk_id: int, state: str) -> None:
    """Time event: nobody came, or nobody says anything any more."""
    talk = await find_live_chat(turn, talk_id)
    minutes = turn.office.handover.idle_minutes
    again = talk.state == live_chats.OPEN and turn.now - talk.said_at < timedelta(minutes=minutes)
    if talk.state != state or again or not await live_chats.end_live_chat(turn.db, talk, "clock"):
        return
    if state == live_chats.WAITING:
        officers = await on_duty(turn)
        if await left_words.leave_for_duty(turn, talk, officers):
            rows = left_words.report_row(turn, talk)
            _instead(turn, talk.address, "talking.nobody_came_left", rows)
        else:
            _instead(turn, talk.address, "talking.nobody_came")
            for address in officers:
                turn.say("talking.missed", to=address, at=talk.began_at)
    else:
        for address in (talk.address, talk.officer_address):
            _ended(turn, talk, address)
