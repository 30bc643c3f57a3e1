"""How the office works: signatures, limits, escalation, publication."""

from __future__ import annotations

from typing import Literal

from rules.office_data import OfficeStruct

ConsentPurpose = Literal["handle", "publish", "invite"]


class ConsentNotice(OfficeStruct, frozen=True, kw_only=True):
    """The notice citizens agree to; a changed text needs a new version (Luật 91/2025 Đ.9)."""

    version: str
    purposes: tuple[ConsentPurpose, ...]
    keep: str


class WordLimits(OfficeStruct, frozen=True, kw_only=True):
    """How many words what people write must have at least."""

    answer_least: int = 5
    """Of an answer to a citizen: an outcome in fewer tells nothing."""
    addition_least: int = 2
    """Of what a citizen adds to a case without a file, or says against its answer."""
    help_request_least: int = 5
    """Of what another agency is asked to do."""
    contribution_least: int = 5
    """Of what it tells the agency that leads."""
    remedy_least: int = 5
    """Of what was done about low scores of a counter."""


class CharacterLimits(OfficeStruct, frozen=True, kw_only=True):
    """How many characters what people write must have at least, or may have at most.

    Where there is a longest, most of what is longer is cut; a name or title is asked for again.
    """

    name_least: int = 2
    name_most: int = 100
    address_least: int = 3
    address_most: int = 300
    place_most: int = 300
    """Of where something is, in a citizen's own words."""
    reason_least: int = 10
    reason_most: int = 1000
    """Of a question to a citizen, and why a case is returned, extended, refused or late."""
    transfer_reason_least: int = 10
    transfer_reason_most: int = 500
    """Why a case goes to another office."""
    identity_reason_least: int = 10
    identity_reason_most: int = 300
    """Why somebody must know who reported."""
    block_reason_least: int = 5
    block_reason_most: int = 500
    """Why somebody is blocked, and what they say against it."""
    hold_reason_least: int = 5
    hold_reason_most: int = 500
    """Why a case's data must stay."""
    published_least: int = 10
    """Of a text edited for the public, and of why a draft is not published or is taken down."""
    hidden_least: int = 2
    """Of a word to be hidden from the public."""
    transcript_least: int = 3
    template_title_least: int = 3
    template_title_most: int = 60
    template_text_least: int = 20
    search_most: int = 100
    """Of a search in what is published; the rest is not looked for."""


class WebLimits(OfficeStruct, frozen=True, kw_only=True):
    """What the web takes of a session (a browser) and a network (IPv4 /24, IPv6 /48).

    A village behind one address must fit, and a carrier's shared ones: docs/van-hanh.md.
    """

    uploads_per_session: int = 40
    uploads_per_network: int = 400
    """Files in ten minutes, both."""
    upload_mb_per_network: int = 2000
    """Megabytes in an hour."""
    pages_per_session: int = 10
    pages_per_network: int = 500
    """Chat pages open at a time, both."""
    sessions_per_network: int = 1000  # new browsers in an hour
    new_reports_per_network: int = 30  # an hour, of who reported nothing before today; not danger
    shared_idle_minutes: int = 20  # of a shared machine's session in which nobody speaks


class Limits(OfficeStruct, frozen=True, kw_only=True):
    """Days are calendar days, file sizes megabytes; `text_max` is characters."""

    invitation_days: int
    draft_days: int
    pause_minutes: int = 2  # of silence: then what was added to a case is sent without a Xong
    text_max: int
    file_max_mb: int
    attachments_max: int
    rating_edit_hours: int
    quiet_from: str
    """HH:MM, where the office is: from then on citizens are not told what can wait."""
    quiet_until: str
    case_link_days: int  # a link is good that attaches a case filed on paper or by phone
    minimum_words: int
    reopen_times: int  # a citizen may have an answer looked at again
    receipt_tries_of_person: int
    """Wrong secret parts of receipts one person may type on a day."""
    reports_per_day: int  # of one person; what is urgent always gets through
    urgent_cards_per_day: int = 3  # of one person; further alerts are counted on the newest
    urgent_cards_of_new_browsers: int = 6  # … alike, of all sessions new today
    urgent_cards_per_hour: int = 20  # … of all these, alike or not
    urgent_words_per_hour: int = 20  # added to one case, told one by one; the rest on its card
    own_files_days: int
    """How long a file made of somebody's own data is kept for them."""
    contact_request_hours: int
    """How long a second person may agree that a colleague sees who reported."""
    contact_months: int
    """How long after its closing a case keeps who reported it."""
    web: WebLimits = WebLimits()
    words: WordLimits = WordLimits()
    characters: CharacterLimits = CharacterLimits()


class Handover(OfficeStruct, frozen=True, kw_only=True):
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


class Denunciations(OfficeStruct, frozen=True, kw_only=True):
    """Who alone reads a denunciation handed over in secret, and when its writer must hear.

    Terms are working days; `deputies`: whether who stands in for the reader reads it as well.
    """

    role: Literal["chair", "leader"]
    agency: str
    """For a leader: the code of the agency."""
    reader: str
    """What citizens are told about who reads it."""
    deputies: bool
    forward_days: int
    answer_days: int
    basis: str
    confirmed: bool


class ReportAddressing(OfficeStruct, frozen=True, kw_only=True):
    """To whom a report is written, who signs it and who gets it."""

    addressee: str
    signature: tuple[str, ...]
    recipients: tuple[str, ...]


class Reports(OfficeStruct, frozen=True, kw_only=True):
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
    office: ReportAddressing
    """The report on the whole, which the receiving agency issues."""
    agency: ReportAddressing
    """An agency's own report."""
    confirmed: bool


class Reception(OfficeStruct, frozen=True, kw_only=True):
    """When and where leaders receive citizens: a day of the month, 1 to 28."""

    day: int
    place: str
    basis: str
    confirmed: bool


class Publishing(OfficeStruct, frozen=True, kw_only=True):
    """What keeps published cases from pointing at somebody.

    `least_group`: people who reported in one commune, field and week; below it no commune is
    named; public totals move by it. A field with `publishable = false` is never published, nor what
    is of a child (younger than `child_under`) or of somebody's health: an official is asked.
    """

    least_group: int
    basis: str
    child_under: int
    child_words: tuple[str, ...]
    health_words: tuple[str, ...]
    confirmed: bool


class Open311Limits(OfficeStruct, frozen=True, kw_only=True):
    """What other systems that file cases may do, unless their key says otherwise."""

    per_day: int
    """Cases a key may file a day."""
    per_minute: int
    """Requests with one key a minute."""
    confirmed: bool


class Signatures(OfficeStruct, frozen=True, kw_only=True):
    """Answers that wait for the leader: about these fields, about conduct or a rule, urgent."""

    fields: tuple[str, ...]
    about: tuple[Literal["conduct", "rule"], ...]
    urgent: bool
    refusal: bool
    """Whether a refusal waits for a second person of the office, or the chair."""
    basis: str
    confirmed: bool


class Conflicts(OfficeStruct, frozen=True, kw_only=True):
    """Who is proposed for a case about another agency's people, and why it is not they."""

    agency: str
    above: str
    """Who is one level up, for a case nobody here may act on; `above_place`: where to find them."""
    above_place: str
    above_office: str
    """The code of the office of this deployment that takes such a case, if there is one."""
    basis: str
    confirmed: bool
