"""Who works here."""

from __future__ import annotations

from bot.tables import Command, Wing
from handlers.staff import changes, deputies, invitations, members
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
        "back": deputies.return_early,
    },
    times={
        "away": deputies.absence_begins,
        "back": deputies.absence_ends,
    },
    flows=(
        invitations.INVITE,
        changes.CHANGE,
        deputies.AWAY,
    ),
    due=(deputies.absences_due,),
)
