"""What is shown of a report before it is sent, and what may still be changed in it."""

from __future__ import annotations

from typing import Any

from bot.event import Media
from bot.turn import Turn
from handlers.case import labels
from handlers.intake import from_words
from handlers.intake.report_answers import ReportAnswers
from handlers.intake.screening import RULE
from handlers.shared import consent
from handlers.shared.text_and_files import attached_in_words, files_of_answer
from rules import excerpts
from rules.office_directory import Field
from rules.routing import FieldProposal
from rules.two_matters import matter_told
from storage.models import CONDUCT
from storage.people import Contact

SHOWN = 300
"""Characters of a text in the summary: whoever wrote it sees it whole just above."""


def is_question(answers: ReportAnswers) -> bool:
    """Whether only an answer is wanted: no name, no publication."""
    return answers.get("what") == "question"


def is_reference(answers: ReportAnswers) -> bool:
    """Whether the person gave no contact and agreed that it is kept for reference."""
    return answers.get("anonymous") == "keep"


def may_be_about_officials(answers: ReportAnswers) -> bool:
    """Whether whoever it is about must be kept out, as far as its own words tell."""
    conduct = about_given(answers) == CONDUCT
    suspect = answers.get("suspect") and not is_ordinary(answers)
    return bool(conduct or suspect or answers.get("conduct"))


def is_ordinary(answers: ReportAnswers) -> bool:
    """Whether its writer says that it is no complaint, and only the word of it is one's."""
    return bool(answers.get("in_name_only")) and answers.get("lawful") == "report"


def readers_shown(turn: Turn, answers: ReportAnswers) -> dict[str, Any]:
    """Who will see the contact that is asked for."""
    key = "conduct" if may_be_about_officials(answers) else "ordinary"
    return {"readers": turn.words(f"intake.readers.{key}")}


def needs_contact(answers: ReportAnswers) -> bool:
    """Whether the law wants to know who reports."""
    return not is_reference(answers) and not is_question(answers)


def summary_shown(turn: Turn, answers: ReportAnswers) -> dict[str, Any]:
    """The placeholders of the summary."""
    field = field_given(turn, answers)
    return {
        "kind": _kind_line(turn, answers),
        "text": text_shown(turn, answers["describe"]["text"]),
        "files": _files_line(turn, "intake.with_files", answers),
        "place": place_in_words(turn, answers),
        "going": _going_line(turn, answers, field),
        "sender": sender_in_words(turn, answers),
        "publish": turn.words(f"intake.publish.{answers.get('publish') or 'no'}"),
        "remind": turn.words("intake.remind.yes" if is_reminded(answers) else "intake.remind.no"),
        "consent": "" if "consent" in answers else consent.short_notice(turn),
    }


def _going_line(turn: Turn, answers: ReportAnswers, field: Field | None) -> str:
    """Where it will probably go, and as a matter of what."""
    name = field.name if field else turn.words("intake.field.unknown")
    return turn.words("intake.going", agency=_agency_expected(turn, answers, field), field=name)


def _kind_line(turn: Turn, answers: ReportAnswers) -> str:
    """What it is, where it is anything but what most send."""
    kind = kind_in_words(turn, answers) + _about_in_words(turn, answers)
    if kind == labels.kind_name(turn, "report", proposal=False):
        return ""
    return turn.words("intake.kind_line", kind=kind)


def text_shown(turn: Turn, text: str) -> str:
    """A text as its writer is shown it again: of a long one the beginning, and how much goes."""
    if len(text) <= SHOWN:
        return text or turn.words("intake.no_text")
    beginning = excerpts.beginning_of_text(text, SHOWN)
    return turn.words("intake.beginning", text=beginning, n=len(text))


def is_reminded(answers: ReportAnswers) -> bool:
    """Whether they want to be reminded, by this report or by one before."""
    return wants_reminding(answers) or bool(answers.get("reminded"))


def wants_reminding(answers: ReportAnswers) -> bool:
    """Whether they ticked that purpose with this report."""
    return answers.get("remind") == "yes" or answers.get("consent") == "remind"


def about_hinted(answers: ReportAnswers) -> str:
    """What besides a matter the words hint at: CONDUCT, RULE, or empty."""
    if answers.get("conduct"):
        return CONDUCT
    return RULE if answers.get("rule") else ""


