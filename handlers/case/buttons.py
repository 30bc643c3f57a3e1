"""The buttons of a case: one table of what each says, who is offered it, and when.

A button is an offer and no right: whoever presses is asked again (`access.check_move`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bot.event import Choice, Rows
from bot.turn import Turn
from handlers.case import access, conflict, likely_fields, urgent_reports
from handlers.case.lookup import find_case
from rules.lifecycle import CHAIR, LEADER, MOVES, RECEIVED, WITH_AGENCY
from storage import case_agencies
from storage.known_person import KnownPerson
from storage.models import Case


class CaseReader(NamedTuple):
    """What somebody is to a case, as far as buttons ask."""

    office: bool = False
    """Does the office's work on it."""
    agency: bool = False
    """Is of the agency that has it."""
    leader: bool = False
    """Leads that agency."""
    chair: bool = False
    """Decides for the level above: of what was appealed."""
    helper: bool = False
    """Is of an agency that helps that one."""


A_CLERK = CaseReader(office=True)

Who = Callable[[CaseReader], bool]
When = Callable[[Turn, Case], bool]


def _always(_turn: Turn, _case: Case) -> bool:
    return True


def _in(*statuses: str) -> When:
    return lambda _turn, case: case.status in statuses


def _has_whom_to_call(_turn: Turn, case: Case) -> bool:
    """Whether it is danger, and whoever told of it can be called."""
    return case.urgent and case.contact is not None


def _everybody(_reader: CaseReader) -> bool:
    return True


def _office(reader: CaseReader) -> bool:
    return reader.office


def _agency(reader: CaseReader) -> bool:
    return reader.agency


def _chair(reader: CaseReader) -> bool:
    return reader.chair


def _appealed(_turn: Turn, case: Case) -> bool:
    return bool(case.level)


class CaseButton(NamedTuple):
    """A button of a case; what its press brings back is its name in the table."""

    label: str
    who: Who = _everybody
    when: When = _always
    move: str = ""
    """What it does to the case, if the table of moves says when that may be done."""

    def works(self, turn: Turn, case: Case) -> bool:
        """Whether the case stands so that the press would do it."""
        if self.move and case.status not in MOVES[self.move].starts:
            return False
        return self.when(turn, case)


BUTTONS: Mapping[str, CaseButton] = {
    "accept": CaseButton("answering.accept", _agency, move="accept"),
    "answer": CaseButton("answering.answer", _agency, move="answer"),
    "more": CaseButton("cooperation.more", lambda it: it.office or it.agency, _in(*WITH_AGENCY)),
    "contribute": CaseButton("helping_out.contribute", lambda it: it.helper, _in(*WITH_AGENCY)),
    "use_template": CaseButton("templates.use", _agency, move="answer"),
    "ask": CaseButton("cooperation.ask", _agency, move="ask"),
    "return": CaseButton("cooperation.return", _agency, move="return"),
    "extension": CaseButton("cooperation.extension", _agency, move="ask_extension"),
    "assign": CaseButton("cooperation.assign", lambda it: it.leader, move="assign"),
    "uphold": CaseButton("appeals.uphold", _chair, _appealed, "decide_appeal"),
    "answer_appeal": CaseButton("appeals.answer", _chair, _appealed, "decide_appeal"),
    "assign_appeal": CaseButton("appeals.assign", _chair, _appealed, "decide_appeal"),
    "other": CaseButton("triage.other", _office, move="forward"),
    "refuse": CaseButton("triage.refuse", _office, move="propose_refusal"),
    "redirect": CaseButton("triage.redirect", _office, move="redirect"),
    "pass_on": CaseButton(
        "triage.pass_on", _office, lambda turn, _: bool(turn.world.other_offices), "pass_on"
    ),
    "classify": CaseButton("classifying.correct", _office, move="classify"),
    "identity": CaseButton("triage.identity", _office),
    "call": CaseButton("triage.call_reporter", _office, _has_whom_to_call),
    "seal": CaseButton("triage.seal", _office, move="seal"),
    "involve": CaseButton("helping_out.involve", lambda it: it.office or it.leader, move="involve"),
    "is_conduct": CaseButton("suspicion.yes", _office, lambda _, case: conflict.is_suspected(case)),
    "not_conduct": CaseButton("suspicion.no", _office, lambda _, case: conflict.is_suspected(case)),
    "accuse": CaseButton(
        "conflict.name",
        _office,
        lambda _, case: conflict.is_about_somebody(case) or case.status == RECEIVED,
        "accuse",
    ),
    "unseal": CaseButton("sealed.unseal", _office, move="unseal"),
    "read": CaseButton("sealed.read", _office),
    "publish": CaseButton("publishing.look", _office, move="publish"),
    "whole": CaseButton("desk.whole"),
    "thread": CaseButton("thread.button"),
    "transcribe": CaseButton("desk.transcribe"),
    "why": CaseButton("explaining.button"),
}

