"""`/thoathet`: end every web session of one's own, for whoever left one open somewhere."""

from __future__ import annotations

from bot.turn import Turn
from storage import web_sessions


async def thoathet(turn: Turn) -> None:
    """End them all, the one it is said in too; messengers know their own way out."""
    ended = await web_sessions.end_web_sessions_of_person(turn.db, turn.person.id, turn.now)
    for address in ended:
        turn.say("own_sessions.ended_here", to=address)
    if turn.event.address not in ended:
        turn.say("own_sessions.ended" if ended else "own_sessions.none", n=len(ended))
