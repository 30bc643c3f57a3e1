"""The gate's card: what is remarked of a page before it is published, and the buttons."""

from __future__ import annotations

import hashlib

from bot.event import Choice, Media
from bot.turn import Turn
from publish import redacted_page
from publish.redacted_page import IdentifyingWords, RedactedPage
from rules.lifecycle import CASE_PUBLISHED
from storage import case_media
from storage.models import Case
from storage.publications import PublicationDraft

MOST_BUTTONS = 20
"""Found items with a button of their own; the rest can be edited away."""


async def photos_of_case(turn: Turn, case: Case) -> list[Media]:
    media = [
        *await case_media.media_of_case(turn.db, case, case_media.REPORT),
        *await case_media.media_of_case(turn.db, case, case_media.ANSWER),
    ]
    return [item for item in media if item.kind == "photo"]


async def photo_hashes(turn: Turn, case: Case) -> list[str]:
    """The photos of report and answer that may be chosen."""
    return list(dict.fromkeys(item.sha256 for item in await photos_of_case(turn, case)))


def review_remarks(
    turn: Turn, case: Case, proposal: PublicationDraft, checked: RedactedPage
) -> list[str]:
    lines = []
    if not checked.page.commune:
        lines.append(turn.words("publishing.alone", least=turn.office.publishing.least_group))
    words = redacted_page.personal_words(turn.office, case, proposal)
    if words:
        lines.append(turn.words("publishing.sensitive", words=", ".join(words)))
    for number, found in enumerate(checked.found, 1):
        key = "publishing.found_shown" if found.shown else "publishing.found_hidden"
        kind = turn.words(f"publishing.token.{found.kind}").strip("[]")
        lines.append(turn.words(key, number=number, kind=kind, words=found.words))
    return lines or [turn.words("publishing.nothing_found")]


async def review_buttons(
    turn: Turn, case: Case, proposal: PublicationDraft, checked: RedactedPage
) -> list[list[Choice]]:
    published = case.publication == CASE_PUBLISHED
    preview = f"{turn.world.base_url}/xem-truoc/{proposal.token}"
    last = ("correct", "take_down") if published else ("publish", "send_back", "withhold")
    return [
        *[[_item(turn, case, found)] for found in checked.found[:MOST_BUTTONS]],
        *[
            [_photo(turn, case, proposal, number, sha)]
            for number, sha in enumerate(await photo_hashes(turn, case), 1)
        ],
        [turn.link("publishing.preview", preview)],
        [_do(turn, case, "question"), _do(turn, case, "answer")],
        [_do(turn, case, "hide")],
        *[[_do(turn, case, do)] for do in last],
    ]


def _do(turn: Turn, case: Case, do: str) -> Choice:
    return turn.button(f"publishing.{do}", "gate", case.id, do)


def _item(turn: Turn, case: Case, found: IdentifyingWords) -> Choice:
    words = found.words if len(found.words) <= 30 else f"{found.words[:28]} …"
    key = "publishing.item_hide" if found.shown else "publishing.item_show"
    return turn.button(key, "gate", case.id, f"item.{short_hash(found.key)}", words=words)


def _photo(turn: Turn, case: Case, proposal: PublicationDraft, number: int, sha: str) -> Choice:
    key = "publishing.photo_drop" if sha in proposal.photos else "publishing.photo_add"
    return turn.button(key, "gate", case.id, f"photo.{sha[:16]}", number=number)


def short_hash(key: str) -> str:
    """The name of a found item in a button: no words of it."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]
