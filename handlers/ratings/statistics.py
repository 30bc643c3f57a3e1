"""`/thongke`: how satisfied people are, as a picture and three sentences, for each role its own."""

from __future__ import annotations

import asyncio

from bot.jobs import JobContext, JobFile, JobResult
from bot.turn import Turn
from bot.user_error import UserError
from handlers.shared.spoken_periods import QUOTED, named_period_asked
from publish.reports.satisfaction_sheet import satisfaction_picture_png
from publish.reports.satisfaction_statistics import read_satisfaction_statistics
from publish.reports.satisfaction_words import SatisfactionWords
from rules.lifecycle import AGENCY_ROLES, CHAIR, OFFICE
from rules.reporting_period import NamedPeriod, named_period_by_code

EVERYTHING = ""


async def thongke(turn: Turn) -> None:
    """`/thongke [tháng trước | quý 3/2026 | 2026-Q4]`; this month when nothing is said."""
    rule = turn.office.ratings.honesty.period_rule
    period = named_period_asked(turn.world.texts, turn.args, turn.today, rule)
    if period is None:
        raise UserError("figures.chat.unclear", words=turn.args.strip()[:QUOTED])
    turn.later("thongke", 0, f"{period.code}|{_agencies(turn)}|{turn.event.address}")


def _agencies(turn: Turn) -> str:
    """Whose counters the speaker sees: their agencies'; citizens, office and chair see all."""
    if not turn.known.roles or turn.known.holds(OFFICE) or turn.known.holds(CHAIR):
        return EVERYTHING
    held = {role.agency for role in turn.known.roles if role.role in AGENCY_ROLES}
    rated = {counter.agency for counter in turn.office.ratings.counters.values()}
    if not held & rated:
        turn.say("figures.chat.no_counter")
    return ",".join(sorted(held & rated))


async def make_statistics(making: JobContext, _: int, detail: str) -> JobResult:
    """The picture and the words, before the transaction that sends them."""
    office, texts = making.world.office, making.world.texts
    code, agencies, _address = detail.split("|", 2)
    wanted = agencies.split(",") if agencies else []
    counters = [key for key, one in office.ratings.counters.items() if one.agency in wanted]
    names = [office.agencies[agency].name for agency in wanted]
    scope = ", ".join(names) or texts("figures.chat.scope_all")
    found = await read_satisfaction_statistics(
        making.db, office, _period(making, code), counters or None
    )
    image = await asyncio.to_thread(satisfaction_picture_png, office, texts, found, scope)
    text = "\n\n".join(SatisfactionWords(texts, office).sentences(found, scope))
    return JobResult((JobFile("photo", "image/png", f"thong-ke-{code}.png", image),), text)


def _period(making: JobContext, code: str) -> NamedPeriod:
    period = named_period_by_code(code, making.world.office.ratings.honesty.period_rule)
    if period is None:
        raise ValueError(code)
    return period


async def show_statistics(turn: Turn, _: int, detail: str) -> None:
    """Time event: the picture is made."""
    code, _agencies, address = detail.split("|", 2)
    for fault in turn.event.faults:
        turn.say(fault, to=address)
    if not turn.event.faults:
        url = f"{turn.world.base_url}/thong-ke?ky={code}"
        turn.say(
            "figures.chat.made",
            to=address,
            media=turn.event.media,
            choices=[[turn.link("figures.chat.open", url)]],
            text=turn.event.text,
        )
