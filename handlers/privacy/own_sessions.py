"""`/thoathet`: end every web session of one's own, for whoever left one open somewhere."""

from __future__ import annotations

from bot.turn import Turn
from storage import web_sessions


async def thoathet(turn: Turn) -> None:
    """End them all; who works here is told first what it takes to come back."""
    open_now = await web_sessions.web_addresses_of_person(turn.db, turn.person.id)
    if turn.known.roles and open_now:
        end = turn.button("own_sessions.end", "end_sessions", 0)
        turn.say("own_sessions.confirm", choices=[[end]], n=len(open_now))
    else:
        await end_own_sessions(turn, 0, "")


async def end_own_sessions(turn: Turn, _number: int, _: str) -> None:
    """Button, and the command: the one it is said in too; messengers know their own way out."""
    ended = await web_sessions.end_web_sessions_of_person(turn.db, turn.person.id, turn.now)
    for address in ended:
        turn.say("own_sessions.ended_here", to=address)
    if turn.event.address not in ended:
        turn.say("own_sessions.ended" if ended else "own_sessions.none", n=len(ended))
