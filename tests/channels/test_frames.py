"""What a page sends broken is mended or refused by its name: it would send it again for ever."""

from __future__ import annotations

import pytest

from channels.webchat.frames import PageFrame, parse_frame


def test_half_an_emoji_costs_nothing_but_itself() -> None:
    found = parse_frame(r'{"type":"message","id":"abcdefgh-1","text":"Đèn \ud83d hỏng 😀"}')
    assert found == PageFrame("message", id="abcdefgh-1", text="Đèn ? hỏng 😀")


@pytest.mark.parametrize("rest", ['"text":5', '"location":{"latitude":"x"}', '"media":[null]'])
def test_what_cannot_be_read_is_refused_by_its_name(rest: str) -> None:
    found = parse_frame(f'{{"type":"message","id":"abcdefgh-1",{rest}}}')
    assert found == PageFrame("unreadable", id="abcdefgh-1")


@pytest.mark.parametrize("data", ["", "{", "[]", "7", '{"id":5}', "[" * 100_000, "1" * 5000])
def test_what_has_no_name_is_no_frame(data: str) -> None:
    assert parse_frame(data) is None