def about_given(answers: ReportAnswers) -> str:
    """CONDUCT, RULE or empty: what was chosen, else what the words hint at; never in danger."""
    if "about" in answers:
        return "" if answers["about"] == "other" else answers["about"]
    return "" if answers.get("danger") or is_question(answers) else about_hinted(answers)


def wants_better(answers: ReportAnswers) -> bool:
    """Whether it proposes something, by choice, else by its words."""
    if "wish" in answers:
        return answers["wish"] == "better"
    return bool(answers.get("proposal")) and not answers.get("danger")


def _about_in_words(turn: Turn, answers: ReportAnswers) -> str:
    about = about_given(answers)
    return f" ({turn.words(f'intake.about.{about}')})" if about else ""


def _agency_expected(turn: Turn, answers: ReportAnswers, field: Field | None) -> str:
    if may_be_about_officials(answers):
        return turn.words("intake.not_the_accused")
    return labels.agency_name(turn, field.agency if field else turn.office.receiver)


def kind_given(answers: ReportAnswers) -> str:
    """`report`, `question` or `reference`, as Case.kind."""
    if is_question(answers):
        return "question"
    return "reference" if is_reference(answers) else "report"


def kind_in_words(turn: Turn, answers: ReportAnswers) -> str:
    """What it is, in a citizen's words."""
    return labels.kind_name(turn, kind_given(answers), proposal=wants_better(answers))


def sender_in_words(turn: Turn, answers: ReportAnswers) -> str:
    """Who reports, as it will be written down."""
    contact = contact_given(answers)
    return turn.words("intake.unnamed") if contact is None else contact.line


def contact_given(answers: ReportAnswers) -> Contact | None:
    """Who reports, as far as it must be known."""
    if not needs_contact(answers):
        return None
    return Contact(answers.get("name", ""), answers.get("phone", ""), answers.get("address", ""))


def files_in_words(turn: Turn, answers: ReportAnswers) -> str:
    """What files arrived, and how many did not: `3 ảnh (nhận được 3/4 tệp đã gửi)`."""
    missed = answers["describe"].get("missed", 0)
    return attached_in_words(turn, media_given(answers), missed)


def _files_line(turn: Turn, key: str, answers: ReportAnswers) -> str:
    given = answers["describe"]
    some = given["media"] or given.get("missed")
    return turn.words(key, files=files_in_words(turn, answers)) if some else ""


def files_taken(turn: Turn, answers: ReportAnswers) -> str:
    """What a receipt says of the files; nothing where there are none."""
    return _files_line(turn, "intake.files_taken", answers)


def media_given(answers: ReportAnswers) -> tuple[Media, ...]:
    """The files of the report."""
    return files_of_answer(answers["describe"])


def field_given(turn: Turn, answers: ReportAnswers) -> Field | None:
    """What the citizen chose; when not asked, what the words point to."""
    if "field" in answers:
        return turn.office.fields.get(answers["field"])
    proposed = fields_pointed_at(turn, answers)
    return turn.office.fields[proposed[0].field] if proposed else None


def fields_pointed_at(turn: Turn, answers: ReportAnswers) -> tuple[FieldProposal, ...]:
    """The fields its words point to: neither who tells it nor where they live says any."""
    told = answers["describe"]["text"]
    return turn.world.router.propose(matter_told(told) or told)


def place_in_words(turn: Turn, answers: ReportAnswers) -> str:
    """Where it happened, in the citizen's words and the office's."""
    place = answers.get("place") or {}
    commune = turn.office.communes.get(commune_given(answers))
    point = turn.words("intake.point") if place.get("point") else ""
    return labels.place_with_commune(turn, [place_given(turn, answers), point], commune)


def place_given(turn: Turn, answers: ReportAnswers) -> str:
    """Where it happened in words, with what it stands beside, as it is kept."""
    told = (answers.get("place") or {}).get("text", "")
    return ", ".join(filter(None, (from_words.landmark_of_report(turn, answers), told)))


def commune_given(answers: ReportAnswers) -> str:
    """The code of the commune, or empty."""
    place = answers.get("place") or {}
    return place.get("commune") or answers.get("commune") or ""
