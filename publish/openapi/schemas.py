"""What the OpenAPI document's operations share: arguments, shapes of answers, kinds of faults."""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]


TEXT: Final[Schema] = {"type": "string"}


MAYBE: Final[Schema] = {"type": ["string", "null"]}


WHOLE: Final[Schema] = {"type": "integer"}


NUMBER: Final[Schema] = {"type": ["number", "null"]}


BOOLEAN: Final[Schema] = {"type": "boolean"}


DAY: Final[Schema] = {"type": "string", "format": "date"}


MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}


LINK: Final[Schema] = {"type": "string", "format": "uri"}


def _object(needs: str, **properties: Schema) -> Schema:
    """An object; `needs` names what is always there, * for everything."""
    required = list(properties) if needs == "*" else needs.split()
    return {"type": "object", "required": required, "properties": properties}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


SCHEMAS: Final[dict[str, Schema]] = {
    "Page": TEXT,
    "Manifest": {"type": "object"},
    "Binary": {"type": "string", "format": "binary"},
    "Alive": _object("alive", alive=BOOLEAN),
    "Ready": _object("ready", ready=BOOLEAN),
    "OpenApi": _object("openapi paths", openapi=TEXT, paths={"type": "object"}),
    "JsonFeed": _object(
        "version title items",
        version={"const": "https://jsonfeed.org/version/1.1"},
        title=TEXT,
        home_page_url=LINK,
        feed_url=LINK,
        language=TEXT,
        items=_list(
            _object(
                "*",
                id=LINK, url=LINK, title=TEXT, summary=TEXT, content_text=TEXT, image=LINK,
                date_published=MOMENT, date_modified=MOMENT, tags=_list(TEXT),
            )
        ),
    ),
    "Results": _list(
        _object(
            "*",
            code=TEXT, url=LINK, field=TEXT, agency=TEXT, place=TEXT, question=TEXT, answer=TEXT,
            received_on=DAY, forwarded_on=TEXT, due_on=TEXT, due_expected=BOOLEAN, answered_on=DAY,
            working_days={"type": ["integer", "null"], "minimum": 0}, on_time=BOOLEAN,
            punctuality={"enum": ["on_time", "extended", "late"]},
            rating={"type": ["integer", "null"], "minimum": 1, "maximum": 5},
            published_on=DAY, changed_on=DAY, note=TEXT, week_only=BOOLEAN,
        )
    ),
    "Definitions": {
        "type": "object",
        "additionalProperties": _list(
            _object("*", code=TEXT, name=TEXT, meaning=TEXT, formula=TEXT, source=TEXT)
        ),
    },
    "Figures": _object(
        "office period first last rows plan",
        office=TEXT, period=TEXT, first=DAY, last=DAY, counter=MAYBE, minimum=WHOLE, marked=WHOLE,
        rows=_list({"type": "object"}), settled={"type": "object"}, filing={"type": "object"},
    ),
    "Taps": _object(
        "items",
        items={
            "type": "array",
            "maxItems": 50,
            "items": _object(
                "id at answers",
                id={"type": "string", "pattern": "^[A-Za-z0-9-]{16,40}$"},
                at={"type": "integer"},
                answers={
                    "type": "object",
                    "maxProperties": 60,
                    "additionalProperties": {"type": "integer", "minimum": -100, "maximum": 100},
                },
                words={"type": "string", "maxLength": 1000},
                other=BOOLEAN,
                dossier={"type": "string", "maxLength": 60},
            ),
        },
        kiosk=TEXT,
        device=TEXT,
        sent={"type": "integer"},
    ),
    "Kept": _object(
        "kept refused doors roads",
        kept=_list(TEXT),
        refused=_list(TEXT),
        doors={"type": "object", "additionalProperties": TEXT},
        roads={"type": "object", "additionalProperties": {"enum": ["danger", "report"]}},
    ),
    "Tap": _object(
        "overall",
        overall={"enum": ["1", "2", "3", "4", "5"]},
        device=TEXT,
        who={"enum": ["", "changed", "other"]},
    ),
    "KioskCode": _object("ma", ma=TEXT),
    "Receipt": _object("ma", ma=TEXT),
    "WayBack": _object("code", code=TEXT),
    "WayBackCode": _object("ma", ma=TEXT, chung=TEXT),
    "NewsOffer": _object("key told", key=TEXT, told=BOOLEAN),
    "NewsTold": _object("told", told=BOOLEAN),
    "NewsTarget": _object(
        "endpoint keys",
        endpoint=LINK,
        keys=_object("p256dh auth", p256dh=TEXT, auth=TEXT),
    ),
    "Upload": _object("file", file={"type": "string", "format": "binary"}),
    "Uploaded": _object("*", token=TEXT, kind=TEXT, name=TEXT),
    "UploadRefused": _object("error", error=TEXT),
    "SessionKnown": _object("known", known={"type": "boolean"}),
    "SessionShared": _object("shared", shared={"type": "boolean"}),
    "SessionLeft": _object("left", left={"type": "boolean"}),
    "Discovery": _object(
        "*",
        changeset=MOMENT,
        contact=TEXT,
        key_service=TEXT,
        endpoints=_list(
            _object(
                "*",
                specification=LINK, url=LINK, changeset=MOMENT,
                type={"enum": ["production", "test"]}, formats=_list(TEXT),
            )
        ),
    ),
    "Services": _list(
        _object(
            "*",
            service_code=TEXT, service_name=TEXT, description=TEXT, metadata=BOOLEAN,
            type={"const": "realtime"}, keywords=TEXT, group=TEXT,
        )
    ),
    "ServiceDefinition": _object(
        "*",
        service_code=TEXT,
        attributes=_list(
            _object(
                "variable code datatype required order description",
                variable=BOOLEAN, code=TEXT, datatype={"enum": ["string", "singlevaluelist"]},
                required=BOOLEAN, datatype_description=MAYBE, order=WHOLE, description=TEXT,
                values=_list(_object("*", key=TEXT, name=TEXT)),
            )
        ),
    ),
    "Requests": _list(
        _object(
            "*",
            service_request_id=TEXT, status={"enum": ["open", "closed"]}, status_notes=MAYBE,
            service_name=TEXT, service_code=TEXT, description={**MAYBE, "maxLength": 4000},
            agency_responsible=MAYBE, service_notice=MAYBE, requested_datetime=MOMENT,
            updated_datetime=MOMENT, expected_datetime={"anyOf": [MOMENT, {"type": "null"}]},
            address=MAYBE, address_id=MAYBE, zipcode=MAYBE, lat=NUMBER, long=NUMBER,
            media_url=MAYBE,
        )
    ),
    "NewRequest": _object(
        "api_key service_code description attribute[consent]",
        **{
            "api_key": TEXT,
            "jurisdiction_id": TEXT,
            "service_code": TEXT,
            "description": {**TEXT, "maxLength": 4000},
            "lat": TEXT, "long": TEXT, "address_string": TEXT, "address_id": TEXT,
            "first_name": TEXT, "last_name": TEXT, "phone": TEXT, "email": TEXT,
            "account_id": TEXT, "device_id": TEXT, "media_url": TEXT,
            "attribute[consent]": {"const": "yes"},
            "attribute[publish]": {"enum": ["yes", "no"]},
            "attribute[commune]": TEXT,
            "attribute[residence]": TEXT,
            "attribute[about]": {"enum": ["conduct", "rule", "other"]},
            "attribute[no_complaint]": {"const": "yes"},
        },
    ),
    "Filed": _list(
        _object(
            "",
            service_request_id=TEXT, token=TEXT, service_notice=TEXT, account_id={"type": "null"},
        )
    ),
    "Token": _list(_object("*", service_request_id=TEXT, token=TEXT)),
    "Updates": _list(
        _object(
            "*",
            update_id=TEXT, service_request_id=TEXT, status={"enum": ["open", "closed"]},
            updated_datetime=MOMENT, description=TEXT, media_url=MAYBE,
        )
    ),
    "Errors": {**_list(_object("*", code=WHOLE, description=TEXT)), "minItems": 1},
}  # fmt: skip


ERRORS: Final = {
    303: "Taken; the page thanks.",
    302: "Leads to the week we are in.",
    400: "What was sent cannot be understood.",
    403: "Without a session of ours, from another site, or without a key in force.",
    404: "There is no such thing, or it is not public.",
    408: "It did not come within the time.",
    410: "It was public and was taken down; the page says why.",
    413: "Too large.",
    415: "A file that is not taken.",
    429: "Too many in a minute.",
}
