"""A citizen tells what went wrong: from the first word to the receipt."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import msgspec

from bot import conversation
from bot.event import Choice, Media
from bot.flow import (
    CONTACT,
    DOCUMENT,
    LOCATION,
    PHOTO,
    TEXT,
    VIDEO,
    VOICE,
    Again,
    Answers,
    Ask,
    Change,
    Flow,
    Given,
    Leave,
)
from bot.turn import ZONE, Refused, Rows, Turn
from handlers import contacts, desk, promises, screening, triage
from handlers.consent import HANDLE, INVITE, PUBLISH, consented, give_consent
from handlers.screening import CONDUCT, QUESTION, RULE
from rules.lifecycle import RECEIVED
from rules.text import words
from storage import cases, people
from storage.models import Case
from storage.people import Contact

UNKNOWN = "unknown"
PROPOSED = 3
PLACE_MAX = 300

Describe = dict[str, Any]


async def begin(turn: Turn, given: Given | None = None, **prefilled: Any) -> None:
    """Start a report, some answers given already; one that is under way is taken up instead."""
    if any(run.flow == INTAKE.name for run in turn.stack):
        turn.say("intake.already")
        await conversation.remind(turn)
        return
    answers: Answers = {**prefilled, "began": turn.now.isoformat()}
    if await consented(turn):
        answers["consent"] = "agree"
    contact = people.contact_of(turn.db, turn.person)
    if contact is not None:
        answers |= {"known": True, **msgspec.structs.asdict(contact)}
    await conversation.begin(turn, INTAKE.name, given, **answers)


def _agree(_turn: Turn, _answers: Answers, value: str) -> str:
    if value == "not_now":
        raise Leave("start.declined")
    return value


def _known_contact(answers: Answers) -> bool:
    return bool(answers.get("known")) and _needs_contact(answers)


def _needs_contact(answers: Answers) -> bool:
    return answers.get("anonymous") != "keep" and answers.get("what") != "question"


def _unnamed(_turn: Turn, _answers: Answers, value: str) -> str:
    raise (
        Change("name", wants_anonymous=True) if value == "anonymous" else Again("intake.name.again")
    )


def _anonymous(_turn: Turn, _answers: Answers, value: str) -> str:
    if value == "give":
        raise Change(wants_anonymous=False)
    return value


def _described(turn: Turn, _answers: Answers, given: Given) -> Describe:
    enough = len(words(given.text)) >= turn.office.limits.minimum_words
    if not enough and not given.kinds & {VOICE, VIDEO}:
        raise Again("intake.describe.too_short")
    return {"text": given.text, "media": [msgspec.to_builtins(item) for item in given.media]}


def _communes(turn: Turn, _answers: Answers) -> Rows:
    buttons = [Choice(commune.name, code) for code, commune in turn.office.communes.items()]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _place_given(turn: Turn, _answers: Answers, given: Given) -> Any:
    if given.location:
        return {"point": msgspec.to_builtins(given.location)}
    text = given.text[:PLACE_MAX]
    return {"text": text, "commune": turn.world.router.find_commune(text)}


def _place_picked(_turn: Turn, _answers: Answers, value: str) -> Any:
    return {"commune": value}


def _needs_commune(answers: Answers) -> bool:
    place = answers.get("place") or {}
    return bool(place) and not place.get("commune")


def _identity(_turn: Turn, _answers: Answers, value: str) -> str:
    if value == "change":
        raise Change("name", "phone", "address", known=False)
    return value


def _proposed(turn: Turn, answers: Answers) -> list[str]:
    return [p.field for p in turn.world.router.propose(answers["describe"]["text"])][:PROPOSED]


def _fields(turn: Turn, answers: Answers) -> Rows:
    """The likeliest fields, or all when nothing was recognised or all were asked for."""
    proposed = _proposed(turn, answers)
    if not proposed or answers.get("all_fields"):
        buttons = [Choice(field.name, code) for code, field in turn.office.fields.items()]
        rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    else:
        rows = [[_field_button(turn, code, place)] for place, code in enumerate(proposed)]
        rows.append([Choice(turn.words("intake.field.others"), "others")])
    rows.append([Choice(turn.words("intake.field.unknown"), UNKNOWN)])
    return rows


def _field_button(turn: Turn, code: str, place: int) -> Choice:
    field = turn.office.fields[code]
    key = "intake.field.right" if place == 0 else "intake.field.instead"
    return Choice(turn.words(key, field=field.name), code)


def _field_shown(turn: Turn, answers: Answers) -> dict[str, Any]:
    proposed = _proposed(turn, answers)
    if not proposed or answers.get("all_fields"):
        return {"proposal": turn.words("intake.field.none")}
    field = turn.office.fields[proposed[0]]
    agency = desk.agency_name(turn, field.agency)
    return {"proposal": turn.words("intake.field.proposal", field=field.name, agency=agency)}


def _field_picked(_turn: Turn, _answers: Answers, value: str) -> str:
    if value == "others":
        raise Change(all_fields=True)
    return value


def _summary(turn: Turn, answers: Answers) -> dict[str, Any]:
    field = turn.office.fields.get(answers["field"])
    described = Given(
        text=answers["describe"]["text"],
        media=_media(answers),
    )
    return {
        "text": described.text or turn.words("intake.no_text"),
        "files": conversation.counted(turn, Given(media=described.media))
        or turn.words("intake.no_files"),
        "place": _place_in_words(turn, answers),
        "field": field.name if field else turn.words("intake.field.unknown"),
        "agency": desk.agency_name(turn, field.agency if field else turn.office.receiver),
        "sender": _sender(turn, answers),
        "publish": turn.words(f"intake.publish.{answers.get('publish') or 'no'}"),
    }


def _sender(turn: Turn, answers: Answers) -> str:
    contact = _contact(answers)
    if contact is None:
        return turn.words("intake.unnamed")
    return f"{contact.name}, {contact.phone}, {contact.address}"


def _place_in_words(turn: Turn, answers: Answers) -> str:
    place = answers.get("place") or {}
    commune = turn.office.communes.get(_commune(answers))
    point = turn.words("intake.point") if place.get("point") else ""
    parts = [place.get("text", ""), point, f"{commune.kind} {commune.name}" if commune else ""]
    return ", ".join(part for part in parts if part) or turn.words("desk.no_place")


def _commune(answers: Answers) -> str:
    place = answers.get("place") or {}
    return place.get("commune") or answers.get("commune") or ""


def _media(answers: Answers) -> tuple[Media, ...]:
    return tuple(msgspec.convert(item, Media) for item in answers["describe"]["media"])


CHANGES = {
    "describe": ("describe",),
    "place": ("place", "commune"),
    "field": ("field",),
    "contact": ("name", "phone", "address", "identity", "anonymous"),
}


def _confirm(_turn: Turn, _answers: Answers, value: str) -> str:
    if value in CHANGES:
        prefill = {"known": False, "wants_anonymous": False} if value == "contact" else {}
        raise Change(*CHANGES[value], **prefill)
    return value


async def register(turn: Turn, answers: Answers) -> None:
    """Turn finished answers into a case and tell its code and due date."""
    if await _already_filed(turn, answers):
        return
    await give_consent(turn, HANDLE)
    may_publish = answers.get("publish") == "yes"
    if may_publish:
        await give_consent(turn, PUBLISH)
    contact = _contact(answers)
    if contact is not None:
        people.remember_contact(turn.db, turn.person, contact)
    case = await _file(turn, answers, contact, may_publish=may_publish)
    await _receipt(turn, case, answers)
    await triage.take_in(turn, case)


def _contact(answers: Answers) -> Contact | None:
    if not _needs_contact(answers):
        return None
    return Contact(answers["name"], answers["phone"], answers["address"])


async def _already_filed(turn: Turn, answers: Answers) -> bool:
    """The same words again are no second report; too many a day wait, but nothing urgent does."""
    text = answers["describe"]["text"]
    same = await cases.same_text(turn.db, turn.person.id, text) if text else None
    if same is not None:
        turn.say(
            "intake.same_again",
            choices=[[turn.button("intake.track", "case", same.id)]],
            case=same.code,
            code=same.code,
        )
        return True
    today = datetime.combine(turn.today, time(), ZONE)
    filed = await cases.count_of_person(turn.db, turn.person.id, today)
    if filed >= turn.office.limits.reports_per_day and not answers.get("danger"):
        raise Refused("intake.too_many", most=turn.office.limits.reports_per_day)
    return False


async def _receipt(turn: Turn, case: Case, answers: Answers) -> None:
    rows = [
        [turn.button("intake.track", "case", case.id)],
        [turn.button("intake.invite", "invite", case.id)],
        [turn.button("commands.gopy.label", "c", "gopy")],
    ]
    files = conversation.counted(turn, Given(media=_media(answers)))
    values: dict[str, Any] = {
        "code": case.code,
        "at": case.received_at,
        "desk": turn.office.desk,
        "files": files or turn.words("intake.no_files"),
    }
    if case.kind == "report":
        due = await promises.of(turn, case)
        values |= {"due": promises.day(turn, due.answer), "how": promises.explained(turn, due)}
    key = {"question": "intake.question_taken", "reference": "intake.reference_kept"}
    turn.say(key.get(case.kind, "intake.registered"), choices=rows, case=case.code, **values)


async def invite(turn: Turn, case_id: int, _: str) -> None:
    """Button: invite me to rate, and remind me; a purpose of its own, never pre-ticked."""
    case = await desk.find(turn, case_id)
    if case.person_id != turn.person.id:
        raise Refused("desk.not_yours")
    await give_consent(turn, INVITE)
    turn.say("intake.invited")


async def _file(
    turn: Turn, answers: Answers, contact: Contact | None, *, may_publish: bool
) -> Case:
    place = answers.get("place") or {}
    point = place.get("point") or {}
    field = turn.office.fields.get(answers["field"])
    case = Case(
        code=await cases.next_code(turn.db, turn.today),
        status=RECEIVED,
        publication="none",
        person_id=turn.person.id,
        address=turn.event.address,
        field=field.code if field else "",
        agency=field.agency if field else "",
        commune=_commune(answers),
        place=place.get("text", ""),
        latitude=point.get("latitude"),
        longitude=point.get("longitude"),
        text=answers["describe"]["text"] or turn.words("intake.no_text"),
        may_publish=may_publish,
        received_at=turn.now,
        kind=_kind(answers),
        about=answers.get("about") or "",
        urgent=bool(answers.get("danger")),
        accused=field.agency if field and answers.get("about") == CONDUCT else "",
    )
    await cases.file(turn.db, case, contact, _media(answers), turn.now)
    return case


def _kind(answers: Answers) -> str:
    if answers.get("what") == "question":
        return "question"
    return "reference" if answers.get("anonymous") == "keep" else "report"


INTAKE = Flow(
    "intake",
    (
        # Before consent and everything else: what is no PAKN is stopped, and forgotten.
        Ask(
            name="lawful",
            when=lambda answers: "suspect" in answers,
            choices=("report", "complaint", "denunciation"),
            pick=screening.lawful,
        ),
        Ask(
            name="consent",
            choices=("agree", "not_now"),
            show=lambda turn, _: {"desk": turn.office.desk, "keep": turn.office.consent.keep},
            pick=_agree,
            cancel=False,
        ),
        Ask(
            name="describe",
            accepts=frozenset({TEXT, PHOTO, VOICE, VIDEO, DOCUMENT}),
            gathers=True,
            check=_described,
            heard=screening.heard,
        ),
        Ask(
            name="what",
            when=lambda answers: bool(answers.get(QUESTION)),
            choices=("question", "report"),
        ),
        Ask(
            name="about",
            when=screening.about_asked,
            choices=(CONDUCT, RULE, "other"),
            pick=screening.about_picked,
        ),
        Ask(
            name="place",
            accepts=frozenset({LOCATION, TEXT}),
            choices=_communes,
            check=_place_given,
            pick=_place_picked,
            optional=True,
        ),
        Ask(name="commune", when=_needs_commune, choices=_communes, optional=True),
        Ask(
            name="identity",
            when=_known_contact,
            choices=("right", "change"),
            show=lambda _, answers: {k: answers[k] for k in ("name", "phone", "address")},
            pick=_identity,
        ),
        Ask(
            name="anonymous",
            when=lambda answers: bool(answers.get("wants_anonymous")),
            choices=("give", "keep"),
            pick=_anonymous,
        ),
        Ask(
            name="name",
            when=_needs_contact,
            accepts=frozenset({TEXT}),
            choices=("anonymous",),
            check=contacts.name,
            pick=_unnamed,
        ),
        Ask(
            name="phone",
            when=_needs_contact,
            accepts=frozenset({TEXT, CONTACT}),
            check=contacts.phone,
        ),
        Ask(name="address", when=_needs_contact, accepts=frozenset({TEXT}), check=contacts.address),
        Ask(name="field", choices=_fields, show=_field_shown, pick=_field_picked),
        Ask(name="publish", when=_needs_contact, choices=("yes", "no")),
        Ask(
            name="confirm",
            choices=("send", *CHANGES),
            show=_summary,
            pick=_confirm,
        ),
    ),
    then=register,
)
