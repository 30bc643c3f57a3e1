"""An officer enters what came by telephone or on paper."""

from __future__ import annotations

from tests.support.story import Talker, photo
from tests.support.walking import LAMP

SOURCES = {"phone": "Gọi điện", "paper": "Đơn giấy"}


async def files_for(
    officer: Talker, source: str = "phone", consent: str = "spoken", text: str = LAMP
) -> str:
    await officer.says("/nhapho")
    told = {"source": source, "consent": consent, "describe": (text, photo(3))}
    await officer.answers("paper", until="confirm", **told)
    officer.sees("Rơ Châm Giấy, 0987654321", SOURCES[source])
    await officer.answers("paper")
    return officer.sees("Đã nhập CPAH.").case
