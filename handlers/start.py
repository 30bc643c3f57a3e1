"""Greeting, consent, menu, help, cancel, and what to say to the unexpected."""

from __future__ import annotations

import re
from typing import Final, TypedDict

from bot import guessed_command, open_question
from bot.flow_answers import FILES, LOCATION, TEXT, Given, given_by_event
from bot.guessed_command import LEAST, SURE
from bot.tables import Command, Wing
from bot.turn import Ask, Flow, Turn
from handlers.citizen import (
    answer_words,
    disambiguation,
    link_case,
    live_chat,
    praise,
    tracking,
    urgent_words,
    which_case,
)
from handlers.intake import asides, report, screening
from handlers.ratings import visit, visit_details
from handlers.shared import consent, help_topics, menu
from handlers.staff import redemption
from handlers.workspace import open_case
from rules import rating_words
from rules.intents import is_praise
from rules.languages import language_of_greeting, language_spoken
from rules.recognition import recognise_text
from rules.text import split_words

SPEECH = 4
"""From this many words on, a message out of the blue is taken for the start of a report."""


GREETING = 5
"""Up to this many words with a greeting among them are a greeting, and no story."""

PAYLOAD: Final = re.compile(r"/start(?:@\w+)? ([\w.-]+)", re.ASCII | re.IGNORECASE)
"""What a link may carry: one token of plain letters, as the chat page lets through too.

The page asks before it takes an invitation or a case: what it reads as something else is nothing.
"""


async def start(turn: Turn) -> None:
    """`/start`, with or without what a link carried."""
    carried = PAYLOAD.fullmatch(turn.event.text.rstrip())
    turn.args = carried[1] if carried else ""
    name, _, payload = turn.args.partition("-")
    if name == "moi" and payload:
        if await redemption.redeem_invitation(turn, payload):
            turn.set_menu(turn.event.address, menu.menu_commands(turn))
    elif name == "gopy" and payload.partition(".")[0] in turn.office.ratings.counters:
        counter, _, door = payload.partition(".")
        await visit_details.report_on_counter(turn, counter, door)
    elif name == "gopy":
        await report.begin_report(turn)
    elif name == "danhgia":
        await visit.begin_rating(turn, counter=payload)
    elif name == "pakn" and payload:
        turn.args = payload
        await tracking.track_case(turn)
    elif name == "vu" and payload.isdecimal():
        await open_case.open_case(turn, int(payload[:9]), "")
    elif name == "gan" and payload:
        await link_case.attach_case(turn, payload)
    elif turn.stack:
        await open_question.repeat_question(turn)
    else:
        await greet(turn)


async def greet(turn: Turn) -> None:
    """Say who we are, and what most people come for; or put what an agency waits to hear."""
    if await which_case.put_question_again(turn):
        return
    _greet_in_their_language(turn)
    turn.set_menu(turn.event.address, menu.menu_commands(turn))
    if turn.known.roles:
        turn.say(
            "start.staff",
            choices=menu.menu_buttons(turn),
            name=turn.person.name or turn.words("start.you"),
        )
    elif await consent.has_consented(turn):
        turn.say("start.again", choices=menu.first_choices(turn), office=turn.office.name)
    else:
        choices = menu.first_choices(turn)
        turn.say(
            "start.hello",
            choices=choices,
            office=turn.office.name,
            numbers=help_topics.emergency_line(turn),
        )


def _greet_in_their_language(turn: Turn) -> None:
    spoken = language_spoken(turn.event.text, turn.office.languages)
    if spoken is not None:
        text = spoken.welcome.replace("{numbers}", help_topics.emergency_line(turn))
        turn.say("start.in_their_language", text=text)


async def welcomed(turn: Turn, answers: WelcomeAnswers) -> None:
    """The notice was agreed to."""
    await consent.give_chosen_consent(turn, answers["consent"])
    turn.say("start.welcomed", choices=menu.menu_buttons(turn))


async def trogiup(turn: Turn) -> None:
    """`/trogiup`: what can be done here, and whom to call."""
    if turn.known.roles:
        choices = [] if turn.stack else menu.menu_buttons(turn)
        lines = help_topics.staff_commands_in_words(turn)
        turn.say(
            "start.help_staff", choices=choices, lines=lines, **help_topics.office_contacts(turn)
        )
    else:
        _greet_in_their_language(turn)
        emergencies = help_topics.office_contacts(turn)["emergencies"]
        turn.say(
            "helping.ask", choices=help_topics.situation_buttons(turn), emergencies=emergencies
        )


