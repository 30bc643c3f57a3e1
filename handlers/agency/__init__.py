"""What an agency does with a case: answer, sign, ask, give back, ask for time, help."""

from __future__ import annotations

from bot.tables import Command, Wing
from handlers.agency import (
    answer,
    answer_templates,
    apologies,
    apology_slip,
    assignment,
    co_agencies,
    extension,
    promised_work,
    requests,
    signature,
    transcripts,
)
from rules.lifecycle import AGENCY_ROLES, CHAIR, LEADER, OFFICE

WING = Wing(
    commands={
        "nhan": Command(answer.nhan, AGENCY_ROLES),
        "traloi": Command(answer.traloi, AGENCY_ROLES),
        "phancong": Command(assignment.phancong, (LEADER,)),
        "hoithem": Command(requests.hoithem, (*AGENCY_ROLES, OFFICE)),
        "tralai": Command(requests.tralai, AGENCY_ROLES),
        "giahan": Command(extension.giahan, AGENCY_ROLES),
        "duyet": Command(signature.duyet, (LEADER, OFFICE, CHAIR)),
        "sualai": Command(signature.sualai, (LEADER, OFFICE, CHAIR)),
        "mau": Command(answer_templates.mau, AGENCY_ROLES),
    },
    actions={
        "apologise": apologies.sign_apology,
        "assign": assignment.assign_case,
        "ask": requests.ask_citizen,
        "return": requests.return_case,
        "extension": extension.request_extension,
        "extend": extension.grant_extension,
        "deny": extension.deny_extension,
        "approve": signature.approve_draft,
        "edit_draft": signature.edit_draft,
        "reject": signature.return_draft,
        "accept": answer.accept_case,
        "answer": answer.write_answer,
        "transcribe": transcripts.transcribe,
        "template": answer_templates.show_template,
        "new_template": answer_templates.new_template,
        "drop_template": answer_templates.drop_template,
        "use_template": answer_templates.choose_template,
        "involve": co_agencies.involve_agency,
        "contribute": co_agencies.contribute,
        "solve": promised_work.report_work_done,
    },
    times={
        "work_due": promised_work.remind_of_promised_work,
        "work_broken": promised_work.apologise_for_broken_work,
        "apology_slip": apology_slip.send_apology_slip,
    },
    due=(promised_work.promised_work_due,),
    jobs={
        "apology_slip": apology_slip.make_apology_slip,
    },
    flows=(
        answer.ANSWER,
        apologies.APOLOGISE,
        requests.ASK,
        requests.RETURN,
        extension.EXTENSION,
        signature.EDIT,
        assignment.ASSIGN,
        signature.REJECT,
        signature.REPLY,
        transcripts.TRANSCRIBE,
        co_agencies.INVOLVE,
        co_agencies.CONTRIBUTE,
        answer_templates.WRITE,
    ),
)
