"""An officer enters what came by telephone or on paper."""

from __future__ import annotations

from tests.support.story import Talker, photo


async def files_for(officer: Talker, source: str = "Gọi điện", consent: str = "Đồng ý bằng") -> str:
    await officer.says("/nhapho")
    await officer.presses(source)
    await officer.presses(consent)
    await officer.says("Đèn đường trước chợ Phú Hòa hỏng hai tuần nay, tối rất nguy hiểm")
    await officer.sends(media=(photo(3),))
    await officer.presses("Xong")
    await officer.presses("Phú Hòa")
    await officer.says("Rơ Châm Giấy")
    await officer.says("0987 654 321")
    await officer.says("Làng Mẫu, xã Ia Mơ Nông")
    await officer.presses("Đúng:")
    await officer.presses("Đồng ý đăng")
    officer.sees("Rơ Châm Giấy, 0987654321", "Gọi điện" if source == "Gọi điện" else source)
    await officer.presses("Nhập vụ việc")
    return officer.sees("Đã nhập PAKN.").case
