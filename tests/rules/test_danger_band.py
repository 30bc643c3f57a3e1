"""Three bands of danger: what goes on is never lost, what is over or befell a beast rings no bell.

Before there were rules for that (`milder` of the office's data), 24 of these 54 about what is over
were taken for danger that is there, and of the 55 calm ones 17 were asked about. Of the sentences
named `unseen`, which nobody had looked at when they were first measured, it was 11 of 27 and 9 of
28, then 1 and 4; of the 33 dangers among them as many were seen as before.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import offices
from rules.office_words import WordGroup
from rules.recognition import recognise_text
from rules.text import fold_text
from rules.word_proximity import places_of_groups

LISTS = offices.load_office().recognition
TABLE = Path(__file__).parent / "sentences" / "danger_bands.toml"
SURE, ASKED, NONE = "sure", "asked", "none"


def band(text: str) -> str:
    found = recognise_text(text, LISTS)
    return SURE if found.emergency else ASKED if found.doubtful else NONE


def bands(kind: str, shape: type[str]) -> dict[str, str]:
    parts = tomllib.loads(TABLE.read_text(encoding="utf-8"))[kind]
    return {one: band(shape(one)) for one in parts["seen"] + parts["unseen"]}


def test_what_is_over_or_befell_a_beast_rings_no_bell_and_what_goes_on_is_never_lost() -> None:
    for shape in (str, fold_text):
        over, calm, now = (bands(kind, shape) for kind in ("over", "calm", "now"))
        assert [one for one, found in over.items() if found == SURE] == []
        assert [one for one, found in calm.items() if found == SURE] == []
        assert sum(found == ASKED for found in calm.values()) <= 4
        assert sum(found == ASKED for found in over.values()) <= 18
        assert [one for one, found in now.items() if found == NONE] == []
        assert sum(found == SURE for found in now.values()) >= len(now) - 3


def test_the_same_matter_in_other_words_falls_into_the_same_band() -> None:
    alike = (
        ("té gãy xe hôm qua", "em té gãy xe hôm qua", "hôm qua tôi té gãy xe ở đó"),
        ("Đường bê tông nứt", "đường bê tông bị nứt toác", "nứt đường bê tông ở thôn 2"),
        (
            "em ở làng Kép A",
            "tôi ở làng Kép A",
            "dạ em ở làng Kép A, xã Ia Mơ Nông ạ",
            "làng Kép A",
        ),
        (
            "bò nhà tôi bị xe cán chết",
            "con bò của bà Lan bị xe ben cán chết",
            "xe cán chết bò nhà em",
        ),
    )
    for sentences in alike:
        assert {band(one) for one in sentences} == {NONE}, sentences


def test_one_sentence_about_now_counts_in_a_story_about_yesterday() -> None:
    assert (
        band("Hôm qua bò nhà tôi bị lũ cuốn. Nay nước đang dâng vào nhà, cả nhà leo lên gác")
        == SURE
    )
    assert band("Tối qua cháy bếp, dập rồi. Xe tông người ở ngã ba, nằm bất động") == SURE
    assert band("Hôm qua có người ngã gãy chân ở đó. Giờ khỏe rồi, mong sửa đường.") == NONE


def test_words_that_begin_alike_are_heard_in_the_order_they_are_written_whatever_the_seed() -> None:
    begins = "abcdefghijkl"
    words = tuple(word for one in begins for word in (one, f"{one} x"))
    said = [word for one in begins for word in (one, "x")]
    places = places_of_groups(said, said, {"group": WordGroup(words=words)})["group"]
    assert len(places) == len(words)
    assert list(places) == sorted(places)
