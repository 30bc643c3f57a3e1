"""What the office, and the chair, are told in the morning."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from bot.turn import Turn
from handlers.case import conflict, open_cases, review_terms
from handlers.workspace import digest_lines
from rules.lifecycle import CHAIR, RECEIVED
from rules.timeline import Episode
from storage import case_lists, failed_updates, people, role_assignments
from storage.case_lists import ActiveCase
from storage.models import Person


async def send_office_digest(
    turn: Turn, person: Person, addresses: Sequence[str], last: date
) -> None:
    reader = await people.known_person_by_id(turn.db, person.id)
    if reader is None:
        return
    everything = [
        case for case, _ in await open_cases.all_open_cases(turn.db, turn.office, turn.now)
    ]
    shown = conflict.shown_to(turn.office, everything, [reader])
    sorting = sum(case.status == RECEIVED for case in shown)
    ours = hidden = 0
    if digest_lines.is_first_of_week(turn, last):
        # Each morning these numbers would tell on which day somebody complained, or was freed.
        ours = _about_us(turn, everything, {case.id for case in shown})
        hidden = await case_lists.count_restricted_open_cases(turn.db)
    checking = await case_lists.count_cases_awaiting_publication(turn.db)
    opened = await digest_lines.open_cases_of_reader(turn, person)
    late = [item for item in opened if item[1].days_late]
    unforwarded = sum(episode.forward_late > 0 for _, episode in opened)
    signing = await digest_lines.to_sign(turn, addresses, opened)
    refusals = await digest_lines.to_review(turn, addresses)
    failed = await failed_updates.count_failed_updates(turn.db)
    waiting = (sorting, ours, checking, hidden, late, unforwarded, signing, refusals, failed)
    if not any(waiting):
        return
    urgent = [
        item
        for item in opened
        if item[0].status == RECEIVED
        and (item[0].urgent or digest_lines.speaks_today(turn, item[1], last))
    ]
    pressing = await digest_lines.most_pressing(turn, urgent)
    slow = _slow(turn, opened, len(await review_terms.reviews_late(turn)))
    lines = digest_lines.signature_lines(turn, signing, refusals)
    lines += [turn.words("digests.sealed", n=hidden)] if hidden else []
    lines += [turn.words("digests.failed", n=failed)] if failed else []
    lines += [await _about_us_in_words(turn, ours)] if ours else []
    rows = [
        *await digest_lines.signing_buttons(turn, signing, refusals),
        *digest_lines.digest_buttons(turn, pressing),
    ]
    for address in addresses:
        turn.say(
            "digests.office",
            to=address,
            choices=rows,
            sorting=sorting,
            checking=checking,
            late=len(late),
            forward=turn.words("digests.unforwarded", n=unforwarded) if unforwarded else "",
            lines="\n".join(
                filter(None, [*lines, *slow, digest_lines.lines_of_cases(turn, pressing)])
            ),
        )


def _about_us(turn: Turn, opened: Sequence[ActiveCase], shown: Collection[int]) -> int:
    """How many are about the office at large, or a chair: all that its clerks hear is this number.

    Where nobody here may act on one, its owner and the operator hear so (no_eligible_handler).
    """
    return sum(
        turn.office.receiver in conflict.barred_from(case).units and case.id not in shown
        for case in opened
    )


async def _about_us_in_words(turn: Turn, ours: int) -> str:
    """That nobody is the chair everybody knows; that the chair is named nobody learns by this."""
    chair = await role_assignments.is_anyone_of(turn.db, (CHAIR,))
    return turn.words("digests.about_office" if chair else "digests.about_office_no_chair", n=ours)


async def send_chair_digest(turn: Turn, person: Person, addresses: Sequence[str]) -> None:
    """What waits for the chair alone: above all, what is about the office itself or appealed."""
    opened = await digest_lines.open_cases_of_reader(turn, person)
    signing = await digest_lines.to_sign(turn, addresses, opened)
    refusals = await digest_lines.to_review(turn, addresses)
    sorting = [
        item
        for item in opened
        if item[0].status == RECEIVED and conflict.is_for_chair(turn.office, item[0])
    ]
    if not (sorting or signing or refusals):
        return
    shown = await digest_lines.most_pressing(turn, sorting)
    appeals = sum(bool(case.level) for case, _ in sorting)
    counted = {"appeals": appeals, "to_sort": len(sorting) - appeals}
    lines = [turn.words(f"digests.{name}", n=n) for name, n in counted.items() if n]
    lines += digest_lines.signature_lines(turn, signing, refusals)
    rows = [
        *await digest_lines.signing_buttons(turn, signing, refusals),
        *digest_lines.digest_buttons(turn, shown),
    ]
    for address in addresses:
        turn.say(
            "digests.chair",
            to=address,
            choices=rows,
            lines="\n".join(filter(None, [*lines, digest_lines.lines_of_cases(turn, shown)])),
        )


def _slow(turn: Turn, opened: Sequence[tuple[ActiveCase, Episode]], unchecked: int) -> list[str]:
    """What the office itself is late with, besides forwarding."""
    untaken = sum(
        episode.taken_in is None and episode.take_in_left < 0 and case.status == RECEIVED
        for case, episode in opened
    )
    found = {"take_in": untaken, "check_publish": unchecked}
    return [
        turn.words(f"digests.slow.{code}", n=n, days=turn.office.deadlines[code].days)
        for code, n in found.items()
        if n
    ]
