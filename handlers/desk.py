"""What all who work on cases share: cards, who is told, and acting on a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.event import Choice
from bot.flow import Flow
from bot.turn import Refused, Rows, Turn
from handlers import promises
from publish import gate, shown
from rules import lifecycle
from rules.lifecycle import AGENCY_ROLES, MOVES, OFFICE, Verdict
from rules.reception import next_reception
from storage import cases, notes, people
from storage.figures import COLUMNS
from storage.models import Case
from storage.people import Known, Role

EXCERPT = 700
"""Characters of a report on a card; the whole text is one tap away."""


async def new_case(turn: Turn, field: str, **columns: Any) -> Case:
    """A case as it comes in, not stored yet: numbered, with the agency of its field.

    `columns`: the rest of Case. It is the speaker's unless they name another owner.
    """
    known = turn.office.fields.get(field)
    agency = known.agency if known else ""
    rest = {
        "person_id": turn.person.id,
        "address": turn.event.address,
        "accused": agency if columns.get("about") == "conduct" else "",
    }
    return Case(
        code=await cases.next_code(turn.db, turn.today),
        status=lifecycle.RECEIVED,
        publication="none",
        field=known.code if known else "",
        agency=agency,
        received_at=turn.now,
        **(rest | columns),
    )


async def find(turn: Turn, case_id: int) -> Case:
    """The case a button speaks of. Raises Refused when there is none."""
    case = await cases.by_id(turn.db, case_id)
    if case is None:
        raise Refused("desk.no_case")
    return case


async def named(turn: Turn, action: str) -> Case:
    """The case a command names (`/traloi CODE …`), if the speaker may do that to it."""
    code, _, turn.args = turn.args.partition(" ")
    if not code:
        raise Refused("desk.which_case", command=action)
    case = await cases.by_code(turn.db, code)
    if case is None:
        raise Refused("desk.unknown_code", code=code[:40])
    return case


async def check(turn: Turn, case: Case, action: str) -> None:
    """Raise Refused unless the speaker may do `action` to the case as it stands.

    Nobody else acts on it until this turn is over: what is read of it from here on stays true.
    """
    from handlers import conflict  # noqa: PLC0415 - conflict shows cases by this module

    await cases.lock(turn.db, case)
    relation = await _relation(turn, case, action)
    roles = turn.known.roles
    if conflict.is_office(turn, case):
        roles = (*roles, Role(OFFICE, ""))
    verdict = lifecycle.judge(action, case.status, case.agency, roles, relation=relation)
    if verdict is Verdict.NOT_YOURS:
        raise Refused("desk.not_yours")
    _keep_sealed(turn, case, action)
    if action in lifecycle.NOT_BY_ACCUSED:
        conflict.keep_out(turn, case)
    if action in lifecycle.ONLY_BY_CHAIR:
        conflict.leave_to_chair(turn, case)
    if verdict is Verdict.TOO_LATE:
        raise await too_late(turn, case)


async def _relation(turn: Turn, case: Case, action: str) -> str:
    """What the speaker is to the case besides any role, as far as `action` asks."""
    if case.person_id == turn.person.id:
        return lifecycle.OWNER
    if lifecycle.FOLLOWER not in MOVES[action].by:
        return ""
    following = {one.person_id for one in await cases.followers(turn.db, case)}
    return lifecycle.FOLLOWER if turn.person.id in following else ""


def _keep_sealed(turn: Turn, case: Case, action: str) -> None:
    """Raise Refused for what a sealed case does not allow; only the office learns that it is."""
    if case.sealed and action not in lifecycle.WHILE_SEALED:
        key = "sealed.first" if turn.known.holds(OFFICE) else "desk.not_yours"
        raise Refused(key, code=case.code)


SETTLED = {"approve": "signed", "reject": "rejected", "free": "freed"}
"""What a draft becomes by these moves; by any other that takes the case away, `dropped`."""
LOGGED = ("agency", "publication", "handler_id")
"""Changes that figures of the past are counted from: they stand in the log too.