Layout = Sequence[Sequence[str]]
CARD: Layout = (("accept",), ("answer",), ("more",), ("contribute",))
"""Below the card of a case."""
OFFICE: Layout = (
    ("call",),
    ("is_conduct", "not_conduct"),
    ("other",),
    ("refuse", "redirect"),
    ("pass_on",),
    ("classify",),
    ("identity", "seal"),
    ("involve",),
    ("accuse",),
)
"""What the office can do with a case besides sending it where it is proposed to go."""
APPEAL: Layout = (
    *(("uphold",), ("answer_appeal",), ("assign_appeal",)),
    *(row for row in OFFICE if row != ("other",)),
)
"""What the chair can do with an appeal."""
MORE: Layout = (("use_template",), ("ask",), ("return",), ("extension",), ("assign",), *OFFICE)
"""What else can be done with a case, besides accepting and answering."""


def case_button(turn: Turn, case: Case, name: str) -> Choice:
    """One button of the table, for whom and when the caller knows."""
    return turn.button(BUTTONS[name].label, name, case.id)


def offered(turn: Turn, case: Case, reader: CaseReader, layout: Layout) -> Rows:
    """Of these buttons those the reader is offered as the case stands.

    `more` where there is more.
    """
    rows = [
        [
            case_button(turn, case, name)
            for name in row
            if BUTTONS[name].who(reader) and BUTTONS[name].works(turn, case)
            if name != "more" or offered(turn, case, reader, MORE)
        ]
        for row in layout
    ]
    return [row for row in rows if row]


def reader_of(
    turn: Turn, case: Case, known: KnownPerson, helping: Sequence[str] = ()
) -> CaseReader:
    """What a person is to a case; `helping`: the agencies that help with it."""
    known = access.reader_on(known, case)
    return CaseReader(
        office=conflict.does_office_work(turn, case, known),
        agency=access.works_for(known, [access.agency_with(case)]),
        leader=known.holds(LEADER, access.agency_with(case)),
        chair=known.holds(CHAIR) and conflict.does_office_work(turn, case, known),
        helper=access.works_for(known, helping),
    )


async def case_buttons(turn: Turn, case: Case, known: KnownPerson, helping: Sequence[str]) -> Rows:
    """The buttons below the card of a case, for this reader and as the case stands."""
    reader = reader_of(turn, case, known, helping)
    if reader.office and case.status == RECEIVED:
        return await triage_buttons(turn, case, reader)
    return offered(turn, case, reader, CARD)


async def opened_case_buttons(turn: Turn, case: Case) -> Rows:
    """The buttons of a case the speaker opened: the office may also restrict what is over."""
    helping = await case_agencies.co_agencies_of_case(turn.db, case)
    rows = await case_buttons(turn, case, turn.known, helping)
    if rows or not conflict.does_office_work(turn, case):
        return rows
    return [[case_button(turn, case, "seal")]]


async def triage_buttons(turn: Turn, case: Case, reader: CaseReader = A_CLERK) -> Rows:
    """What the office can do with a case that waits to be sorted; the chair decides an appeal."""
    # An appeal does not go back at a tap to whom it is against.
    likely = [] if case.level else await likely_fields.likely_agencies(turn, case)
    known = {code: one.short for code, one in turn.office.agencies.items() if one.handles}
    to = [
        turn.button("triage.forward", "forward", case.id, code, agency=known[code])
        for code in likely
        if code in known
    ]
    forward = [row for row in (to[:1], to[1:]) if row]
    counting = await urgent_reports.further_reports_in_words(turn, case)
    all_of_them = [[urgent_reports.newest_first_button(turn)]] if counting else []
    layout = APPEAL if case.level and reader.chair else OFFICE
    return [*forward, *offered(turn, case, reader, layout), *all_of_them]


def office_buttons(turn: Turn, case: Case) -> Rows:
    """What the office can do with a case besides sending it where it is proposed to go."""
    return offered(turn, case, CaseReader(office=True), OFFICE)


async def show_more(turn: Turn, case_id: int, _: str) -> None:
    """Button: what else can be done with a case, besides accepting and answering."""
    case = await find_case(turn, case_id)
    if not access.may_see(turn, case):
        raise conflict.refused_to_speaker(turn, case, "more")
    rows = offered(turn, case, reader_of(turn, case, turn.known), MORE)
    turn.say("cooperation.more_for", choices=rows, case=case.code, code=case.code)
