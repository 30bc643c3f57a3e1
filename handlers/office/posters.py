"""The office prints the notice of a counter: `/poster MÃ` gives an A4 and an A5 page."""

from __future__ import annotations

import asyncio

from bot.jobs import JobContext, JobFile, JobResult
from bot.turn import Turn
from publish.documents.poster import POSTER_SIZES, poster_links
from publish.documents.poster import poster_pdf as typeset
from publish.documents.poster import poster_sheet_pdf as sheet

ALL = "tatca"
"""What stands for every counter."""


async def print_poster(turn: Turn) -> None:
    """`/poster MÃ`, or `tatca` for a sheet of all; without a counter the codes are listed."""
    code = turn.args.strip().lower()
    if code == ALL or code in turn.office.ratings.counters:
        turn.later("poster", 0, f"{code}|{turn.event.address}")
        return
    turn.say("posters.which", codes=counter_codes_in_words(turn))


def counter_codes_in_words(turn: Turn) -> str:
    """The rated places with their codes, one a line."""
    return "\n".join(
        turn.words("posters.line", code=code, name=counter.name)
        for code, counter in turn.office.ratings.counters.items()
    )


async def make_poster(making: JobContext, _: int, detail: str) -> JobResult:
    """The PDF in every size."""
    world, code = making.world, detail.partition("|")[0]
    if code == ALL:
        content = await asyncio.to_thread(sheet, world.office, world.texts, world.base_url)
        return JobResult((JobFile("document", "application/pdf", "poster-tatca.pdf", content),))
    addresses = poster_links(world.base_url, world.links, code)
    files = []
    for size in POSTER_SIZES:
        content = await asyncio.to_thread(typeset, world.office, world.texts, code, addresses, size)
        files.append(JobFile("document", "application/pdf", f"poster-{code}-{size}.pdf", content))
    channels = [world.texts(f"posters.channel.{name}") for name in addresses]
    return JobResult(tuple(files), ", ".join(channels))


async def hand_out_poster(turn: Turn, _: int, detail: str) -> None:
    """Time event: the files are made."""
    code, _bar, address = detail.partition("|")
    for fault in turn.event.faults:
        turn.say(fault, to=address)
    if turn.event.faults:
        return
    if code == ALL:
        turn.say("posters.sheet_made", to=address, media=turn.event.media)
        return
    turn.say(
        "posters.made",
        to=address,
        media=turn.event.media,
        name=turn.office.ratings.counters[code].name,
        channels=turn.event.text,
    )
    if not any(line.confirmed for line in turn.office.hotlines):
        turn.say("posters.no_hotline_yet", to=address)
