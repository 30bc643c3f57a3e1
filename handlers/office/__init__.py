"""What the office (Văn phòng HĐND-UBND) does with a case besides sorting it."""

from __future__ import annotations

from bot.tables import Command, Wing
from handlers.office import (
    agreed_change,
    blocking,
    classification,
    contact_expiry,
    identity_disclosure,
    name_accused,
    posters,
    redirect_merge,
    refusal,
    restricted,
    retention_hold,
    transfer,
    transfer_intake,
    triage,
)
from rules.lifecycle import AGENCY_ROLES, OFFICE

WING = Wing(
    commands={
        "gop": Command(redirect_merge.gop, (OFFICE,)),
        "chuyen": Command(triage.chuyen, (OFFICE,)),
        "suaphanloai": Command(classification.suaphanloai, (OFFICE,)),
        "tuchoi": Command(refusal.tuchoi, (*AGENCY_ROLES, OFFICE)),
        "poster": Command(posters.print_poster, (OFFICE,)),
        "giulai": Command(retention_hold.giulai, (OFFICE,)),
        "thoigiu": Command(retention_hold.thoigiu, (OFFICE,)),
        "chan": Command(blocking.chan, (OFFICE,)),
        "bochan": Command(blocking.bochan, (OFFICE,)),
        "lienhe": Command(identity_disclosure.lienhe, (*AGENCY_ROLES, OFFICE)),
    },
    actions={
        "forward": triage.forward_case,
        "other": triage.choose_other_agency,
        "refuse": refusal.begin_refusal,
        "see_refusal": refusal.show_refusal,
        "sign_refusal": refusal.approve_refusal,
        "reject_refusal": refusal.return_refusal,
        "classify": classification.classify,
        "identity": identity_disclosure.ask_identity,
        "agree_contact": identity_disclosure.agree_to_contact,
        "agree_change": agreed_change.agree_to_change,
        "redirect": redirect_merge.begin_redirect,
        "pass_on": transfer.begin_transfer,
        "seal": restricted.restrict_case,
        "unseal": restricted.lift_restriction,
        "read": restricted.read_restricted,
        "unmerge": redirect_merge.unmerge,
        "unblock": blocking.unblock,
        "keep_block": blocking.keep_block,
        "appeal_block": blocking.appeal_block,
        "accuse": name_accused.begin_naming,
    },
    times={
        "parcel": transfer_intake.take_in_transfer,
        "relayed": transfer_intake.relay_word,
        "undelivered": triage.tell_undelivered,
        "poster": posters.hand_out_poster,
        "contact_shown_over": contact_expiry.forget_shown_contact,
    },
    due=(contact_expiry.shown_contacts_due,),
    jobs={
        "poster": posters.make_poster,
    },
    flows=(
        triage.FORWARD,
        triage.SORT,
        classification.CLASSIFY,
        refusal.REFUSE,
        refusal.REJECT,
        redirect_merge.REDIRECT,
        identity_disclosure.WHY,
        name_accused.NAMING,
        transfer.PASS_ON,
        blocking.APPEAL,
    ),
)
