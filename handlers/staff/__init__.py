"""Who works here."""

from __future__ import annotations

from bot.tables import Command, Wing
from handlers.staff import (
    absence_events,
    agreement,
    changes,
    deputies,
    invitations,
    members,
    operator,
    second_person,
    staff_diary,
)
from rules.lifecycle import CHAIR, LEADER, OFFICE, ROLES

WING = Wing(
    commands={
        "moi": Command(invitations.moi, (LEADER, OFFICE, CHAIR)),
        "nguoi": Command(members.nguoi, (LEADER, OFFICE, CHAIR)),
        "nhatky": Command(staff_diary.nhatky, (CHAIR,)),
        "vang": Command(deputies.vang, ROLES),
    },
    actions={
        "people": members.turn_staff_page,
        "invited": invitations.turn_invitations_page,
        "revoke": invitations.revoke_open_invitation,
        "confirm": second_person.confirm_open_invitation,
        "diary": staff_diary.turn_diary_page,
        "person": members.show_person,
        "staff": changes.press_person,
        "staff_agree": agreement.agree_to_staff_change,
        "back": absence_events.return_early,
    },
    times={
        "away": absence_events.absence_begins,
        "back": absence_events.absence_ends,
        "confirm_wanted": second_person.confirmation_wanted,
        "confirmed": second_person.tell_confirmed,
        "staff_left": operator.settle_after_operator,
    },
    flows=(
        invitations.INVITE,
        changes.CHANGE,
        deputies.AWAY,
    ),
    due=(absence_events.absences_due,),
)