So does a change of one of storage.figures.COLUMNS, with what was there before as `was`.
"""


async def act(
    turn: Turn, case: Case, action: str, *, noted: Mapping[str, Any] | None = None, **changes: Any
) -> None:
    """Do `action`: change the case and write the log. Of two who act at once one wins.

    `noted` goes into the log: codes and numbers, no personal text. Raises Refused for the
    other, saying who did what.
    """
    await check(turn, case, action)
    await move(turn, case, action, noted=noted, **changes)


async def move(
    turn: Turn, case: Case, action: str, *, noted: Mapping[str, Any] | None = None, **changes: Any
) -> None:
    """Do `action` without asking who may: for `act`, and for the office's own rules."""
    from handlers import helping_out  # noqa: PLC0415 - as in `check`

    _keep_sealed(turn, case, action)
    end = lifecycle.ends(action, case.status, case.status_before)
    if end in lifecycle.KEEPS_BEFORE:
        changes["status_before"] = case.status
    was = case.status
    data = {name: changes[name] for name in LOGGED if name in changes} | replaced(case, **changes)
    if was not in MOVES[action].starts or not await cases.move(
        turn.db, case, status=end, **changes
    ):
        raise await too_late(turn, case)
    if was == lifecycle.ANSWER_PENDING and end not in (was, *lifecycle.KEEPS_BEFORE):
        await cases.settle_drafts(turn.db, case, SETTLED.get(action, "dropped"))
    if end in lifecycle.CLOSED or ("agency" in changes and MOVES[action].ends):
        # Whoever has it now has not read what was proposed before.
        settled = "signed" if action == "refuse" else "dropped"
        await cases.settle_drafts(turn.db, case, settled, cases.REFUSAL)
    await cases.log(turn.db, case, action, turn.person.id, turn.now, **data | dict(noted or {}))
    if end in lifecycle.CLOSED or "agency" in changes:
        await helping_out.follow(turn, case)
    turn.changed(case)


def replaced(case: Case, **changes: Any) -> dict[str, Any]:
    """What a line of the log says of columns that figures read: the new values, and the old."""
    new = {
        name: value
        for name, value in changes.items()
        if name in COLUMNS and value != getattr(case, name)
    }
    return {**new, "was": {name: getattr(case, name) for name in new}} if new else {}


async def too_late(turn: Turn, case: Case) -> Refused:
    """What to say when somebody else moved the case first: who, and when."""
    last = (await cases.events(turn.db, case))[-1]
    who = await people.name_of(turn.db, last.actor_id) or turn.words("desk.somebody")
    return Refused(
        "desk.too_late",
        code=case.code,
        status=status(turn, case),
        who=who if last.action != "receive" else turn.words("desk.citizen"),
        at=last.at,
    )


def status(turn: Turn, case: Case) -> str:
    """The case's status as a citizen understands it."""
    return turn.words(f"desk.status.{case.status}", agency=agency_name(turn, case.agency))


def agency_name(turn: Turn, code: str) -> str:
    """The agency's name, or that there is none yet."""
    agency = turn.office.agencies.get(code)
    return agency.name if agency else turn.words("desk.no_agency")


def field_name(turn: Turn, code: str) -> str:
    """The field's name, or that it is not known."""
    field = turn.office.fields.get(code)
    return field.name if field else turn.words("desk.no_field")


def kind_name(turn: Turn, kind: str, *, proposal: bool) -> str:
    """What a case is, in plain words: phản ánh, kiến nghị, a question, a note."""
    return turn.words(f"desk.kind.{'proposal' if proposal and kind == 'report' else kind}")


def place_of(turn: Turn, case: Case) -> str:
    """Where it is: the place in the citizen's words and the commune."""
    commune = turn.office.communes.get(case.commune)
    parts = [case.place, f"{commune.kind} {commune.name}" if commune else ""]
    return ", ".join(part for part in parts if part) or turn.words("desk.no_place")


