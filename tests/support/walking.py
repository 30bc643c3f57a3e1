"""How people in stories answer a conversation: by the names of its questions.

`await citizen.answers("intake", describe=LAMP, place="phu-hoa", publish="no")`: what is not told
comes from `bot.made_up.USUAL`, optional questions are skipped, and a question nobody knows the
answer to fails with its name. `until` stops before a question.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.app import App
from bot.made_up import USUAL
from bot.walker import PATIENCE, Answer, Answers, Look, Question, Walker, starting, walk

LAMP = "Đèn đường trước chợ Phú Hòa hỏng hai tuần nay, tối rất nguy hiểm"
HERE: dict[str, Answers] = {
    "intake": {"describe": LAMP, "place": "phu-hoa"},
    "paper": {"describe": LAMP, "place": "phu-hoa", "field": starting("Đúng:")},
}
"""What people of stories say besides what everybody made up does."""

AGREED_ONCE = {"remind"}
"""What is not asked of who agreed to it before."""

READING = {
    "name": "Họ và tên",
    "phone": "điện thoại",
    "address": "Địa chỉ",
    "confirm": "Xin xem lại trước khi gửi",
}
"""What somebody with a phone reads in the questions of a report."""


async def answers(
    app: App,
    address: str,
    gives: Callable[[Question, Answer], Awaitable[object]],
    flow: str,
    until: str,
    told: dict[str, Answer],
    patience: float = PATIENCE,
) -> set[str]:
    """Go through a conversation that was begun; the names of what was asked.

    All that was told must be asked for.
    """
    look = Look(app.db, app.world, app.clock, address, patience)
    walker = Walker(flow, told, {**USUAL.get(flow, {}), **HERE.get(flow, {})})
    await look.begun(flow)
    await walk(look, walker, gives, until)
    unasked = walker.unasked - AGREED_ONCE
    assert not unasked, f"{flow} never asked for {unasked}, only {walker.asked}"
    if until:
        found = await look.open()
        assert found is not None, f"{flow} ended before {until}"
        assert found.name == until
    return walker.asked
