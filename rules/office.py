"""An office as data: who it is, whom it forwards to, its deadlines and its calendar."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

import msgspec

from rules.rating_forms import Ratings

Path = tuple[str | int, ...]
"""Where a value stands in an office's data, e.g. ("fields", "rac", "words", 3)."""

Purpose = Literal["handle", "publish", "invite"]
Moment = Literal["received", "forwarded", "asked", "answered", "due", "requested"]


class Fault(NamedTuple):
    """What is wrong with a value: its place, a key of messages_vi/check.toml, what fills it."""

    path: Path
    key: str
    values: dict[str, object]


class _Data(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Hotline(_Data, frozen=True, kw_only=True):
    name: str
    number: str
    hours: str = ""
    confirmed: bool = False


class Consent(_Data, frozen=True, kw_only=True):
    """The notice citizens agree to; a changed text needs a new version (Luật 91/2025 Đ.9)."""

    version: str
    purposes: tuple[Purpose, ...]
    keep: str


class Limits(_Data, frozen=True, kw_only=True):
    """Days are calendar days, file sizes megabytes, text lengths characters."""

    invitation_days: int
    draft_days: int
    text_max: int
    file_max_mb: int
    attachments_max: int
    rating_edit_hours: int
    quiet_from: str
    """HH:MM, where the office is: from then on citizens are not told what can wait."""
    quiet_until: str
    case_link_days: int
    """Days a link is good that attaches a case filed on paper or by phone to a chat."""
    minimum_words: int
    reopen_times: int
    """How often a citizen may have an answer looked at again."""
    reports_per_day: int
    """Of one person; what is urgent always gets through."""
    own_files_days: int
    """How long a file made of somebody's own data is kept for them."""
    contact_months: int
    """How long after its closing a case keeps who reported it."""


class Agency(_Data, frozen=True, kw_only=True):
    """An agency; `handles` tells whether cases may be forwarded to it."""

    code: str
    name: str
    short: str
    handles: bool = True
    note: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""


class Commune(_Data, frozen=True, kw_only=True):
    """A commune unit; `valid_to` and `successor` inform, they do not remove it from a choice."""

    code: str
    name: str
    kind: Literal["thị trấn", "xã", "phường"]
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""


class Successor(_Data, frozen=True, kw_only=True):
    """A commune unit that took over from older ones, with the legal basis."""

    code: str
    name: str
    basis: str


class Field(_Data, frozen=True, kw_only=True):
    """A subject citizens write about; words of `actors` outrank those of `words` in routing."""

    code: str
    name: str
    agency: str
    words: tuple[str, ...]
    actors: tuple[str, ...] = ()
    forward_automatically: bool = False
    deadline: str = "answer_normal"
    publishable: bool = True


class Topic(_Data, frozen=True, kw_only=True):
    """What people ask about in one word and the office sorts into several fields."""

    code: str
    name: str
    fields: tuple[str, ...]
    words: tuple[str, ...]


class Refusal(_Data, frozen=True, kw_only=True):
    code: str
    label: str
    basis: str


class Redirect(_Data, frozen=True, kw_only=True):
    """A matter that another channel takes: where to go, and the law that says so."""

    code: str
    label: str
    where: str
    basis: str


class Deadline(_Data, frozen=True, kw_only=True):
    """A number of working days counted from a moment, with the text it rests on."""

    code: str
    days: int
    counts_from: Moment
    basis: str
    source: str
    confirmed: bool


class Handover(_Data, frozen=True, kw_only=True):
    """Who talks with a citizen who wants a person: everybody who holds a role is on duty."""

    role: Literal["office", "leader", "official"]
    agency: str
    """For a role held for one agency: its code."""
    wait_minutes: int
    """When nobody came, the citizen is told so."""
    idle_minutes: int
    """A talk in which nothing is said ends."""
    per_day: int
    """Talks one person may ask for on a day."""
    confirmed: bool


class Paper(_Data, frozen=True, kw_only=True):
    """To whom a report is written, who signs it and who gets it."""

    addressee: str
    signature: tuple[str, ...]
    recipients: tuple[str, ...]


class Reports(_Data, frozen=True, kw_only=True):
    """When summaries go out, what their periods are, and how the document is signed."""

    push_at: str
    """HH:MM, where the office is."""
    catch_up_weeks: int
    """Whole weeks whose summary is still sent after a long outage; older ones on demand."""
    digest_at: str
    soon_days: int
    """Working days."""
    period_rule: Literal["reporting", "calendar"]
    basis: str
    form_basis: str
    """Where the columns of the form on reports and proposals come from."""
    answers_factor: str
    """The factor of the plan in `ratings.plan` that satisfaction with answers is held against."""
    sign: str
    """What the number of a report ends with, before the code of whoever issues it."""
    office: Paper
    """The report on the whole, which the receiving agency issues."""
    agency: Paper
    """An agency's own report."""
    confirmed: bool


class Group(_Data, frozen=True, kw_only=True):
    """Words that stand for one thing; `marked` ones are other words without their diacritics."""

    words: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()


class Together(_Data, frozen=True, kw_only=True):
    """A hint given by one word of each group, if they stand close together.

    `within`: words between two of them at most. `ordered`: only in this order. `unless`: groups
    whose words, there or just beside, make it something else.
    """

    hint: Literal["danger", "despair", "complaint", "denunciation", "shows_papers"]
    groups: tuple[str, ...]
    within: int
    ordered: bool = False
    unless: tuple[str, ...] = ()


class Examples(_Data, frozen=True, kw_only=True):
    """Sentences as people write them: of danger, of complaints and denunciations, of all else."""

    danger: tuple[str, ...]
    outside: tuple[str, ...]
    plain: tuple[str, ...]


class Recognition(_Data, frozen=True, kw_only=True):
    """Words that make us ask, or hurry; see rules.recognition."""

    complaint: tuple[str, ...]
    denunciation: tuple[str, ...]
    danger: tuple[str, ...]
    despair: tuple[str, ...]
    question: tuple[str, ...]
    conduct: tuple[str, ...]
    rule: tuple[str, ...]
    proposal: tuple[str, ...]
    insult: tuple[str, ...]
    officer: tuple[str, ...]
    status: tuple[str, ...]
    greeting: tuple[str, ...]
    papers: tuple[str, ...]
    groups: dict[str, Group]
    together: tuple[Together, ...]
    examples: Examples


class Reception(_Data, frozen=True, kw_only=True):
    """When and where leaders receive citizens: a day of the month, 1 to 28."""

    day: int
    place: str
    basis: str
    confirmed: bool


class Publishing(_Data, frozen=True, kw_only=True):
    """What keeps published cases from pointing at somebody.

    `least_group`: people who reported in one commune, field and week; below it no commune is
    named. A field with `publishable = false` is never published, nor what is of a child (younger
    than `child_under`) or of somebody's health: where it may be, an official is asked.
    """

    least_group: int
    basis: str
    child_under: int
    child_words: tuple[str, ...]
    health_words: tuple[str, ...]
    confirmed: bool


class Open311(_Data, frozen=True, kw_only=True):
    """What other systems that file cases may do, unless their key says otherwise."""

    per_day: int
    """Cases a key may file a day."""
    per_minute: int
    """Requests with one key a minute."""
    confirmed: bool


class Signatures(_Data, frozen=True, kw_only=True):
    """Answers that wait for the leader: about these fields, about conduct or a rule, urgent."""

    fields: tuple[str, ...]
    about: tuple[Literal["conduct", "rule"], ...]
    urgent: bool
    refusal: bool
    """Whether a refusal waits for a second person of the office, or the chair."""
    basis: str
    confirmed: bool


class Conflicts(_Data, frozen=True, kw_only=True):
    """Who is proposed for a case about another agency's people, and why it is not they."""

    agency: str
    above: str
    """Who is one level up, for a case nobody here may act on; `above_place`: where to find them."""
    above_place: str
    above_office: str
    """The code of the office of this deployment that takes such a case, if there is one."""
    basis: str
    confirmed: bool


class Escalation(_Data, frozen=True, kw_only=True):
    """From so many working days late on, these people are told."""

    days_late: int
    to: Literal["leader", "office", "chair"]


class Reminders(_Data, frozen=True, kw_only=True):
    """When those who must act are reminded, as shares of the term in percent."""

    shares: tuple[int, ...]
    outage_minutes: int
    """A silence of the system from this length on is written down and shown."""
    apology_days: tuple[int, ...]
    """Working days an agency may commit to in an apology, as buttons."""
    basis: str
    confirmed: bool
    escalations: tuple[Escalation, ...]


class Year(_Data, frozen=True, kw_only=True):
    """Whether a year's days off are decided, or only computed from the law."""

    status: Literal["decided", "expected"]
    source: str


class DayOff(_Data, frozen=True, kw_only=True):
    """A day that breaks the weekly rhythm, off or worked, with the document that says so."""

    date: date
    reason: str
    source: str
    confirmed: bool = True


class Closure(_Data, frozen=True, kw_only=True):
    """An emergency (a storm, say) for which the office is shut from `first` to `last`."""

    first: date
    last: date
    reason: str
    source: str
    confirmed: bool = True


class Session(_Data, frozen=True, kw_only=True):
    """A part of the working day, HH:MM to HH:MM where the office is."""

    begins: str
    ends: str


class Calendar(_Data, frozen=True, kw_only=True, eq=False):
    """Working days and hours; `rest_weekdays` as in date.weekday(), 0 for Monday.

    Compared by identity, so that what is looked up in it can be remembered.
    """

    rest_weekdays: tuple[int, ...]
    sessions: tuple[Session, ...]
    years: dict[str, Year]
    off: tuple[DayOff, ...]
    worked: tuple[DayOff, ...]
    closures: tuple[Closure, ...] = ()

    @property
    def hours(self) -> str:
        """The hours of a working day, such as `07:00-11:30, 13:30-17:00`."""
        return ", ".join(f"{session.begins}-{session.ends}" for session in self.sessions)

    @property
    def closing(self) -> str:
        """HH:MM after which what comes in counts as the next working day's."""
        return self.sessions[-1].ends


class Office(_Data, frozen=True, kw_only=True, eq=False, weakref=True):
    """Everything an office sets for itself; compared by identity, like its calendar."""

    code: str
    name: str
    parent: str
    desk: str
    bot_name: str
    place: str
    address: str
    email: str
    website: str
    receiver: str
    hotlines: tuple[Hotline, ...]
    emergencies: tuple[Hotline, ...]
    listeners: tuple[Hotline, ...]
    """Whom somebody may call who does not want to live any more."""
    consent: Consent
    limits: Limits
    agencies: dict[str, Agency]
    communes: dict[str, Commune]
    successors: dict[str, Successor]
    fields: dict[str, Field]
    refusals: dict[str, Refusal]
    redirects: dict[str, Redirect]
    deadlines: dict[str, Deadline]
    calendar: Calendar
    reports: Reports
    publishing: Publishing
    open311: Open311
    reminders: Reminders
    signatures: Signatures
    conflicts: Conflicts
    recognition: Recognition
    reception: Reception
    handover: Handover
    ratings: Ratings
    topics: dict[str, Topic] = {}


def kept_days(office: Office) -> int:
    """For how many days one device must still be told from another to change its rating."""
    edit_days = -(-office.limits.rating_edit_hours // 24)
    return max(edit_days, office.ratings.honesty.late_days)