def map_link(turn: Turn, case: Case) -> list[Choice]:
    """A button that opens the shared point on a map, if one was shared."""
    if case.latitude is None or case.longitude is None:
        return []
    url = f"https://www.openstreetmap.org/?mlat={case.latitude}&mlon={case.longitude}#map=17"
    return [turn.link("desk.map", f"{url}/{case.latitude}/{case.longitude}")]


async def card(
    turn: Turn, key: str, case: Case, to: Sequence[str], rows: Rows, **values: Any
) -> None:
    """Show a case to those who work on it: content and files, never who reported.

    Whom it is about is left out.
    """
    from handlers import conflict  # noqa: PLC0415 - as in `check`

    media = [
        *await cases.media_of(turn.db, case, cases.REPORT),
        *await cases.media_of(turn.db, case, cases.APOLOGY),
    ]
    more = [[turn.button("desk.whole", "whole", case.id)]] if len(case.text) > EXCERPT else []
    if any(item.kind == "voice" for item in media):
        more.append([turn.button("desk.transcribe", "transcribe", case.id)])
    if case.kind == "report":
        more.append([turn.button("explaining.button", "why", case.id)])
    place = map_link(turn, case)
    seen = await facts(turn, case)
    for address in await conflict.without_accused(turn.db, case, to):
        turn.say(
            key,
            to=address,
            choices=[*rows, *more, *([place] if place else [])],
            media=media,
            case=case.code,
            card=True,
            **{**seen, **values},
        )


async def facts(turn: Turn, case: Case, *, masked: bool = False) -> dict[str, Any]:
    """What a card says of a case as it stands, whoever reads it: its head, and one `body`.

    `masked`: without what tells who reported.
    """
    from handlers import helping_out  # noqa: PLC0415 - as in `check`

    due = await promises.of(turn, case)
    handler = await people.name_of(turn.db, case.handler_id)
    known = list(gate.identity(turn.db, case)) if masked else []

    def safe(text: str) -> str:
        return gate.safe(turn.world.texts, text, known) if masked else text

    lines = [
        *await _marks(turn, case),
        shown.beginning(safe(case.text), EXCERPT),
        *map(safe, await _transcripts(turn, case)),
        *map(safe, await helping_out.lines(turn, case)),
    ]
    body = turn.words(
        "cards.body",
        due=promises.in_words(turn, due),
        mark=promises.mark(turn, due),
        handler=handler or turn.words("cards.nobody"),
        field=field_name(turn, case.field),
        place=safe(place_of(turn, case)),
        text="\n".join(lines),
    )
    return {
        "code": case.code,
        "status": status(turn, case),
        "agency": agency_name(turn, case.agency),
        "body": body,
    }


async def _marks(turn: Turn, case: Case) -> list[str]:
    """What must be seen first: urgent, a conflict of interest, no report, a proposal, of whom."""
    from handlers import conflict  # noqa: PLC0415 - as in `check`

    marks = ["urgent"] if case.urgent else []
    refusal = await cases.answer_of(turn.db, case, cases.REFUSAL)
    marks += ["refusal"] if refusal is not None else []
    marks += [case.kind] if case.kind != "report" else []
    marks += ["proposal"] if case.proposal and case.kind == "report" else []
    marks += [case.about] if case.about else []
    why = await conflict.why(turn, case)
    return [*(turn.words(f"desk.mark.{mark}") for mark in marks), *filter(None, [why])]


async def _transcripts(turn: Turn, case: Case) -> list[str]:
    written = await notes.of_case(turn.db, case, notes.TRANSCRIPT)
    return [turn.words("desk.transcript", text=note.text, at=note.at) for note in written]


