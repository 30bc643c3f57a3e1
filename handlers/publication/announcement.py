"""Telling the world what was published, corrected or taken down."""

from __future__ import annotations

from bot.event import Reply
from bot.turn import Turn
from handlers.case import labels, notify
from rules.excerpts import beginning_of_text
from storage import case_messages, cases, publications
from storage.models import Case
from storage.publications import PublicationContent

EXCERPT = 400
"""Characters of question and answer in an announcement; the page has the whole."""


async def public_page(turn: Turn, case: Case) -> tuple[str, str]:
    """The public number of a published case, and where strangers read it."""
    row = await publications.publication_of_case(turn.db, case)
    number = row.code if row else ""
    return number, f"{turn.world.base_url}/ket-qua/{number}"


async def announce_publication(
    turn: Turn, case: Case, page: PublicationContent, *, corrected: bool
) -> None:
    """Tell the official, the reporter, followers of merged cases, and the channel."""
    number, where = await public_page(turn, case)
    link = [[turn.link("publishing.open", where)]]
    picture = [[turn.link("publishing.picture", f"{where}/anh.png")]]
    key = "publishing.corrected" if corrected else "publishing.done"
    turn.say(key, choices=[*link, *picture], case=case.code, code=case.code, url=where)
    told = "publishing.citizen_corrected" if corrected else "publishing.citizen_published"
    notify.tell_citizen(turn, case, told, link, url=where)
    followed = "publishing.follower_corrected" if corrected else "publishing.follower"
    for address in await _followers(turn, case):
        turn.say(followed, to=address, choices=link, code=case.code, url=where)
    commune = turn.office.communes.get(page.commune)
    text = turn.words(
        "publishing.announcement_corrected" if corrected else "publishing.announcement",
        code=number,
        field=labels.field_name(turn, case.field),
        place=f"{commune.kind} {commune.name}" if commune else turn.office.place,
        agency=labels.agency_name(turn, case.agency),
        question=beginning_of_text(page.question, EXCERPT),
        answer=beginning_of_text(page.answer, EXCERPT),
        url=where,
    )
    await _to_channel(turn, case, text, where)


async def announce_take_down(turn: Turn, case: Case, reason: str) -> None:
    """Tell the reporter and who follows; empty what the channel said."""
    notify.tell_citizen(turn, case, "publishing.citizen_taken_down", reason=reason)
    for address in await _followers(turn, case):
        turn.say("publishing.follower_taken_down", to=address, code=case.code, reason=reason)
    await empty_channel_post(turn, case, reason)


async def _followers(turn: Turn, case: Case) -> list[str]:
    found = await cases.followers_of_case(turn.db, case)
    return list(dict.fromkeys(follower.address for follower in found))


async def empty_channel_post(turn: Turn, case: Case, reason: str) -> None:
    """Replace what the channel said of a case by why it is gone."""
    number, _ = await public_page(turn, case)
    text = turn.words("publishing.announcement_taken_down", code=number, reason=reason)
    await _to_channel(turn, case, text)


async def _to_channel(turn: Turn, case: Case, text: str, page: str = "") -> None:
    for channel in turn.world.announced_at:
        earlier = await case_messages.message_about_case(turn.db, channel, case.code)
        turn.replies.append((channel, Reply(text=text, case=case.code, page=page, edits=earlier)))
