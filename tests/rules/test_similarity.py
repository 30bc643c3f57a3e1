"""When two reports of danger may be one: a flood counts up, another danger or place is told."""

from __future__ import annotations

from rules.similarity import ToldDanger, may_be_one_danger

FIRE = ToldDanger.of("IAKA", "Cháy nhà số 3 ở làng Mẫu, có người mắc kẹt trong nhà")
SAME = ToldDanger.of("", "CHÁY nhà số 12 ở làng Mẫu, có người mắc kẹt trong nhà!")
OTHERS = (
    ToldDanger.of("IALY", "Cháy nhà số 3 ở làng Mẫu, có người mắc kẹt trong nhà"),
    ToldDanger.of("IAKA", "Cháy nhà số 3 ở làng Kênh, có người mắc kẹt trong nhà"),
    ToldDanger.of("IAKA", "Đuối nước ở làng Mẫu, có người mắc kẹt trong nước"),
    ToldDanger.of("", "Em bé rơi xuống giếng, cứu với"),
    ToldDanger.of("", "🔒"),
)


def test_only_the_same_place_in_nearly_the_same_words_may_be_one_danger() -> None:
    assert may_be_one_danger(FIRE, SAME)
    assert not any(may_be_one_danger(FIRE, other) for other in OTHERS)
    assert not may_be_one_danger(OTHERS[-1], OTHERS[-1]), "what nobody can read is like nothing"