async def whole(turn: Turn, case_id: int, _: str) -> None:
    """Button: the whole text of a report, with its files."""
    case = await find(turn, case_id)
    if not await sees(turn, case):
        raise Refused("desk.not_yours")
    media = await cases.media_of(turn.db, case, cases.REPORT)
    turn.say("desk.whole_text", media=media, case=case.code, code=case.code, text=case.text)


def is_open(turn: Turn, case: Case, *flows: Flow) -> bool:
    """Whether the open question belongs to one of these conversations about this very case."""
    run = turn.stack[-1] if turn.stack else None
    names = {flow.name for flow in flows}
    return run is not None and run.flow in names and run.answers["case_id"] == case.id


def may_see(turn: Turn, case: Case) -> bool:
    """Whether the speaker sees a case."""
    return open_to(turn, turn.known, case)


def open_to(turn: Turn, known: Known, case: Case) -> bool:
    """The office sees every case, an agency's people those it has and that are not sealed."""
    from handlers import conflict  # noqa: PLC0415 - as in `check`

    if case.sealed or case.accused_id == known.person.id:
        return False
    office = conflict.is_office(turn, case, known)
    return office or any(known.holds(role, case.agency) for role in AGENCY_ROLES)


async def sees(turn: Turn, case: Case) -> bool:
    """Whether the speaker may see a case, also as a helper of the agency that leads."""
    from handlers import helping_out  # noqa: PLC0415 - as in `check`

    return may_see(turn, case) or bool(await helping_out.helps(turn, case))


async def office_addresses(turn: Turn, case: Case) -> list[str]:
    """Where those who do the office's work on a case are reached."""
    from handlers import conflict  # noqa: PLC0415 - as in `check`

    return await conflict.at_office(turn.db, turn.office, case)


async def agency_addresses(turn: Turn, case: Case, agency: str | None = None) -> list[str]:
    """Where the officials of a case's agency, or another, are reached; its leaders without them.

    Whom the case is about is left out.
    """
    from handlers import conflict  # noqa: PLC0415 - as in `check`

    for role in (lifecycle.OFFICIAL, lifecycle.LEADER):
        held_for = case.agency if agency is None else agency
        found = await people.addresses_of_role(turn.db, role, held_for)
        if kept := await conflict.without_accused(turn.db, case, found):
            return kept
    return []


def reception(turn: Turn) -> dict[str, Any]:
    """Where, and on which day next, leaders receive citizens: `place` and `day`."""
    known = turn.office.reception
    return {
        "place": known.place,
        "day": next_reception(turn.today, known.day, turn.office.calendar),
    }


def tell_citizen(turn: Turn, case: Case, key: str, rows: Rows = (), **values: Any) -> None:
    """Tell the reporter of a case what happened to it."""
    turn.say(key, to=case.address, choices=rows, case=case.code, code=case.code, **values)


async def tell_all(turn: Turn, case: Case, key: str, rows: Rows = (), **values: Any) -> None:
    """Tell the reporter of a case, and those who follow it; the buttons are the reporter's."""
    tell_citizen(turn, case, key, rows, **values)
    await tell_followers(turn, case, key, **values)


async def tell_followers(turn: Turn, case: Case, key: str, **values: Any) -> None:
    """Tell those whose cases were merged into this one, without what tells of its reporter."""
    safe: dict[str, Any] = {
        name: to_followers(turn, case, value) if isinstance(value, str) else value
        for name, value in values.items()
    }
    for follower in await cases.followers(turn.db, case):
        code = follower_code(turn, follower, case)
        turn.say(key, to=follower.address, case=follower.code, code=code, **safe)


def to_followers(turn: Turn, case: Case, text: str) -> str:
    """Words about a case for those who follow it: its reporter is not to be known by them."""
    return gate.safe(turn.world.texts, text, list(gate.identity(turn.db, case)))


def follower_code(turn: Turn, follower: Case, case: Case) -> str:
    """A follower's own code, and the case theirs goes with."""
    return turn.words("desk.follows", code=follower.code, kept=case.code)
