"""The tables. What time can tell (due, late) is in none of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcTime(TypeDecorator[datetime]):
    """An aware time, stored as UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone may not be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(
        self,
        dialect: Dialect,
        coltype: object,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> Callable[[Any], datetime | None] | None:
        """SQLite keeps text without a zone; of the thousands a report reads each takes its time."""
        if dialect.name != "sqlite":
            return None
        return lambda value: datetime.fromisoformat(value + "+00:00") if value else None


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can find it again."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own protocol
        datetime: UtcTime,
        str: String,
        dict[str, Any]: JSON,
        list[str]: JSON,
        bytes: LargeBinary,
    }


class Queued:
    """A row waiting for a worker. Rows of one lane are taken one at a time, in order.

    `not_before` and `claimed_until` are seconds of the machine's own clock, not of the
    office's: a demonstration that jumps ahead a week must not expire a claim.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    lane: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[float] = mapped_column(default=0.0)
    claimed_until: Mapped[float] = mapped_column(default=0.0)
    error: Mapped[str] = mapped_column(default="")


class InboxRow(Queued, Base):
    """One update as it arrived, sealed; kept after handling as the memory of its key."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_waiting", "state", "lane", "id"),)

    key: Mapped[str] = mapped_column(unique=True)
    bundle: Mapped[str] = mapped_column(default="")
    payload: Mapped[bytes | None]
    received_at: Mapped[datetime]


class OutboxRow(Queued, Base):
    """One reply to one address (the lane), sealed."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "state", "lane", "id"),
        Index("ix_outbox_sent", "lane", "external_id"),
        Index("ix_outbox_about", "case_code", "lane"),
    )

    reply: Mapped[bytes | None]
    case_code: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    external_id: Mapped[str] = mapped_column(default="")
    card: Mapped[bool] = mapped_column(default=False)
    """The card of a case: it takes the place of the one the address has already."""


class Person(Base):
    """Someone we know, on one or more addresses."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    """What colleagues are shown of an official; a citizen's contact is sealed below."""
    contact: Mapped[bytes | None]
    blocked_at: Mapped[datetime | None]
    """Since when the office takes no new reports of this person but in danger."""
    blocked_for: Mapped[int | None] = mapped_column(ForeignKey("cases.id", use_alter=True))
    """The case that was the reason, in whose log blocking and appeal are written."""
    scolded_at: Mapped[datetime | None]
    """When the person was last asked to stay polite."""
    created_at: Mapped[datetime]


class AddressRow(Base):
    """A way to reach a person: `telegram:42`, `web:9f…`."""

    __tablename__ = "addresses"

    address: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    reachable: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Grant(Base):
    """A role a person holds, for one agency or (empty) the office as a whole."""

    __tablename__ = "grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(index=True)
    agency: Mapped[str] = mapped_column(default="")
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    away_since: Mapped[datetime | None]
    """Still theirs, but what comes in goes to the deputy."""
    absence_id: Mapped[int | None] = mapped_column(ForeignKey("absences.id"), index=True)
    """Held as a deputy, for as long as that absence lasts."""


class Absence(Base):
    """Somebody is away from the first to the last day, and a deputy acts for them."""

    __tablename__ = "absences"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    first: Mapped[date]
    last: Mapped[date]
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)


class Invitation(Base):
    """A one-time link that grants a role; only the token's hash is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    agency: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    revoked_at: Mapped[datetime | None]


class Consent(Base):
    """What a person agreed to: which text, when, where (Luật 91/2025/QH15, Điều 9)."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    purpose: Mapped[str]
    version: Mapped[str]
    channel: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Conversation(Base):
    """Where a person stands in what they are telling us, sealed: a stack of runs."""

    __tablename__ = "conversations"

    address: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    stack: Mapped[bytes | None]
    runs: Mapped[int] = mapped_column(default=0)
    """How many runs were begun: tells a button of an earlier run from today's."""
    talk_id: Mapped[int | None] = mapped_column(ForeignKey("talks.id"))
    """The talk with an officer, or a citizen, that plain messages go to."""
    updated_at: Mapped[datetime] = mapped_column(index=True)


