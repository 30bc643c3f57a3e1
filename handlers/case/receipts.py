"""The receipt: the code with its secret part, which its owner sees and nobody of the staff does."""

from __future__ import annotations

import hmac

from bot.turn import Turn
from rules.case_code import TypedCode
from storage import receipt_tries
from storage.models import Case


def receipt_code(case: Case) -> str:
    """What stands on the receipt; of a case from before there were secret parts, its code."""
    return f"{case.code}-{case.receipt_secret}" if case.receipt_secret else case.code


async def opens_with_receipt(turn: Turn, case: Case | None, typed: TypedCode) -> bool:
    """Whether a stranger holds the receipt of a case. A wrong try is counted.

    Tries are limited by who tries and by what is tried, there or not: whoever is over the limit
    is told what everybody without a receipt is told, also with the right one.
    """
    whose, limits = (turn.event.sender, typed.code), turn.office.limits
    mine, its = await receipt_tries.tries_on_day(turn.db, turn.today, whose)
    if mine >= limits.receipt_tries_of_person or its >= limits.receipt_tries_of_code:
        return False
    secret = case.receipt_secret if case else ""
    if secret and hmac.compare_digest(secret, typed.secret):
        return True
    await receipt_tries.count_wrong_try(turn.db, turn.today, whose)
    return False
