"""What we say in Vietnamese, and how Vietnamese writes dates, times and numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from rules.local_time import ZONE

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def written(value: object) -> str:
    """A value as Vietnamese text.

    `thứ Ba 22/12/2026`, `14:05 ngày 24/11/2026`, `1.298`, `95,5`, `2 giờ 5 phút`.
    """
    if isinstance(value, datetime):
        local = value.astimezone(ZONE)
        return f"{local:%H:%M} ngày {local:%d/%m/%Y}"
    if isinstance(value, date):
        return f"{WEEKDAYS[value.weekday()]} {value:%d/%m/%Y}"
    if isinstance(value, timedelta):
        return _lasting(value)
    if isinstance(value, bool):
        raise TypeError("a yes or no has no words of its own; choose a key instead")
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return str(value)


def _lasting(length: timedelta) -> str:
    """In its two largest units: nobody counts the minutes of days."""
    minutes = round(length.total_seconds() / 60)
    units = ((minutes // 1440, "ngày"), (minutes // 60 % 24, "giờ"), (minutes % 60, "phút"))
    named = [f"{n} {unit}" for n, unit in units if n]
    return " ".join(named[:2]) or "0 phút"