class Case(Base):
    """A phản ánh, kiến nghị. Its dates are in its events."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_agency_status", "agency", "status"),
        Index("ix_cases_person_id", "person_id", "id"),
        Index(
            "ix_cases_sealed", "id", sqlite_where=text("sealed"), postgresql_where=text("sealed")
        ),
        Index(
            "ix_cases_awaiting_publication",
            "id",
            sqlite_where=text("publication = 'waiting'"),
            postgresql_where=text("publication = 'waiting'"),
        ),
        Index(
            "ix_cases_contact_kept",
            "received_at",
            sqlite_where=text("contact IS NOT NULL"),
            postgresql_where=text("contact IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(index=True)
    publication: Mapped[str] = mapped_column(default="none")
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    address: Mapped[str]
    contact: Mapped[bytes | None]
    """The reporter's name, phone and address as given for this case, sealed."""
    field: Mapped[str] = mapped_column(default="")
    agency: Mapped[str] = mapped_column(default="")
    """Who has it, or (before forwarding) who is proposed."""
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    commune: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(Text, default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    text: Mapped[str] = mapped_column(Text)
    may_publish: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(default="report")
    """`report` (phản ánh, kiến nghị), `question` (hỏi đáp), or `reference` (no contact given)."""
    about: Mapped[str] = mapped_column(default="")
    """`conduct` of officials, a `rule`, or empty: neither."""
    proposal: Mapped[bool] = mapped_column(default=False)
    """A kiến nghị (a remedy, a better rule is proposed); else a phản ánh."""
    source: Mapped[str] = mapped_column(default="chat")
    """How it came: `chat`, `paper`, `phone`, `in_person`, `open311`."""
    urgent: Mapped[bool] = mapped_column(default=False)
    deadline: Mapped[str] = mapped_column(default="")
    """The office's deadline row for the answer; empty: the field's."""
    status_before: Mapped[str] = mapped_column(default="")
    """The status from before a pause or a merge, to go back to."""
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    accused: Mapped[str] = mapped_column(default="")
    """The agency whose people the case is about: it never handles the case alone."""
    level: Mapped[int] = mapped_column(default=0)
    """0: the agency answers; 1: the citizen asked for the level above."""
    sealed: Mapped[bool] = mapped_column(default=False)
    """Out of search, cards, exports and figures but for a count."""
    accused_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """The official the case is about, when it is one of ours."""


class Talk(Base):
    """A citizen talks with the officer on duty, through us; no case comes of it by itself."""

    __tablename__ = "talks"
    __table_args__ = (Index("ix_talks_state_said_at", "state", "said_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    address: Mapped[str]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    officer_address: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    """`waiting` for an officer, `open`, or `ended`."""
    began_at: Mapped[datetime]
    said_at: Mapped[datetime]
    """When something was last said."""
    ended_by: Mapped[str] = mapped_column(default="")
    """`citizen`, `officer`, or `clock`."""


class TalkLine(Base):
    """What was said in a talk, sealed."""

    __tablename__ = "talk_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talks.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    said: Mapped[bytes]


class OwnFile(Base):
    """A file of one person that belongs to no case, and when it goes: an export, one of a talk."""

    __tablename__ = "own_files"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    goes_at: Mapped[datetime] = mapped_column(index=True)


class CaseEvent(Base):
    """What happened to a case, in order; never changed. Holds no personal text.

    `position` and `chain` are filled once, a little later: see rules.log_chain.
    """

    __tablename__ = "case_events"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index("ix_case_events_position", "position", unique=True),
        Index(
            "ix_case_events_unsealed",
            "id",
            sqlite_where=text("position IS NULL"),
            postgresql_where=text("position IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    action: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    number: Mapped[int]
    """Its place in the log of its case, from 1."""
    hash: Mapped[str]
    position: Mapped[int | None]
    chain: Mapped[str | None]


class LogHead(Base):
    """Where the log of all cases stood at the end of a day."""

    __tablename__ = "log_heads"

    day: Mapped[date] = mapped_column(primary_key=True)
    position: Mapped[int]
    hash: Mapped[str]


class CaseMedia(Base):
    """A file of a case: with the report or with an answer."""

    __tablename__ = "case_media"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    part: Mapped[str]
    kind: Mapped[str]
    sha256: Mapped[str]
    mime: Mapped[str]
    size: Mapped[int]
    name: Mapped[str]


class CaseNote(Base):
    """Words that belong to a case but are neither report nor answer, sealed.

    `kind`: `question` (we ask), `supplement` (the citizen's answer), `addition`, `remark`,
    `return`, `extension`, `reopen`, `withdrawal`, `apology`, `transcript`, `block` (why the
    office takes no new reports), `block_appeal`, `hold` (why data stays), `look` (why a contact
    was looked at), `contribution` (of a co-operating agency). Files of a note are CaseMedia with
    part `note:<id>`.
    """

    __tablename__ = "case_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    text: Mapped[bytes]


class CaseLink(Base):
    """A one-time link that makes whoever opens it the owner of a case; only its hash is kept."""

    __tablename__ = "case_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class CaseAgency(Base):
    """An agency that works on a case besides the one that leads."""

    __tablename__ = "case_agencies"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    agency: Mapped[str] = mapped_column(primary_key=True)
    added_at: Mapped[datetime]


class Answer(Base):
    """The outcome in writing: an answer or the reason of a refusal.

    `state`: a `draft` waits for a signature and is then `signed`, `rejected`, `freed` when it
    needs none any more, or `dropped` when its case went elsewhere; what reached the citizen is
    `sent`. A `refusal` waits likewise for a second person.
    """

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="sent")
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    digest: Mapped[str] = mapped_column(default="", index=True)
    """The same for answers of the same words, see rules.text.digest."""


class AnswerTemplate(Base):
    """Words an agency answers with often; `{ten}`, `{ma}`, `{han}` … are filled for each case."""

    __tablename__ = "answer_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]


class Rating(Base):
    """One citizen's rating of one answer: 5 (very satisfied) to 1."""

    __tablename__ = "ratings"
    __table_args__ = (UniqueConstraint("case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    score: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    rated_at: Mapped[datetime]


class RatingSlip(Base):
    """One filled form about a one-stop counter, or (counter empty) about an answer.

    Nothing leads to a person: `key` and `device` are keyed hashes, and when the slip can no
    longer be changed the salt of the device's, the device and the hour are thrown away.
    """

    __tablename__ = "rating_slips"
    __table_args__ = (
        Index("ix_rating_slips_counter_rated_at", "counter", "rated_at"),
        Index("ix_rating_slips_day_overall", "day", "overall"),
        Index(
            "ix_rating_slips_words",
            "day",
            sqlite_where=text("words <> ''"),
            postgresql_where=text("words <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str] = mapped_column(default="", index=True)
    counter: Mapped[str]
    agency: Mapped[str]
    commune: Mapped[str]
    day: Mapped[date]
    via: Mapped[str]
    overall: Mapped[int]
    answers: Mapped[dict[str, Any]]
    """Question code: value; for a form with bands answered to the end, form code: band."""
    words: Mapped[str] = mapped_column(Text, default="")
    """What was added freely, with names and numbers already masked."""
    media: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    mark: Mapped[str] = mapped_column(default="")
    """`burst` or `series` when it looks made; counted, but shown apart."""
    rated_at: Mapped[datetime]


class RatingDay(Base):
    """How many of each answer (n0 … n5) a day brought: what every figure is added up from."""

    __tablename__ = "rating_days"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own protocol

    day: Mapped[date] = mapped_column(primary_key=True)
    counter: Mapped[str] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(primary_key=True)
    commune: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    marked: Mapped[bool] = mapped_column(primary_key=True)
    n0: Mapped[int] = mapped_column(default=0)
    n1: Mapped[int] = mapped_column(default=0)
    n2: Mapped[int] = mapped_column(default=0)
    n3: Mapped[int] = mapped_column(default=0)
    n4: Mapped[int] = mapped_column(default=0)
    n5: Mapped[int] = mapped_column(default=0)


class RatingSalt(Base):
    """What a day's device hashes are salted with, for as long as a slip can be changed."""

    __tablename__ = "rating_salts"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[bytes]


class RatingTask(Base):
    """The low scores of one counter and day, and what its leader did about them."""

    __tablename__ = "rating_tasks"
    __table_args__ = (UniqueConstraint("counter", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    counter: Mapped[str]
    agency: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)
    low: Mapped[int]
    told_at: Mapped[datetime]
    done: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Publication(Base):
    """What strangers read of a case: text a person checked, and facts as they were published.

    `id` grows in the order of publishing. What was taken down keeps its row without words.
    """

    __tablename__ = "publications"
    __table_args__ = (
        Index("ix_publications_state_id", "state", "id"),
        Index("ix_publications_state_agency", "state", "agency", "id"),
        Index("ix_publications_published_at", "published_at"),
        Index("ix_publications_received_at", "received_at"),
        Index("ix_publications_changed_at", "changed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    """`published` or `taken_down`."""
    field: Mapped[str]
    agency: Mapped[str]
    commune: Mapped[str]
    """Empty where too few people reported for it to be named."""
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    """The words a search finds it by, and words for its facts; see publications.facts."""
    photos: Mapped[list[str]] = mapped_column(default=list)
    """Copies without any data about them, by hash in the media store."""
    received_at: Mapped[datetime]
    forwarded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime]
    due_on: Mapped[date]
    """As it was counted on publishing: what was said in public stays as it was said."""
    on_time: Mapped[bool]
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]
    """When it was last published, corrected or taken down."""
    note: Mapped[str] = mapped_column(Text, default="")
    """Why it was corrected or taken down, for everybody to read."""


class Draft(Base):
    """What the office is about to publish of a case, sealed; see publications.Proposal."""

    __tablename__ = "publication_drafts"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    """Of the token in the preview's address."""
    proposal: Mapped[bytes]
    changed_at: Mapped[datetime]


class ApiKey(Base):
    """What lets another system file cases through Open311; only the key's hash is kept."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    key_hash: Mapped[str] = mapped_column(unique=True)
    per_day: Mapped[int]
    """Cases the system may file a day; what is urgent always gets through."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Filing(Base):
    """What became of one thing another system filed: a case, or the words why there is none."""

    __tablename__ = "filings"
    __table_args__ = (Index("ix_filings_key_at", "key_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("api_keys.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    notice: Mapped[str] = mapped_column(Text)
    """What the other system is told; nothing personal."""
    at: Mapped[datetime]


class DataVersion(Base):
    """A version of the office's calendar and terms; the latest is the one dates are told by."""

    __tablename__ = "data_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str]
    terms: Mapped[dict[str, Any]]
    """See rules.recount.Terms."""
    since: Mapped[datetime]


class Heartbeat(Base):
    """When somebody of us was last there, in seconds of the machine's clock; one row."""

    __tablename__ = "heartbeats"

    id: Mapped[int] = mapped_column(primary_key=True)
    beat: Mapped[float]


class OutageRow(Base):
    """A time in which nobody was there, by the office's clock."""

    __tablename__ = "outages"

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[datetime]
    last: Mapped[datetime]


class ClosedPeriod(Base):
    """The figures of a period of the whole office, as they were closed."""

    __tablename__ = "closed_periods"
    __table_args__ = (UniqueConstraint("span", "first"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    span: Mapped[str]
    first: Mapped[date]
    figures: Mapped[dict[str, Any]]
    """See rules.frozen."""
    hash: Mapped[str]
    closed_at: Mapped[datetime]
    closed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))


class AgencyGroup(Base):
    """A group of colleagues in which the cases of their agency are shown."""

    __tablename__ = "agency_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    agency: Mapped[str] = mapped_column(index=True)
    threads: Mapped[bool]
    """Whether each case has a thread of its own there."""
    joined_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    joined_at: Mapped[datetime]


class GroupThread(Base):
    """The thread of a case in a group, as the messenger has it."""

    __tablename__ = "group_threads"
    __table_args__ = (Index("ix_group_threads_there", "group", "external_id"),)

    address: Mapped[str] = mapped_column(primary_key=True)
    """See bot.event.in_thread."""
    group: Mapped[str]
    external_id: Mapped[str]
    """The messenger's id; empty: it could not be made, its words stand in the group itself."""
    title: Mapped[str]
    icon: Mapped[str]
    open: Mapped[bool]


class OAuthTokens(Base):
    """The token pair a channel shows its platform (Zalo: access and refresh token)."""

    __tablename__ = "oauth_tokens"

    channel: Mapped[str] = mapped_column(primary_key=True)
    seed: Mapped[str]
    """A keyed hash of the refresh token all this began with."""
    pair: Mapped[bytes]
    """Sealed; see bot.tokens.TokenPair."""
    generation: Mapped[int]
    renewing_until: Mapped[float]
    """Until when the worker that renews the pair has time for it."""
    refused: Mapped[bool]


class ShownMenu(Base):
    """The choices an address was shown last, sealed."""

    __tablename__ = "shown_menus"

    address: Mapped[str] = mapped_column(primary_key=True)
    choices: Mapped[bytes]


class Counter(Base):
    """A number that only grows, such as the cases of one day."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
