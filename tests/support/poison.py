"""Words that break whatever takes them for markup, a formula, SQL or an address."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from lxml import html

from bot.event import Media, Reply

WORDS = "đường Ổ gà"
POISONS = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(2)><svg/onload=alert(3)>",
    "</textarea></title></style><iframe src=javascript:alert(4)>",
    "javascript:alert(5)",
    "'; DROP TABLE publications; --",
    "' OR 1=1 UNION SELECT contact FROM people",
    '=HYPERLINK("http://x.invalid";"x")',
    "=cmd|' /C calc'!A0",
    "+84+1-1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r\n=1+1",
    "]]> &amp; &#x3c;script&#x3e; <!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "{{ 7*7 }} {% raw %} ${7*7} #{7*7}",
    '#set page(width: 1pt) #image("/etc/passwd") $x$ *_`@ref <label>',
    "\u202eđảo ngược\u202c \u2066ẩn\u2069 \u200bkhông thấy\ufeff",
    "\x00\x01\x1b[31m\x7f\x9f",
    "\ud800 \udfff \ufffe \uffff \ufdd0",
    "\\u0000 \\x00 %00 %0d%0aSet-Cookie:a=b ../../etc/passwd",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢Lͨͧͩ͘͠G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
    "𝕱𝖆𝖐𝖊 💩👨‍👩‍👧‍👦 ｆｕｌｌ ﷽",
    "a" * 3000,
]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(page: str, where: str) -> str:
    """The words of a page that holds no script, frame or handler of a stranger's."""
    tree = html.fromstring(page)
    names = ("alerts", "back", "chat", "keep", "news", "recorder", "tap")
    allowed = {f"/static/{name}.js" for name in names}
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {"iframe", "object", "embed"}, where
        if element.tag == "script" and element.get("type") != "application/json":
            assert element.get("src", "").partition("?")[0] in allowed, where
        for name, value in element.attrib.items():
            assert not name.startswith("on"), where
            if name in {"href", "src", "action"}:
                assert not value.lower().startswith(("javascript:", "vbscript:")), where
    return str(tree.text_content())


def squeezed(text: str) -> str:
    return "".join(text.split())


def filled(struct: Any, text: str, /, **fixed: Any) -> Any:
    """A struct in which every text is the given one, and everything that may be there is."""
    hints = get_type_hints(struct)
    made = {name: _value(hint, text) for name, hint in hints.items() if name not in fixed}
    return struct(**made, **fixed)


def _value(hint: Any, text: str) -> Any:
    if hint is Media:
        name = text.rpartition("/")[2][:120]  # as storage/media.py keeps it
        return Media(kind="document", sha256="pdf", mime="application/pdf", size=1, name=name)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return filled(hint, text, **({"value": "c:x"} if "value" in hint.__struct_fields__ else {}))
    if get_origin(hint) is tuple:
        return (_value(get_args(hint)[0], text),)
    if get_origin(hint) is Literal:
        return get_args(hint)[-1]
    known = {str: text, int: 1, bool: False}
    if hint in known:
        return known[hint]
    return _value(next(one for one in get_args(hint) if one is not type(None)), text)


def replies(text: str) -> list[Reply]:
    """A message, an edit of one, a question for a place, and a menu: each with all it may hold."""
    whole = filled(Reply, text, menu=(), edits="")
    return [
        whole,
        msgspec.structs.replace(whole, edits="1000"),
        msgspec.structs.replace(whole, asks_location=True, asks_contact=True),
        filled(Reply, text),
    ]
