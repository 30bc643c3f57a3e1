"""A citizen and the officer on duty, in a talk."""

from __future__ import annotations

from tests.support.story import OfficeUnderTest, Talker


async def talking(office: OfficeUnderTest) -> tuple[Talker, Talker]:
    """A citizen and the officer on duty, in a talk."""
    clerk = await office.staff("office", name="Chị Văn phòng")
    citizen = office.citizen("Rơ Châm Thử")
    await citizen.says("cho toi gap can bo voi a")
    citizen.sees("Đang gọi cán bộ trực")
    await citizen.says("Em muốn hỏi sổ đỏ nhà em")
    citizen.sees("Đã giữ. Cán bộ vào sẽ đọc")
    clerk.sees("Một người dân muốn gặp cán bộ")
    await clerk.presses("Nhận trò chuyện")
    clerk.sees("Người dân: Em muốn hỏi sổ đỏ nhà em")
    citizen.sees("Cán bộ trực đã vào")
    return citizen, clerk
