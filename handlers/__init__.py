"""What we do about it: the tables of everything a person can say or press, and of time."""

from __future__ import annotations

from bot.dispatch import Command, Tables
from bot.making import Maker
from handlers import (
    answering,
    apologies,
    closing,
    cooperation,
    deadlines,
    desk,
    digests,
    intake,
    leading,
    publishing,
    rating,
    reporting,
    signing,
    start,
    tracking,
    triage,
)
from rules.lifecycle import AGENCY_ROLES, CHAIR, LEADER, OFFICE

FLOWS = {
    flow.name: flow
    for flow in (
        start.WELCOME,
        intake.INTAKE,
        triage.FORWARD,
        triage.REFUSE,
        answering.ANSWER,
        apologies.APOLOGISE,
        cooperation.ASK,
        cooperation.RETURN,
        cooperation.EXTENSION,
        signing.EDIT,
        leading.ASSIGN,
        closing.REDIRECT,
        signing.REJECT,
        rating.WORDS,
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
        "phancong": Command(leading.phancong, (LEADER,)),
        "quahan": Command(leading.quahan, (OFFICE, LEADER, CHAIR)),
        "baocao": Command(reporting.baocao, reporting.READERS),
        "gop": Command(closing.gop, (OFFICE,)),
        "hoithem": Command(cooperation.hoithem, (*AGENCY_ROLES, OFFICE)),
        "tralai": Command(cooperation.tralai, AGENCY_ROLES),
        "giahan": Command(cooperation.giahan, AGENCY_ROLES),
        "duyet": Command(signing.duyet, (LEADER, OFFICE)),
        "phanloai": Command(triage.phanloai, (OFFICE,)),
        "chuyen": Command(triage.chuyen, (OFFICE,)),
        "tuchoi": Command(triage.tuchoi, (OFFICE,)),
        "congkhai": Command(publishing.congkhai, (OFFICE,)),
    },
    actions={
        "case": tracking.show,
        "whole": desk.whole,
        "forward": triage.forward,
        "other": triage.other,
        "refuse": triage.refuse,
        "identity": triage.identity,
        "open": answering.open_,
        "apologise": apologies.sign,
        "more": cooperation.more,
        "assign": leading.assign,
        "redirect": closing.redirect,
        "seal": closing.seal,
        "unseal": closing.unseal,
        "unmerge": closing.unmerge,
        "ask": cooperation.ask,
        "return": cooperation.give_back,
        "extension": cooperation.extension,
        "extend": cooperation.extend,
        "deny": cooperation.deny,
        "approve": signing.approve,
        "edit_draft": signing.edit,
        "reject": signing.reject,
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
        "report": reporting.send,
        "undelivered": triage.undelivered,
    },
    quoted=answering.quoted,
    otherwise=start.otherwise,
)

MAKERS: dict[str, Maker] = {"apology_slip": apologies.make_slip, "report": reporting.make}
"""Who makes the files of a time event before it is handled; see bot.making."""

DUE = (deadlines.due, digests.due, reporting.due)
"""Who is asked, every few seconds, what fell due."""
