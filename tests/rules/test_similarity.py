"""When two reports may be one: a flood counts up, another danger, place or matter is told apart."""

from __future__ import annotations

import itertools

from rules.similarity import (
    ToldDanger,
    ToldMatter,
    likeness_of_matters,
    may_be_one_danger,
    words_also_in,
)

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


ONE_COMMUNE = (
    (  # one family of one field: reports of a matter in a line
        ("Đèn đường trước chợ hỏng hai tuần nay", "Đèn đường chợ tối om mấy tuần rồi"),
        ("Đèn đường trước trường cấp 2 hỏng hai tuần nay", "Đèn đường ngay trường cấp 2 hỏng hết"),
        ("Cột điện ở tổ 3 bị nghiêng sắp đổ", "Cột điện tổ 3 nghiêng lắm rồi, sợ đổ"),
    ),
    (
        (
            "Đường vào thôn 3 ổ gà nhiều quá, mưa là ngập",
            "Đường thôn 3 ổ gà khắp nơi, mưa ngập hết",
        ),
        ("Cầu tràn làng Kép bị sạt một bên", "Cầu tràn ở làng Kép sạt lở rồi, sạt cả một bên"),
        ("Đường thôn 4 ổ gà nhiều quá, mưa là ngập", "duong vao thon 4 o ga nhieu, mua la ngap"),
    ),
    (
        ("Rác ở thôn 2 không ai gom cả tuần", "Cả tuần nay rác thôn 2 không được thu gom"),
        ("Chợ vứt rác bừa bãi, bốc mùi hôi thối", "Rác chợ đổ bừa bãi, mùi hôi thối nồng nặc"),
        ("Suối làng Mẫu bị đổ rác, xà bần bừa bãi", "Người ta đổ xà bần bừa bãi ở suối làng Mẫu"),
    ),
    (
        ("Quán karaoke cạnh mầm non hát tới 1 giờ sáng", "Karaoke gần mầm non hát tới khuya, ồn"),
        ("Xưởng cưa ở tổ 5 cưa gỗ cả đêm, ồn và bụi", "Xưởng gỗ tổ 5 cưa cả đêm gây ồn, bụi mù"),
        ("Trại heo làng Bui thối, xả thải ra suối", "Trại nuôi heo làng Bui xả thải ra suối, thối"),
    ),
)
LANDMARKS = ("chợ", "trường", "mầm non", "suối")


def test_reports_of_one_matter_are_told_from_others_of_the_same_field_and_commune() -> None:
    def alike(one: str, other: str) -> bool:
        return likeness_of_matters(told(one), told(other)) > 0

    def told(text: str) -> ToldMatter:
        return ToldMatter.of(f"{text}, Phú Hòa", ("Phú Hòa",), LANDMARKS)

    for matters in ONE_COMMUNE:
        for one, other in matters:
            assert alike(one, other), (one, other)
        for (one, _), (_, other) in itertools.permutations(matters, 2):
            assert not alike(one, other), (one, other)
    assert not alike("Đèn hỏng", ONE_COMMUNE[0][0][0]), "two words are in everything"


def test_of_a_text_only_words_that_others_wrote_too_are_shown() -> None:
    text = "Trước chợ Phú Hòa, đèn đường hỏng cả tháng, nhà em sợ"
    shared = frozenset(["den", "duong", "cho", "phu", "hoa", "toi"])
    assert words_also_in(text, shared) == "chợ Phú Hòa, đèn đường"
    assert words_also_in(text, frozenset()) == ""
