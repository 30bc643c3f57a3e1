"""What we do about it: the tables of everything a person can say or press, and of time."""

from __future__ import annotations

from bot.dispatch import Command, Tables
from bot.making import Maker
from handlers import (
    answering,
    apologies,
    deadlines,
    desk,
    digests,
    followup,
    intake,
    publishing,
    rating,
    start,
    tracking,
    triage,
)
from rules.lifecycle import AGENCY_ROLES, OFFICE

FLOWS = {
    flow.name: flow
    for flow in (
        start.WELCOME,
        intake.INTAKE,
        triage.FORWARD,
        triage.REFUSE,
        answering.ANSWER,
        apologies.APOLOGISE,
        rating.WORDS,
        *followup.FLOWS.values(),
        followup.WITHDRAW,
        followup.WHICH,
        publishing.PUBLISH,
    )
}

TABLES = Tables(
    commands={
        "start": Command(start.start),
        "gopy": Command(intake.begin),
        "cuatoi": Command(tracking.cuatoi),
        "tracuu": Command(tracking.track),
        "ketqua": Command(start.results),
        "trogiup": Command(start.help_),
        "huy": Command(start.cancel),
        "viec": Command(answering.viec, AGENCY_ROLES),
        "xem": Command(answering.xem, (*AGENCY_ROLES, OFFICE)),
        "nhan": Command(answering.nhan, AGENCY_ROLES),
        "traloi": Command(answering.traloi, AGENCY_ROLES),
        "phanloai": Command(triage.phanloai, (OFFICE,)),
        "chuyen": Command(triage.chuyen, (OFFICE,)),
        "tuchoi": Command(triage.tuchoi, (OFFICE,)),
        "congkhai": Command(publishing.congkhai, (OFFICE,)),
    },
    actions={
        "case": tracking.show,
        "mine": tracking.page,
        "add": followup.add,
        "supplement": followup.supplement,
        "withdraw": followup.withdraw,
        "reopen": followup.reopen,
        "appeal": followup.appeal,
        "whole": desk.whole,
        "forward": triage.forward,
        "other": triage.other,
        "refuse": triage.refuse,
        "identity": triage.identity,
        "open": answering.open_,
        "apologise": apologies.sign,
        "accept": answering.accept,
        "answer": answering.answer,
        "rate": rating.rate,
        "publish": publishing.publish,
        "withhold": publishing.withhold,
    },
    times={
        "late": deadlines.late,
        "unsigned_apology": deadlines.unsigned_apology,
        "escalate": deadlines.escalate,
        "waiting": deadlines.waiting,
        "give_up": deadlines.give_up,
        "apology_slip": apologies.send_slip,
        "digest": digests.digest,
        "undelivered": triage.undelivered,
    },
    quoted=answering.quoted,
    otherwise=start.otherwise,
)

MAKERS: dict[str, Maker] = {"apology_slip": apologies.make_slip}
"""Who makes the files of a time event before it is handled; see bot.making."""

DUE = (deadlines.sweep, digests.due)
"""Who is asked, every few seconds, what fell due."""
