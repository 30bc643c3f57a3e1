"""What words ask of the figures, and which of them say nothing that is understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from rules.asked_days import AskedTime
from rules.consumed_text import ConsumedText, longest_phrases_first, phrase_length
from rules.office import Office
from rules.period_words import PeriodReader
from rules.routing import Router
from rules.statistics_question import CASE_STATES, fields_of_topic
from rules.text import split_tokens

DENIES: Final = 2
"""Words before a state that may deny it: `chưa làm xong`."""
SHORTEST_CODE: Final = 3
"""A shorter code counts only in capitals: `xa` and `ca` are words."""


class StatisticsRequest(NamedTuple):
    """What words ask for; nothing that they do not name."""

    when: AskedTime
    agencies: tuple[str, ...] = ()
    whole: bool = False
    """The whole office is named."""
    field: str = ""
    """A field or a topic."""
    commune: str = ""
    state: str = ""
    unknown: str = ""
    """The words that were not understood."""

    @property
    def understood(self) -> bool:
        """Whether anything was."""
        named = (self.agencies, self.whole, self.field, self.commune, self.state)
        return self.when.named or any(named)


class StatisticsReader:
    """Reads from words what is asked for, and what of them it does not understand.

    `spoken`: the words people use for a state, for a period (`week.this`), for the whole office,
    and those that say nothing.
    """

    def __init__(self, office: Office, router: Router, spoken: Mapping[str, str]) -> None:
        self._office = office
        self._router = router
        self._periods = PeriodReader(spoken, office.reports.period_rule)
        phrases = [
            (word.strip(), key) for key, words in spoken.items() for word in words.split(",")
        ]
        self._states = longest_phrases_first(
            (word, key) for word, key in phrases if key in CASE_STATES
        )
        self._whole = [word for word, key in phrases if key == "words.whole"]
        self._nothing = longest_phrases_first(
            item for item in phrases if item[1] == "words.nothing"
        )
        self._not = [word for word, key in phrases if key == "words.not"]
        self._before_commune = [word for word, key in phrases if key == "words.place"]

    def question(self, words: str, today: date) -> StatisticsRequest:
        """What a question to the figures is about. Raises PeriodError."""
        said = ConsumedText(words)
        when = self._periods.take(said, today)
        commune = self._take_commune(said)
        state = self._take_state(said)
        whole = self._take_whole(said)
        agencies = self._take_agencies(said, but=self._named(said))
        field = self._take_field(said)
        return StatisticsRequest(when, agencies, whole, field, commune, state, self._left(said))

    def report(self, words: str, today: date) -> StatisticsRequest:
        """What report is wanted: of a period, of one agency or all. Raises PeriodError."""
        said = ConsumedText(words)
        when = self._periods.take(said, today)
        whole = self._take_whole(said)
        agencies = self._take_agencies(said)
        return StatisticsRequest(when, agencies, whole, unknown=self._left(said))

    def _left(self, said: ConsumedText) -> str:
        for phrase, _ in self._nothing:
            while said.take_phrase(phrase):
                pass
        return said.rest()

    def _take_state(self, said: ConsumedText) -> str:
        for phrase, key in self._states:
            place = said.find(phrase)
            if place is not None and not self._denied(said, place):
                said.take(place, phrase_length(phrase))
                return key
        return ""

    def _denied(self, said: ConsumedText, place: int) -> bool:
        """Whether `không` or `chưa` stands just before: the opposite is no state by itself."""
        near = range(place - DENIES, place)
        return any(said.holds(word, at) for word in self._not for at in near)

    def _take_whole(self, said: ConsumedText) -> bool:
        return any(said.take_phrase(phrase) for phrase in self._whole)

    def _take_commune(self, said: ConsumedText) -> str:
        """Of several the longest name; with it the words that lead to it, as `UBND xã`."""
        names = longest_phrases_first(
            (name, commune.code)
            for commune in self._office.communes.values()
            for name in (commune.name, *commune.aliases)
        )
        for name, code in names:
            place = said.find(name)
            if place is None:
                continue
            said.take(place, phrase_length(name))
            while leading := self._leading(said, place):
                place -= leading
                said.take(place, leading)
            return code
        return ""

    def _leading(self, said: ConsumedText, place: int) -> int:
        """How many words before a place lead to the name of a commune."""
        return next(
            (
                phrase_length(word)
                for word in self._before_commune
                if said.holds(word, place - phrase_length(word))
            ),
            0,
        )

    def _take_agencies(
        self, said: ConsumedText, but: Sequence[_NamedField] = ()
    ) -> tuple[str, ...]:
        """All that are named, each by its code or in words. `but`: leaving out those inside."""
        found = []
        for at in range(len(said)):
            if code := self._by_code(said.at(at)):
                said.take(at, 1)
                found.append(code)
        for name, code in longest_phrases_first(self._agency_names()):
            place, n = said.find(name), phrase_length(name)
            if place is None or any(one.encloses(place, n) for one in but):
                continue
            said.take(place, n)
            found.append(code)
        return tuple(dict.fromkeys(found))

    def _by_code(self, word: str) -> str:
        """The agency whose code this is: as the office writes it, or one that is no word at all."""
        if word in self._office.agencies:
            return word
        agency = self._office.agencies.get(word.upper())
        if agency is None or word != word.lower() or len(word) < SHORTEST_CODE:
            return ""
        return "" if word in split_tokens(agency.name) else agency.code

    def _agency_names(self) -> Iterator[tuple[str, str]]:
        for code, agency in self._office.agencies.items():
            for name in {agency.name, agency.short, *agency.name.split("/")}:
                yield name, code

    def _named(self, said: ConsumedText) -> list[_NamedField]:
        """Every field or topic that is named, by its name or by words for it, the longest first."""
        names = [
            *((field.name, code) for code, field in self._office.fields.items()),
            *((word, code) for code, topic in self._office.topics.items() for word in topic.words),
        ]
        found = [
            _NamedField(place, phrase_length(name), code)
            for name, code in names
            if (place := said.find(name)) is not None
        ]
        found += [
            _NamedField(place, phrase_length(phrase), code)
            for code, phrase, place in self._router.named(said.folded)
            if said.holds(phrase, place)
        ]
        return sorted(found, key=lambda one: (-one.n, one.place))

    def _take_field(self, said: ConsumedText) -> str:
        named = self._named(said)
        if not named:
            return ""
        field = named[0].code
        for one in named:
            if one.code == field or one.code in fields_of_topic(self._office, field):
                said.take(one.place, one.n)
        return field


class _NamedField(NamedTuple):
    """Where a field is named."""

    place: int
    n: int
    code: str

    def encloses(self, place: int, n: int) -> bool:
        """Whether other, fewer words are part of this name."""
        return self.n > n and self.place <= place and place + n <= self.place + self.n
