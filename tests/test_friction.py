"""Five people over the web chat's own socket: nothing is asked twice and no word is lost."""

from __future__ import annotations

from bench import friction
from tests.support.story import OfficeUnderTest

PLAYED = ("karaoke", "thu", "lai_den", "khai_sinh", "viet_lai")


async def test_five_stories_of_the_measurement_ask_nothing_twice_and_lose_no_word(
    office: OfficeUnderTest,
) -> None:
    known = {story.name: story for story in friction.read_stories()}
    played = await friction.play(office.app, [known[name] for name in PLAYED])
    assert [one.redundant + one.lost for one in played] == [[]] * len(PLAYED)
    over = {one.story.name: (one.inputs, one.words) for one in played if not one.within}
    assert over == {}, "inputs and words read, from the greeting to the receipt"


def test_there_are_sixty_stories_each_with_a_name_of_its_own() -> None:
    stories = friction.read_stories()
    assert len(stories) >= 60
    assert len({story.name for story in stories}) == len(stories)
