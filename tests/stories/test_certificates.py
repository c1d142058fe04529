"""Acceptance stories: a name is printed as it is written.

That a whole course is completed with JavaScript off is told by `test_a_newcomer_reads_learns_passes_and_holds_a_certificate` in
`tests/browser/test_journey.py`, and a thin line by `tests/browser/test_bad_lines.py`.
"""

import shutil
import subprocess
import unicodedata

from tests.adapters.test_pdf import printed, renderer
from tests.conftest import unavailable

renderer = renderer
LONG = "Maria Fernanda de los Ángeles Guadalupe Rodríguez-Hernández y Gutiérrez de la Ve"
NAMES = ("فاطمة الزهراء", "髙橋 凜太郎", "Nguyễn Thị Ánh Phượng", LONG)


def poppler(tool, *given):
    if not shutil.which(tool):
        unavailable("poppler", f"{tool} is not installed")
    return subprocess.run([tool, *given], check=True, capture_output=True).stdout


def letters(words):
    """What is written, whatever the order on the line and the form of a letter in its word."""
    return sorted(one for one in unicodedata.normalize("NFKC", words) if one.isalpha())


def test_names_in_arabic_japanese_and_vietnamese_and_of_eighty_letters_stand_in_the_text_and_in_the_picture(renderer, tmp_path):
    """Name in Arabic, Japanese, Vietnamese, 80 characters → glyph test on the PDF text layer and on rendered pixels."""
    assert len(LONG) == 80
    pictures = {}
    for number, name in enumerate(("", *NAMES)):
        paper = tmp_path / f"{number}.pdf"
        paper.write_bytes(printed(renderer, name=name, name_local=""))
        pictures[name] = poppler("pdftoppm", "-r", "50", "-gray", "-singlefile", str(paper))
        without = letters(poppler("pdftotext", str(tmp_path / "0.pdf"), "-").decode())
        told = letters(poppler("pdftotext", str(paper), "-").decode())
        for letter in set(letters(name)):
            assert told.count(letter) - without.count(letter) == letters(name).count(letter), (name, letter)
    size = {len(picture) for picture in pictures.values()}
    assert len(size) == 1
    for name in NAMES:
        changed = sum(one != other for one, other in zip(pictures[name], pictures[""], strict=True))
        assert changed > 10 * len(letters(name)), name
