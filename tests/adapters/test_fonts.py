"""What the brought fonts can print."""

import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from lms.adapters.fonts import as_ranges, unprintable

CERTIFICATES = Path(__file__).parents[2] / "certificates"
FONTS = CERTIFICATES / "fonts"


def fonts():
    """Every font by its file's name."""
    return {file.name: TTFont(io.BytesIO(file.read_bytes()), lazy=True) for file in FONTS.glob("*.ttf")}


@pytest.mark.parametrize("name", [
    "Yamada Tarō", "Nguyễn Thị Ánh Phượng", "Łukasz Żółć", "Őrség Çağrı", "Иванов Өлзий", "Γεώργιος",
    "山田 太郎", "髙橋 﨑", "德永 濵田", "渡邉 﨟", "𠮟咤 剝 塡 頰", "葛\U000e0100城", "ﾔﾏﾀﾞ", "佐々木 〆子", "〇",
    "فاطمة الزهراء", "विष्णु प्रसाद", "শেখ", "สมชาย", "សុខា", "မောင်", "සුනිල්", "கண்ணன்", "ኃይለ", "გიორგი", "Արամ", "דוד",
    "Zürich – “d’Or”",
])
def test_names_from_many_countries_can_be_printed(name):
    assert unprintable(name, FONTS) == ()


def test_what_cannot_be_printed_is_named_once_and_in_order():
    assert unprintable("𠮷野😀 한𠮷", FONTS) == ("𠮷", "😀", "한")
    assert unprintable("a\nb\t", FONTS) == ("\n", "\t")


def test_a_name_in_pieces_is_put_together_before_it_is_judged():
    assert unprintable("Phu\u031bo\u031b\u0323ng が", FONTS) == ()


def test_the_list_of_characters_is_fresh():
    points = {point for font in fonts().values() for point in font.getBestCmap()}
    assert (FONTS / "coverage.txt").read_text("utf-8") == as_ranges(points), "run script/subset-fonts"


def test_the_fonts_may_be_given_away_and_are_not_heavy():
    assert sum(file.stat().st_size for file in FONTS.iterdir()) <= 7_000_000
    for name, font in fonts().items():
        assert font["OS/2"].fsType == 0 and "SIL Open Font License" in font["name"].getDebugName(13), name
    for licence in FONTS.glob("OFL-*.txt"):
        assert "PREAMBLE" in licence.read_text("utf-8") and "TERMINATION" in licence.read_text("utf-8").upper()


def test_every_family_that_a_design_asks_for_is_there():
    there = {font["name"].getDebugName(1) for font in fonts().values()}
    for style in CERTIFICATES.glob("*/page.css"):
        listed = set(re.findall(r'"([^"]+)"', style.read_text("utf-8")))
        assert listed and listed <= there, style
