"""A case filed on paper or by phone finds its owner's chat."""

from __future__ import annotations

from datetime import timedelta

from storage import case_links, cases
from tests.support.story import OfficeUnderTest, files_a_report


async def _filed_on_paper(office: OfficeUnderTest) -> tuple[str, str]:
    """A case an officer wrote down, and the token its owner was given."""
    code = await files_a_report(office.citizen())
    limits = office.app.office.limits
    async with office.app.db.begin() as db:
        case = await cases.case_by_code(db, code)
        assert case is not None
        case.source = "paper"
        token = await case_links.create_case_link(
            db, case, office.app.clock.now(), limits.case_link_days
        )
    return code, token


async def test_the_link_makes_the_case_the_owners_once(office: OfficeUnderTest) -> None:
    clerk = await office.staff("office")
    code, token = await _filed_on_paper(office)
    owner, thief = office.citizen(), office.citizen()
    await owner.says(f"/tracuu {code}")
    owner.sees_key("tracking.unknown")
    await owner.says(f"/start gan-{token}")
    owner.sees("Từ nay tin về", code)
    owner.sees("Đèn đường", code)
    await thief.says(f"/start gan-{token}")
    thief.sees_key("attaching.over")
    await thief.says(f"/tracuu {code}")
    thief.sees_key("tracking.unknown")
    await clerk.says(f"/chuyen {code} KTHT")
    assert any("đã chuyển đến" in reply.text for reply in owner.replies())


async def test_an_old_or_a_wrong_link_attaches_nothing(office: OfficeUnderTest) -> None:
    code, token = await _filed_on_paper(office)
    owner = office.citizen()
    await owner.says("/start gan-nonsense")
    owner.sees_key("attaching.unknown")
    office.app.clock.jump_to(office.app.clock.now() + timedelta(days=31))
    await owner.says(f"/start gan-{token}")
    owner.sees_key("attaching.over")
    await owner.says("/cuatoi")
    owner.sees_key("tracking.none")
    assert code
