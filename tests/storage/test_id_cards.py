"""A chip ID card is known by its QR code, however it lies in the photo; other codes are not."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from storage.id_cards import shows_id_card
from tests.support.id_cards import CARD, photographed

WITHOUT_OLD_NUMBER = CARD.replace("123456789", "")
OF_2024 = f"{CARD}|||Rơ Châm Cha|Rơ Châm Mẹ|"


@pytest.mark.parametrize("said", [CARD, WITHOUT_OLD_NUMBER, OF_2024])
@pytest.mark.parametrize("turned", [0, 15, 45, 90, 200])
def test_a_card_is_seen_however_it_was_turned(said: str, turned: float) -> None:
    assert shows_id_card(photographed(said, side=180, turned=turned))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_card_is_seen_small_and_in_every_kind_of_picture(kind: str) -> None:
    assert shows_id_card(photographed(CARD, side=130, turned=7, kind=kind))


@pytest.mark.parametrize(
    "said",
    [
        "https://chupah.gialai.gov.vn/tra-cuu?ma=001099000001",
        "00020101021138570010A00000072701270006970405011300109900000100208QRIBFTTA53037045802VN",
        "0010990000012|một mã của kho|hàng|12|3|4|5",
        "001099000001",
    ],
)
def test_another_code_is_no_card(said: str) -> None:
    assert not shows_id_card(photographed(said))


@pytest.mark.parametrize("spoiled", [b"", b"no picture", photographed(CARD)[:500], b"\x89PNG\r\n"])
def test_what_cannot_be_read_is_no_card(spoiled: bytes) -> None:
    assert not shows_id_card(spoiled)


@pytest.mark.parametrize(("kind", "seen"), [("JPEG", True), ("PNG", False)])
def test_a_very_large_picture_is_looked_at_only_if_it_can_be_opened_smaller(
    kind: str, *, seen: bool
) -> None:
    code = Image.open(io.BytesIO(photographed(CARD, side=180)))
    large = Image.new("L", (9000, 7000), 255)
    large.paste(code.resize((2560, 1920)), (3000, 3000))
    out = io.BytesIO()
    large.save(out, kind)
    assert shows_id_card(out.getvalue()) is seen
