"""What goes into and comes out of every public address, by method and route."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

HTML, XML, JSON = "text/html", "text/xml", "application/json"
PAGE: Final = {HTML: "Page"}
FORM: Final = "application/x-www-form-urlencoded"


class Operation(NamedTuple):
    """`gives`, `faults` and `body` are schemas by content type; `query` the arguments."""

    tag: str
    gives: Mapping[str, str]
    query: tuple[str, ...] = ()
    also: tuple[int, ...] = ()
    status: int = 200
    faults: Mapping[str, str] = PAGE
    body: Mapping[str, str] = {}


FILTERS = ("q", "linh_vuc", "co_quan", "xa", "tinh_trang", "han", "tu", "den")


def _page(*query: str, also: tuple[int, ...] = ()) -> Operation:
    return Operation("pages", PAGE, query, also)


def _data(kind: str, schema: str, *query: str, also: tuple[int, ...] = ()) -> Operation:
    return Operation("data", {kind: schema}, query, also)


def _open311(schema: str, *query: str, also: tuple[int, ...] = (404,)) -> Operation:
    gives, faults = {JSON: schema, XML: "Page"}, {JSON: "Errors", XML: "Page"}
    return Operation("open311", gives, ("jurisdiction_id", *query), also, faults=faults)


_SPAN = ("start_date", "end_date", "page", "page_size", "api_key")
_V2 = "/open311/v2"

OPERATIONS: Final[dict[str, Operation]] = {
    "GET /": _page(),
    "GET /ket-qua": _page(*FILTERS, "trang"),
    "GET /ket-qua/{code}": _page(also=(404, 410)),
    "GET /ket-qua/{code}/anh.png": _data("image/png", "Binary", also=(404,)),
    "GET /theo-xa": _page(),
    "GET /ket-qua/{code}/nho.jpg": _data("image/jpeg", "Binary", also=(404,)),
    "GET /ket-qua/{code}/hinh/{number}.jpg": _data("image/jpeg", "Binary", also=(404,)),
    "GET /co-quan": _page(),
    "GET /co-quan/{code}": _page(also=(404,)),
    "GET /loi-xin-loi": _page(),
    "GET /nhung": _page(*FILTERS),
    "GET /xem-truoc/{token}": _page(also=(404,)),
    "GET /xem-truoc/{token}/hinh/{number}.jpg": _data("image/jpeg", "Binary", also=(404,)),
    "GET /favicon.ico": _data("image/x-icon", "Binary"),
    "GET /static/{name}": Operation("pages", {"*/*": "Binary"}, also=(404,)),
    "GET /ket-qua.atom": _data("application/atom+xml", "Page", *FILTERS),
    "GET /ket-qua.json": _data("application/feed+json", "JsonFeed", *FILTERS),
    "GET /du-lieu": _page(),
    "GET /cach-tinh": _page(),
    "GET /cach-tinh.json": _data(JSON, "Definitions"),
    "GET /du-lieu/ket-qua-{year}.csv": _data("text/csv", "Page"),
    "GET /du-lieu/ket-qua-{year}.json": _data(JSON, "Results"),
    "GET /robots.txt": _data("text/plain", "Page"),
    "GET /sitemap.xml": _data("application/xml", "Page"),
    "GET /sitemap-{part}.xml": _data("application/xml", "Page"),
    "GET /cong-khai": Operation("pages", {}, ("xa", "co_quan"), status=302),
    "GET /cong-khai/{week}": _page("xa", "co_quan", also=(404,)),
    "GET /cong-khai/{week}/{size}.pdf": _data(
        "application/pdf", "Binary", "xa", "co_quan", also=(404,)
    ),
    "GET /cong-khai/{week}/loa.txt": _data("text/plain", "Page", "xa", "co_quan", also=(404,)),
    "GET /thong-ke": _page("ky", "noi", also=(404,)),
    "GET /thong-ke.csv": _data("text/csv", "Page", "ky", "noi", also=(404,)),
    "GET /thong-ke.json": _data(JSON, "Figures", "ky", "noi", also=(404,)),
    "GET /thong-ke/{counter}.pdf": _data("application/pdf", "Binary", "ky", also=(404,)),
    "GET /danh-gia": _page(),
    "GET /danh-gia/{counter}": _page("k", also=(404, 410)),
    "GET /tra-cuu": _page(),
    "POST /tra-cuu": Operation("pages", PAGE, also=(400, 403, 413, 429), body={FORM: "Receipt"}),
    "GET /may-quay": _page("ma"),
    "POST /may-quay": Operation(
        "ratings", PAGE, also=(303, 400, 403, 413, 429), body={FORM: "KioskCode"}
    ),
    "GET /danh-gia/may.js": Operation("ratings", {"text/javascript": "Binary"}),
    "GET /danh-gia/{counter}/may.webmanifest": Operation(
        "ratings", {"application/manifest+json": "Manifest"}, also=(404,)
    ),
    "POST /danh-gia/{counter}": Operation(
        "ratings",
        {JSON: "Kept"},
        also=(303, 400, 403, 404, 410, 413, 429),
        faults=PAGE,
        body={JSON: "Taps", FORM: "Tap"},
    ),
    "GET /chat": Operation("chat", PAGE, ("start",)),
    "GET /chat/ws": Operation("chat", {}, also=(400, 403), status=101, faults={"*/*": "Page"}),
    "POST /chat/upload": Operation(
        "chat",
        {JSON: "Uploaded"},
        also=(400, 403, 408, 413, 415, 429),
        faults={HTML: "Page", JSON: "UploadRefused"},
        body={"multipart/form-data": "Upload"},
    ),
    "POST /chat/con-phien": Operation("chat", {JSON: "SessionKnown"}, also=(403,)),
    "POST /chat/may-chung": Operation("chat", {JSON: "SessionShared"}, also=(403,)),
    "POST /chat/thoat": Operation("chat", {JSON: "SessionLeft"}, also=(403,)),
    "POST /chat/duong-ve": Operation("chat", {JSON: "WayBack"}, also=(403, 429)),
    "POST /chat/bao-tin": Operation("chat", {JSON: "NewsOffer"}, also=(403,)),
    "PUT /chat/bao-tin": Operation(
        "chat",
        {JSON: "NewsTold"},
        also=(400, 403, 413, 429),
        faults=PAGE,
        body={JSON: "NewsTarget"},
    ),
    "DELETE /chat/bao-tin": Operation("chat", {JSON: "NewsTold"}, also=(403,)),
    "GET /chat/bao-tin.js": Operation("chat", {"text/javascript": "Binary"}),
    "GET /chat/quay-lai": Operation("chat", PAGE),
    "POST /chat/quay-lai": Operation(
        "chat", {}, also=(400, 403, 413, 429), status=303, faults=PAGE, body={FORM: "WayBackCode"}
    ),
    "GET /chat/media/{token}": Operation("chat", {"*/*": "Binary"}, also=(404,)),
    "GET /open311/discovery.{form}": _open311("Discovery"),
    f"GET {_V2}/services.{{form}}": _open311("Services"),
    f"GET {_V2}/services/{{code}}.{{form}}": _open311("ServiceDefinition"),
    f"GET {_V2}/requests.{{form}}": _open311(
        "Requests", "service_request_id", "service_code", "status", *_SPAN, also=(400, 403, 404)
    ),
    f"GET {_V2}/requests/{{code}}.{{form}}": _open311("Requests", "api_key", also=(403, 404)),
    f"GET {_V2}/tokens/{{token}}.{{form}}": _open311("Token", also=(400, 404)),
    f"GET {_V2}/servicerequestupdates.{{form}}": _open311("Updates", *_SPAN, also=(400, 403, 404)),
    f"POST {_V2}/requests.{{form}}": Operation(
        "open311",
        {JSON: "Filed", XML: "Page"},
        ("jurisdiction_id",),
        (400, 403, 404),
        faults={JSON: "Errors", XML: "Page"},
        body={FORM: "NewRequest"},
    ),
    "GET /healthz": Operation("operation", {JSON: "Alive"}),
    "GET /readyz": Operation("operation", {JSON: "Ready"}),
    "GET /openapi.json": Operation("operation", {JSON: "OpenApi"}),
}
