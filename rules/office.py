"""An office as data: who it is, whom it forwards to, its deadlines and its calendar."""

from __future__ import annotations

from rules.office_calendar import Calendar
from rules.office_data import OfficeStruct
from rules.office_deadlines import Alarm, Deadline, Reminders
from rules.office_directory import (
    Agency,
    Commune,
    DangerKind,
    Field,
    Hotline,
    OutsideArea,
    Redirect,
    Refusal,
    Successor,
    Topic,
)
from rules.office_look import OfficeLook
from rules.office_map import OfficeMap
from rules.office_neighbours import Neighbours
from rules.office_policies import (
    Conflicts,
    ConsentNotice,
    Denunciations,
    Handover,
    Limits,
    Open311Limits,
    Publishing,
    Reception,
    Reports,
    Signatures,
)
from rules.office_words import Intents, Language, Recognition
from rules.rating_forms import Ratings


class Office(OfficeStruct, frozen=True, kw_only=True, eq=False, weakref=True):
    """Everything an office sets for itself; compared by identity, like its calendar."""

    code: str
    code_prefix: str
    """What the codes of its cases begin with."""
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
    consent: ConsentNotice
    limits: Limits
    agencies: dict[str, Agency]
    communes: dict[str, Commune]
    successors: dict[str, Successor]
    outside: tuple[OutsideArea, ...] = ()
    fields: dict[str, Field]
    dangers: dict[str, DangerKind] = {}  # noqa: RUF012 - msgspec copies it
    """In the order that counts where words tell of several alike."""
    refusals: dict[str, Refusal]
    redirects: dict[str, Redirect]
    deadlines: dict[str, Deadline]
    calendar: Calendar
    reports: Reports
    publishing: Publishing
    neighbours: Neighbours | None = None
    """Without it nobody is shown that others told the same."""
    open311: Open311Limits
    reminders: Reminders
    alarm: Alarm = Alarm()
    signatures: Signatures
    conflicts: Conflicts
    recognition: Recognition
    intents: Intents
    languages: dict[str, Language] = {}  # noqa: RUF012 - msgspec copies it
    reception: Reception
    handover: Handover
    ratings: Ratings
    denunciations: Denunciations | None = None
    """Without it a denunciation is not taken in; its writer hears where to go."""
    look: OfficeLook = OfficeLook()
    map: OfficeMap = OfficeMap()
    topics: dict[str, Topic] = {}  # noqa: RUF012 - msgspec copies it


def device_days(office: Office) -> int:
    """For how many days one device must still be told from another to change its rating."""
    edit_days = -(-office.limits.rating_edit_hours // 24)
    return max(edit_days, office.ratings.honesty.late_days)