async def huy(turn: Turn) -> None:
    """`/huy`; a mere "thôi" keeps the report that is being told."""
    if turn.talk:
        await live_chat.ketthuc(turn)
    elif await asides.put_off(turn):
        return
    elif not await open_question.cancel_flow(turn):
        turn.say("start.nothing_to_cancel", choices=menu.menu_buttons(turn))


async def chamtraloi(turn: Turn) -> None:
    """`/chamtraloi`, "5 sao luôn": a rating of the one answer; without any, of a counter."""
    if await answer_words.takes_rating(turn):
        return
    begun = turn.stack or turn.event.choice or turn.event.text.startswith("/")
    await (visit.danhgia(turn) if begun else otherwise(turn))


async def otherwise(turn: Turn) -> None:
    """A message while nothing is open here: the answer to what an agency asked, if one did."""
    given = given_by_event(turn.event)
    if await which_case.take_as_answer(turn, given) or await which_case.take_of_answer(turn, given):
        return
    for fault in dict.fromkeys(turn.event.faults):
        turn.say(fault)
    if not (given.kinds and await urgent_words.add_while_it_runs(turn, given)):
        await _out_of_the_blue(turn, given)


async def _out_of_the_blue(turn: Turn, given: Given) -> None:
    """A message nobody asked for: a report begun without ceremony, or a greeting."""
    found = recognise_text(given.text, turn.office.recognition)
    urgent = found.alarming or found.outside
    length = len(split_words(given.text))
    reporting = urgent or length >= SPEECH or given.kinds & {*FILES, LOCATION}
    guesses = (
        []
        if urgent
        else guessed_command.guess_commands(turn, given.text, SURE if reporting else LEAST)
    )
    short = given.kinds == {TEXT} and length <= disambiguation.LONGEST
    wishes = disambiguation.commands_meant(found) if short and not urgent else []
    praising = not urgent and is_praise(given.text, turn.office.intents)
    greeting = found.greeting and length <= GREETING
    greeting |= language_of_greeting(given.text, turn.office.languages) is not None
    if found.insult and not reporting:
        screening.ask_to_be_polite(turn)
        _lost(turn)
    elif guesses[:1] == ["start"] or (greeting and not urgent):
        await greet(turn)
    elif visit.is_rated_in_words(turn, given):
        counter = rating_words.counter_named(given.text, turn.office.ratings)
        await visit.begin_rating(turn, counter=counter, words=given.text)
    elif praising or wishes:
        await _thank_or_ask(turn, given, wishes)
    elif guesses and given.kinds == {TEXT}:
        rows = guessed_command.guess_buttons(turn, guesses)
        turn.say("start.meant", choices=rows, numbers=help_topics.emergency_line(turn))
    elif turn.known.roles:
        turn.say("start.staff_lost", choices=menu.menu_buttons(turn))
    elif reporting:
        # What is urgent is a matter of its own, whatever else is open; displeasure is not.
        belongs = which_case.ask_about_displeasure if urgent else which_case.ask_which_case
        if not await belongs(turn, given):
            await report.begin_report(turn, given)
    elif not (given.kinds and await which_case.ask_about_answer(turn, given)):
        await _lost_or_new(turn, given)


async def _lost_or_new(turn: Turn, given: Given) -> None:
    """A few words nobody can make anything of."""
    if not turn.event.faults and (not given.kinds or await consent.has_consented(turn)):
        _lost(turn)
    else:
        await greet(turn)


async def _thank_or_ask(turn: Turn, given: Given, wishes: list[str]) -> None:
    if wishes:
        await disambiguation.ask_what_was_meant(turn, given, wishes)
    else:
        await praise.thank_for_praise(turn, given)


def _lost(turn: Turn) -> None:
    turn.say(
        "start.lost", choices=menu.menu_buttons(turn), numbers=help_topics.emergency_line(turn)
    )


class WelcomeAnswers(TypedDict):
    consent: str


WELCOME = Flow(
    # Begun by an older version only: whoever stands there may still press its buttons.
    "start.welcome",
    (
        Ask(
            name="consent",
            choices=consent.CHOICES,
            show=consent.notice_shown,
            pick=consent.agree_or_leave,
            cancel=False,
        ),
    ),
    then=welcomed,
    yields=True,
)

WING = Wing(
    commands={
        "start": Command(start),
        "trogiup": Command(trogiup),
        "huy": Command(huy, drops=True),
        "chamtraloi": Command(chamtraloi, intent="rated", drops=True),
    },
    flows=(WELCOME,),
)
