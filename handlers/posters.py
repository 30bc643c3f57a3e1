"""The office prints the notice of a counter: `/poster MÃ` gives an A4 and an A5 page."""

from __future__ import annotations

import asyncio

from bot.event import Media
from bot.turn import Turn
from publish import kiosk_link
from publish.poster import SIZES, targets
from publish.poster import poster as made

PDF = "application/pdf"


async def poster(turn: Turn) -> None:
    """`/poster MÃ`; without a counter the codes are listed."""
    code = turn.args.strip().lower()
    counter = turn.office.ratings.counters.get(code)
    if counter is None:
        _list(turn)
        return
    addresses = targets(turn.world.base_url, turn.world.links, code)
    files: list[Media] = []
    for size in SIZES:
        content = await asyncio.to_thread(
            made, turn.office, turn.world.texts, code, addresses, size
        )
        files.append(await turn.file("document", PDF, f"poster-{code}-{size}.pdf", content))
    turn.say(
        "posters.made",
        media=files,
        name=counter.name,
        channels=", ".join(turn.words(f"posters.channel.{name}") for name in addresses),
        kiosk=kiosk_link.url(turn.db.info["vault"], turn.world.base_url, code),
    )
    if not any(line.confirmed for line in turn.office.hotlines):
        turn.say("posters.no_hotline_yet")


def _list(turn: Turn) -> None:
    lines = [
        turn.words("posters.line", code=code, name=counter.name)
        for code, counter in turn.office.ratings.counters.items()
    ]
    turn.say("posters.which", codes="\n".join(lines))
