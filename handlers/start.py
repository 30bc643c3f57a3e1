"""Greeting, consent, menu, help, cancel, and what to say to the unexpected."""

from __future__ import annotations

from collections.abc import Collection

from bot import conversation, guess
from bot.flow import FILES, TEXT, Answers, Ask, Flow, given_of
from bot.guess import LEAST, SURE
from bot.turn import Rows, Turn
from handlers import (
    answering,
    attaching,
    consent,
    helping,
    intake,
    invitations,
    screening,
    talking,
    tracking,
    unsure,
    visit_details,
    visits,
    whose,
)
from rules.lifecycle import OFFICE
from rules.recognition import recognise
from rules.text import words

CITIZEN = ("gopy", "danhgia", "cuatoi", "ketqua", "gapcanbo", "dulieu", "trogiup", "huy")
IN_GROUP = ("nhom", "trogiup")
"""In a group there is little to do but to learn the way into a private chat."""
OFFICIAL = ("viec", "thongke", "vang", "trogiup", "huy")
OF_OFFICE = ("viec", "phanloai", "congkhai", "thongke", "poster", "nguoi", "trogiup", "huy")

SPEECH = 4
"""From this many words on, a message out of the blue is taken for the start of a report."""
GREETING = 5
"""Up to this many words with a greeting among them are a greeting, and no story."""


def menu_of(turn: Turn) -> tuple[str, ...]:
    """The commands of the speaker's standing menu."""
    return menu_for([held.role for held in turn.known.roles])


def menu_for(roles: Collection[str]) -> tuple[str, ...]:
    """The commands of the standing menu of somebody with these roles."""
    if OFFICE in roles:
        return OF_OFFICE
    return OFFICIAL if roles else CITIZEN


async def start(turn: Turn) -> None:
    """`/start`, with or without what a link carried."""
    name, _, payload = turn.args.partition("-")
    if name == "moi" and payload:
        if await invitations.redeem(turn, payload):
            turn.set_menu(turn.event.address, menu_of(turn))
    elif name == "gopy" and payload in turn.office.ratings.counters:
        await visit_details.report_on(turn, payload)
    elif name == "gopy":
        await intake.begin(turn)
    elif name == "danhgia":
        await visits.begin(turn, counter=payload)
    elif name == "pakn" and payload:
        turn.args = payload
        await tracking.track(turn)
    elif name == "vu" and payload.isdecimal():
        await answering.open_(turn, int(payload[:9]), "")
    elif name == "gan" and payload:
        await attaching.attach(turn, payload)
    elif turn.stack:
        await conversation.remind(turn)
    else:
        await greet(turn)


async def greet(turn: Turn) -> None:
    """Say who we are; a citizen who has not yet agreed is asked to."""
    turn.set_menu(turn.event.address, menu_of(turn))
    if turn.known.roles:
        turn.say(
            "start.staff", choices=menu(turn), name=turn.person.name or turn.words("start.you")
        )
    elif await consent.consented(turn):
        turn.say("start.again", choices=menu(turn), office=turn.office.name)
    else:
        turn.say("start.hello", office=turn.office.name, bot=turn.office.bot_name)
        await conversation.begin(turn, WELCOME.name)


async def welcomed(turn: Turn, answers: Answers) -> None:
    """The notice was agreed to."""
    await consent.give(turn, answers["consent"])
    turn.say("start.welcomed", choices=menu(turn))


def menu(turn: Turn) -> Rows:
    """The commands as buttons."""
    names = [name for name in menu_of(turn) if name != "huy"]
    return [[turn.button(f"commands.{name}.label", "c", name)] for name in names]


async def help_(turn: Turn) -> None:
    """`/trogiup`: what can be done here, and whom to call."""
    if turn.known.roles:
        choices = [] if turn.stack else menu(turn)
        lines = helping.for_staff(turn)
        turn.say("start.help_staff", choices=choices, lines=lines, **helping.contacts(turn))
    else:
        emergencies = helping.contacts(turn)["emergencies"]
        turn.say("helping.ask", choices=helping.situations(turn), emergencies=emergencies)


async def cancel(turn: Turn) -> None:
    """`/huy`."""
    if turn.talk:
        await talking.ketthuc(turn)
    elif not await conversation.cancel(turn):
        turn.say("start.nothing_to_cancel", choices=menu(turn))


async def otherwise(turn: Turn) -> None:
    """A message nobody asked for: a report begun without ceremony, or a greeting."""
    given = given_of(turn.event)
    found = recognise(given.text, turn.office.recognition)
    urgent = found.emergency or found.outside
    length = len(words(given.text))
    reporting = urgent or length >= SPEECH or given.kinds & FILES
    guesses = [] if urgent else guess.meant(turn, given.text, SURE if reporting else LEAST)
    short = given.kinds == {TEXT} and length <= unsure.LONGEST
    wishes = unsure.wished(found) if short and not urgent else []
    for fault in dict.fromkeys(turn.event.faults):
        turn.say(fault)
    if found.insult and not reporting:
        screening.scold(turn)
        _lost(turn)
    elif guesses[:1] == ["start"] or (found.greeting and length <= GREETING and not urgent):
        await greet(turn)
    elif wishes:
        await unsure.ask(turn, given, wishes)
    elif guesses and given.kinds == {TEXT}:
        rows = guess.buttons(turn, guesses)
        turn.say("start.meant", choices=rows, numbers=helping.numbers(turn))
    elif turn.known.roles:
        turn.say("start.staff_lost", choices=menu(turn))
    elif reporting:
        # What is urgent is a matter of its own, whatever else is open.
        if urgent or not await whose.ask_which(turn, given):
            await intake.begin(turn, given)
    elif not turn.event.faults and (not given.kinds or await consent.consented(turn)):
        _lost(turn)
    else:
        await greet(turn)


def _lost(turn: Turn) -> None:
    turn.say("start.lost", choices=menu(turn), numbers=helping.numbers(turn))


WELCOME = Flow(
    "start.welcome",
    (
        Ask(
            name="consent",
            choices=consent.CHOICES,
            show=consent.notice,
            pick=consent.agree,
            cancel=False,
        ),
    ),
    then=welcomed,
    yields=True,
)
