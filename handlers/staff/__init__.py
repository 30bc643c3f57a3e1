"""Who works here."""

from __future__ import annotations

from bot.tables import Command, Wing
from handlers.staff import absence_events, changes, deputies, invitations, members
from rules.lifecycle import LEADER, OFFICE, ROLES

WING = Wing(
    commands={
        "moi": Command(invitations.moi, (LEADER, OFFICE)),
        "nguoi": Command(members.nguoi, (LEADER, OFFICE)),
        "vang": Command(deputies.vang, ROLES),
    },
    actions={
        "people": members.turn_staff_page,
        "invited": invitations.turn_invitations_page,
        "revoke": invitations.revoke_open_invitation,
        "person": members.show_person,
        "staff": changes.press_person,
        "back": absence_events.return_early,
    },
    times={
        "away": absence_events.absence_begins,
        "back": absence_events.absence_ends,
    },
    flows=(
        invitations.INVITE,
        changes.CHANGE,
        deputies.AWAY,
    ),
    due=(absence_events.absences_due,),
)
