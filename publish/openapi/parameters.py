"""The arguments of our public addresses."""

from __future__ import annotations

from typing import Final

from publish.openapi.schemas import TEXT, Schema

NAMES: Final = {
    ("/co-quan/{code}", "code"): "agency",
    ("/open311/v2/services/{code}.{form}", "code"): "service",
    ("/chat/media/{token}", "token"): "file",
    ("/static/{name}", "name"): "asset",
}
"""Path arguments of one name that mean different things."""


def _path(name: str, schema: Schema, description: str, example: str) -> Schema:
    return {
        "name": name, "in": "path", "required": True, "schema": schema,
        "description": description, "example": example,
    }  # fmt: skip


def _query(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "schema": schema, "description": description}


_CODE = {"type": "string", "maxLength": 40}


PARAMETERS: Final[dict[str, Schema]] = {
    "path_code": _path("code", _CODE, "A case's code.", "CPAH.20261123.0001"),
    "path_number": _path(
        "number", {"type": "string", "pattern": "^[0-9]{1,3}$"}, "Which photo, from 1.", "1"
    ),
    "path_agency": _path("code", _CODE, "An agency's code.", "ktht"),
    "path_token": _path("token", _CODE, "What one filing or preview is asked after by.", "x"),
    "path_file": _path("token", TEXT, "As the chat's frames name a file.", "x"),
    "path_asset": _path("name", TEXT, "A style sheet, script or icon.", "site.css"),
    "path_year": _path("year", {"type": "string", "pattern": "^20[2-9][0-9]$"}, "Year.", "2026"),
    "path_part": _path("part", {"type": "string", "pattern": "^[0-9]{1,4}$"}, "Part.", "0"),
    "path_week": _path(
        "week", {"type": "string", "pattern": "^20[0-9]{2}-W[0-5][0-9]$"}, "ISO week.", "2026-W48"
    ),
    "path_size": _path("size", {"enum": ["a4", "a3"]}, "Paper.", "a4"),
    "path_form": _path("form", {"enum": ["json", "xml"]}, "Format.", "json"),
    "path_service": _path("code", _CODE, "A service's code.", "duong"),
    "path_counter": _path("counter", _CODE, "A rated place.", "huyen"),
    "query_q": _query("q", TEXT, "Words, diacritics or none; up to 8 count."),
    "query_linh_vuc": _query("linh_vuc", TEXT, "A field's code."),
    "query_co_quan": _query("co_quan", TEXT, "An agency's code."),
    "query_xa": _query("xa", TEXT, "A commune's code."),
    "query_tinh_trang": _query("tinh_trang", TEXT, "`xong` or `xem-lai`."),
    "query_han": _query("han", TEXT, "`dung` on time, `tre` late."),
    "query_tu": _query("tu", TEXT, "Published on this day or later, YYYY-MM-DD."),
    "query_den": _query("den", TEXT, "Published on this day or earlier."),
    "query_trang": _query("trang", TEXT, "Page, from 1."),
    "query_ky": _query("ky", TEXT, "A month, quarter or year."),
    "query_noi": _query("noi", TEXT, "A rated place."),
    "query_k": _query("k", TEXT, "The key of a shared tablet, of links of before."),
    "query_ma": _query("ma", TEXT, "The code that enrols a tablet, to fill it in."),
    "query_start": _query("start", TEXT, "What the chat begins with."),
    "query_jurisdiction_id": _query("jurisdiction_id", TEXT, "Ours, or nothing."),
    "query_service_request_id": _query("service_request_id", TEXT, "Codes, commas between."),
    "query_service_code": _query("service_code", TEXT, "Services, commas between."),
    "query_status": _query("status", TEXT, "`open`, `closed`, or both."),
    "query_start_date": _query("start_date", TEXT, "W3 date and time with a zone."),
    "query_end_date": _query("end_date", TEXT, "Likewise; at most 90 days later."),
    "query_page": _query("page", TEXT, "From 1."),
    "query_page_size": _query("page_size", TEXT, "Up to 1000."),
    "query_api_key": _query("api_key", TEXT, "Shows what was filed with it."),
}
