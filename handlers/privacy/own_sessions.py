"""`/thoathet`: end every web session of one's own, for whoever left one open somewhere.

And what a chat is told of the code that opens it on another machine.
"""

from __future__ import annotations

from bot import open_question
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


async def tell_of_way_back(turn: Turn, used: int, _: str) -> None:
    """Said by the page: a code was made for this chat, or opened it. Whose it is sees it happen."""
    end = turn.command_button("thoathet")
    turn.say("own_sessions.way_used" if used else "own_sessions.way_made", choices=[[end]])
    if turn.stack:
        await open_question.repeat_question(turn)
