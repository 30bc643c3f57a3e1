"""`/thongke`: how satisfied people are, as a picture and three sentences, for each role its own."""

from __future__ import annotations

import asyncio

from bot.turn import Turn
from publish.rating_sheet import picture
from publish.rating_words import Words, figures
from rules.lifecycle import AGENCY_ROLES, CHAIR, OFFICE
from rules.periods import month_of, period

PNG = "image/png"


async def thongke(turn: Turn) -> None:
    """`/thongke [KỲ]`, such as 2026-11, 2026-Q4 or 2026; this month when nothing is said."""
    start = turn.office.ratings.honesty.period_start_day
    chosen = period(turn.args.strip(), start) or month_of(turn.today, start)
    counters, scope = _scope(turn)
    found = await figures(turn.db, turn.office, chosen, counters)
    image = await asyncio.to_thread(picture, turn.office, turn.world.texts, found, scope)
    media = await turn.file("photo", PNG, f"thong-ke-{chosen.code}.png", image)
    standing, worst, caution = Words(turn.world.texts, turn.office).sentences(found, scope)
    turn.say(
        "figures.chat.text",
        media=[media],
        choices=[
            [turn.link("figures.chat.open", f"{turn.world.base_url}/thong-ke?ky={chosen.code}")]
        ],
        standing=standing,
        worst=worst,
        caution=caution,
    )


def _scope(turn: Turn) -> tuple[list[str] | None, str]:
    """The counters of the speaker's agencies; everything for citizens, office and chair."""
    everything = None, turn.words("figures.chat.scope_all")
    if not turn.known.roles or turn.known.holds(OFFICE) or turn.known.holds(CHAIR):
        return everything
    agencies = {role.agency for role in turn.known.roles if role.role in AGENCY_ROLES}
    own = [code for code, one in turn.office.ratings.counters.items() if one.agency in agencies]
    if not own:
        turn.say("figures.chat.no_counter")
        return everything
    names = [turn.office.agencies[code].name for code in sorted(agencies)]
    return own, turn.words("figures.chat.scope_own", agency=", ".join(names))
