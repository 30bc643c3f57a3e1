"""A service request another system files: its form read, and everything wrong with it named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

import msgspec

from bot.texts import Texts
from publish.open311.representation import CHOICES, LONGEST, REQUIRED
from publish.open311.wire import Open311Error, Open311Fault
from rules.office import Office
from rules.text import split_words, to_nfc

PHONE = re.compile(r"(?:\+?84|0)\d{8,10}")
URL = 500
"""Characters of an address at most, so that a page or a log line holds it."""
REPORTER = ("account_id", "email", "phone", "device_id")
"""What tells one reporter of a system from another, the best first."""


FindCommune = Callable[[str], str | None]


class FiledRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """A request that may become a case; codes are the office's."""

    token: str
    field: str
    text: str
    place: str = ""
    commune: str = ""
    point: tuple[float, float] | None = None
    """Latitude and longitude, WGS84."""
    name: str = ""
    phone: str = ""
    residence: str = ""
    reporter: str = ""
    """What tells this reporter from others of the same system; empty when nothing does."""
    publish: bool = False
    about: str = ""
    no_complaint: bool = False
    media_url: str = ""


class RequestForm:
    """One form, read by the standard's names. Empty is the same as not given."""

    def __init__(self, office: Office, texts: Texts, given: Mapping[str, str]) -> None:
        self._office = office
        self._texts = texts
        self._given = {name: to_nfc(value).strip() for name, value in given.items()}

    def filed(self, token: str, find_commune: FindCommune) -> FiledRequest:
        """What was filed. Raises Open311Error with everything that is wrong."""
        if faults := list(self._faults()):
            raise Open311Error(*faults)
        place = self["address_string"][: self._office.limits.characters.place_most]
        named = [self.attribute("commune"), self["address_id"], find_commune(place) or ""]
        return FiledRequest(
            token=token,
            field=self["service_code"],
            text=self["description"],
            place=place,
            commune=next((code for code in named if code in self._office.communes), ""),
            point=_point(self["lat"], self["long"]),
            name=" ".join(f"{self['last_name']} {self['first_name']}".split())[
                : self._office.limits.characters.name_most
            ],
            phone=self._phone(),
            residence=self.attribute("residence")[: self._office.limits.characters.address_most],
            reporter=next((f"{name}:{self[name]}" for name in REPORTER if self[name]), ""),
            publish=self.attribute("publish") == "yes",
            about=self.attribute("about").replace("other", ""),
            no_complaint=self.attribute("no_complaint") == "yes",
            media_url=self["media_url"],
        )

    def __getitem__(self, name: str) -> str:
        return self._given.get(name, "")

    def attribute(self, code: str) -> str:
        """The value given to an attribute of the service definition."""
        return self[f"attribute[{code}]"] or self[f"attribute[{code}][]"]

    def _phone(self) -> str:
        return re.sub(r"[\s.\-()]", "", self["phone"])

    def _faults(self) -> Iterator[Open311Fault]:
        yield from self._service()
        yield from self._words()
        yield from self._location()
        yield from self._attributes()
        if self["phone"] and not PHONE.fullmatch(self._phone()):
            yield self._fault("phone")
        if self["media_url"] and not _is_link(self["media_url"]):
            yield self._fault("media_url", most=URL)

    def _service(self) -> Iterator[Open311Fault]:
        if not self["service_code"]:
            yield self._fault("service_missing")
        elif self["service_code"] not in self._office.fields:
            words = self._texts("open311.error.service_unknown", code=self["service_code"][:40])
            yield Open311Fault(404, words)

    def _words(self) -> Iterator[Open311Fault]:
        least = self._office.limits.minimum_words
        most = min(LONGEST, self._office.limits.text_max)
        if len(split_words(self["description"])) < least:
            yield self._fault("too_short", least=least)
        elif len(self["description"]) > most:
            yield self._fault("too_long", most=most)

    def _location(self) -> Iterator[Open311Fault]:
        given = (self["lat"], self["long"])
        if any(given) and _point(*given) is None:
            yield self._fault("point")
        elif not any((*given, self["address_string"], self["address_id"])):
            yield self._fault("location")
        elif self["address_id"] and self["address_id"] not in self._office.communes:
            yield self._fault("address_id")

    def _attributes(self) -> Iterator[Open311Fault]:
        choices = {**CHOICES, "commune": tuple(self._office.communes)}
        for code, values in choices.items():
            given = self.attribute(code)
            if given and given not in values:
                yield self._fault("attribute_value", code=code, values=", ".join(values))
            elif not given and code in REQUIRED:
                yield self._fault("attribute_missing", code=code)

    def _fault(self, key: str, **values: object) -> Open311Fault:
        return Open311Fault(400, self._texts(f"open311.error.{key}", **values))


def _point(latitude: str, longitude: str) -> tuple[float, float] | None:
    try:
        found = float(latitude), float(longitude)
    except ValueError:
        return None
    return found if abs(found[0]) <= 90 and abs(found[1]) <= 180 else None


def _is_link(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(url) <= URL
