"""A draft beside its question, as who signs sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from bot.event import Rows
from bot.turn import Turn
from bot.user_error import UserError
from handlers.agency import signature_rules
from handlers.case import case_thread, due_dates, labels, looks, signers
from rules.lifecycle import ANSWER_DRAFT, ANSWER_PENDING
from storage import case_answers, case_media, people
from storage.models import Case

DRAFT = "draft"
"""Part of a case its draft's files are kept under."""


class DraftCard(NamedTuple):
    """A draft beside its question, as who signs sees it."""

    rows: Rows
    words: dict[str, Any]


async def draft_card(turn: Turn, case: Case) -> DraftCard | None:
    """What `signing.card` says of the draft that waits, and what may be done; None without one."""
    pending = case.status == ANSWER_PENDING and not case.sealed
    draft = await case_answers.answer_of_case(turn.db, case, ANSWER_DRAFT) if pending else None
    if draft is None:
        return None
    author = await people.name_of_person(turn.db, draft.author_id)
    files = await case_media.media_of_case(turn.db, case, case_media.REPORT)
    rows = [
        [turn.button("signing.approve", "approve", case.id)],
        [
            turn.button("signing.edit", "edit_draft", case.id),
            turn.button("signing.reject", "reject", case.id),
        ],
        *([[turn.button("signing.files", "whole", case.id)]] if files else []),
    ]
    words = {
        "code": case.code,
        "question": await case_thread.words_to_answer(turn, case),
        "answer": labels.with_solution(turn, draft.text, case_answers.solution_of(draft)),
        "copied": await signature_rules.copied_mark(turn, case, draft.text),
        "author": author or turn.words("desk.somebody"),
        "due": due_dates.due_in_words(turn, await due_dates.dates_of(turn, case)),
    }
    return DraftCard(rows, words)


async def show_draft_to(turn: Turn, case: Case, to: Sequence[str]) -> DraftCard:
    found = await draft_card(turn, case)
    if found is None:
        raise UserError("signing.no_draft", code=case.code)
    media = await case_media.media_of_case(turn.db, case, DRAFT)
    await looks.log_text_sent(turn, case, to)
    for address in to:
        turn.say(
            "signing.card",
            to=address,
            choices=found.rows,
            media=media,
            case=case.code,
            card=True,
            **found.words,
        )
    return found


async def waits_for_signature(turn: Turn, case: Case) -> bool:
    """Whether a draft of this case waits for the speaker's signature."""
    pending = case.status == ANSWER_PENDING and not case.sealed
    return pending and await signers.may_sign(turn, case)
