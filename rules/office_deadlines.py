"""The office's terms, with their legal basis."""

from __future__ import annotations

from typing import Literal

from rules.office_data import OfficeStruct

TermStart = Literal["received", "forwarded", "asked", "answered", "due", "requested"]


class Deadline(OfficeStruct, frozen=True, kw_only=True):
    """A number of working days counted from a moment, with the text it rests on."""

    code: str
    days: int
    counts_from: TermStart
    basis: str
    source: str
    confirmed: bool


class Alarm(OfficeStruct, frozen=True, kw_only=True):
    """How soon danger to somebody is dealt with: by the clock, day and night."""

    answer_hours: int = 4
    repeat_minutes: int = 10
    """Whoever must act hears again after so long, until somebody opened the case."""
    counted_minutes: int = 3
    """So far apart the bell rings for new ones that have no card of their own."""
    basis: str = ""
    confirmed: bool = False
    without_consent: str = ""
    """What lets data be used before anybody agrees, to save somebody: told when confirmed."""
    without_consent_confirmed: bool = False


class EscalationRule(OfficeStruct, frozen=True, kw_only=True):
    """From so many working days late on, these people are told."""

    days_late: int
    to: Literal["leader", "office", "chair"]


class Reminders(OfficeStruct, frozen=True, kw_only=True):
    """When those who must act are reminded, as shares of the term in percent."""

    shares: tuple[int, ...]
    outage_minutes: int
    """A silence of the system from this length on is written down and shown."""
    apology_days: tuple[int, ...]
    solution_days: tuple[int, ...]
    """Working days an official is offered for the day by which something will be done."""
    """Working days an agency may commit to in an apology, as buttons."""
    basis: str
    confirmed: bool
    escalations: tuple[EscalationRule, ...]
