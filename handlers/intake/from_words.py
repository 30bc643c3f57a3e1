"""What is taken from the words of a report, so that nothing is asked that was said."""

from __future__ import annotations

from bot.flow_answers import Again, Given
from bot.turn import Turn
from handlers.intake.report_answers import PlaceOutside, ReportAnswers, ReportPlace
from handlers.shared.contact_fields import CHECKS
from rules.contact_in_report import contact_in_report, is_correction, words_without_contact
from rules.landmark_in_text import landmark_named
from rules.outside_place import outside_place_in_answer, outside_place_in_story
from rules.place_in_text import place_named
from rules.text import fold_text, split_tokens


def take_from_words(turn: Turn, answers: ReportAnswers, text: str) -> None:
    """Fill what nobody answered; what words filled before follows the words."""
    guessed = answers.get("from_words", [])
    found: ReportAnswers = {}
    if _is_free("place", answers):
        found = _place_of_report(turn, text)
        answers.pop("outside", None)
    for name, told in contact_in_report(text)._asdict().items():
        if told and _is_free(name, answers) and not is_commune(turn, told):
            _take(turn, found, name, told)
    answers.update(found)
    answers["from_words"] = list(dict.fromkeys([*guessed, *found]))


def correct_from_words(turn: Turn, answers: ReportAnswers, text: str) -> None:
    """Who says that their name or number is wrong gives the right one, whatever stood there."""
    if not is_correction(text):
        return
    for name, told in contact_in_report(text)._asdict().items():
        if told:
            _take(turn, answers, name, told)


def correct_place(turn: Turn, answers: ReportAnswers, told: str) -> None:
    """Put the place that somebody says is the right one; a commune that it leaves out stays."""
    before = answers.get("place") or {}
    outside = outside_place_told(turn, told, asked=True)
    commune = turn.world.router.find_commune(told)
    if not (commune or outside):
        commune = before.get("commune") or answers.get("commune")
    answers.pop("commune", None)
    answers.pop("elsewhere", None)
    most = turn.office.limits.characters.place_most
    answers["place"] = {"text": told[:most], "commune": commune}
    answers["outside"] = outside
    answers["from_words"] = [one for one in answers.get("from_words", []) if one != "place"]
    turn.say("intake.place_corrected", place=told[:most])


def _place_of_report(turn: Turn, text: str) -> ReportAnswers:
    outside = outside_place_told(turn, text)
    place = place_of_words(turn, text)
    if outside is None:
        return {"place": place} if place else {}
    named = (place or {}).get("text") or ""
    return {
        "place": {"text": ", ".join(filter(None, (named, outside["name"])))},
        "outside": outside,
    }


def _is_free(name: str, answers: ReportAnswers) -> bool:
    return name not in answers or name in answers.get("from_words", [])


def is_commune(turn: Turn, words: str) -> bool:
    """Whether words are the name of one of our communes and nothing else."""
    said = split_tokens(words)
    communes = turn.office.communes.values()
    return any(said == split_tokens(name) for one in communes for name in (one.name, *one.aliases))


def _take(turn: Turn, found: ReportAnswers, name: str, told: str) -> None:
    try:
        found[name] = CHECKS[name](turn, found, Given(text=told))  # type: ignore[literal-required]
    except Again:
        return  # asked as if it had not been said


def place_of_words(turn: Turn, text: str) -> ReportPlace | None:
    """Commune and hamlet or street, as far as a text names them: of the matter before the home."""
    matter, find = words_without_contact(text), turn.world.router.find_commune
    code = find(matter)
    if code:
        text = matter
    else:
        code = find(text)
    commune = turn.office.communes.get(code or "")
    named = place_named(text, (commune.name, *commune.aliases) if commune else ())
    if not code and not named:
        return None
    most = turn.office.limits.characters.place_most
    return {"text": named[:most], "commune": code}


def landmark_of_report(turn: Turn, answers: ReportAnswers) -> str:
    """What the report stands beside, unless its place was told in an answer of its own."""
    place, policy = answers.get("place") or {}, turn.office.neighbours
    told = place.get("text") or ""
    own_answer = bool(told) and "place" not in answers.get("from_words", [])
    if own_answer or answers.get("outside") or policy is None or "describe" not in answers:
        return ""
    text = words_without_contact(answers["describe"]["text"])
    found = landmark_named(text, policy.landmarks)
    return "" if fold_text(found) in fold_text(told) else found


def outside_place_told(turn: Turn, text: str, *, asked: bool = False) -> PlaceOutside | None:
    """The place a text names, unless it names one of ours as well; `asked`: it answers where."""
    if turn.world.router.find_commune(text) or _names_ours(turn, text):
        return None
    find = outside_place_in_answer if asked else outside_place_in_story
    found = find(text, turn.office.outside)
    return {"name": found.name, "where": found.area.where} if found else None


def _names_ours(turn: Turn, text: str) -> bool:
    said = f" {' '.join(split_tokens(text))} "
    ours = (turn.office.place, *(one.name for one in turn.office.successors.values()))
    return any(f" {' '.join(split_tokens(name))} " in said for name in ours)
