"""Quizzes from and to other programs: from the command line, in the browser, and for trainers alone."""

import io
import os
import shutil

import pytest
from click.testing import CliRunner

from lms.cli.main import hato
from lms.content.quizzes import read_quiz

GIFT = "::Flag:: Which flag? {=blue ~red}\n\n::Text:: Only words.\n"


@pytest.fixture
def run(home, tmp_path, monkeypatch):
    """The `hato` command over a copy of the small content folder."""
    folder = tmp_path / "home"
    shutil.copytree(home, folder, ignore=shutil.ignore_patterns("fonts", "var"))
    for name, value in {"HOME": folder, "DATA": tmp_path / "data", "DATABASE": "", "DATABASE_URL": ""}.items():
        monkeypatch.setenv(f"HATO_{name}", str(value))
    return lambda *words, **more: CliRunner().invoke(hato, [*map(str, words)], **more)


def test_a_quiz_is_exported_and_imported_again(run, tmp_path):
    made = run("quizzes", "export", "field-basics/m1", "--format", "csv", "--output", tmp_path / "m1.csv")
    assert made.exit_code == 0, made.output
    back = run("quizzes", "import", tmp_path / "m1.csv", "--course", "field-basics", "--quiz", "m9")
    assert back.exit_code == 0, back.output
    again = read_quiz(back.stdout, "m9.md", course="field-basics", key="m9")
    assert "read as csv" in back.stderr and again.items
    assert run("quizzes", "export", "field-basics/m1", "--format", "csv", "--output", tmp_path / "m1.csv").exit_code == 1


@pytest.mark.parametrize("name", ["gift", "aiken", "moodle-xml", "csv"])
def test_every_notation_is_written_in_each_language_of_the_quiz(run, name):
    english, japanese = (run("quizzes", "export", "field-basics/m1", "--format", name, "--lang", lang) for lang in ("en", "ja"))
    assert english.exit_code == japanese.exit_code == 0, english.output
    assert english.stdout != japanese.stdout and "losses" in english.stderr


def test_what_is_skipped_is_told_and_ends_with_a_failure(run):
    made = run("quizzes", "import", "-", "--format", "gift", "--course", "field-basics", "--quiz", "m9", "--title", "Flags", input=GIFT)
    assert made.exit_code == 1
    assert 'title: "Flags"' in made.stdout and "* [*] [blue] blue" in made.stdout
    assert "line 3: [Text] skipped: It has no answers in braces" in made.stderr and "1 questions skipped" in made.stderr


def test_a_refused_file_is_told_with_its_line_and_writes_nothing(run, tmp_path):
    path = tmp_path / "bad.xml"
    path.write_text("<!DOCTYPE q [\n<!ENTITY a 'b'>]><quiz/>")
    made = run("quizzes", "import", path, "--course", "field-basics", "--quiz", "m9", "--write")
    assert made.exit_code == 1 and made.stdout == "" and "bad.xml:1: document types and entities" in made.stderr
    assert not (tmp_path / "home/quizzes/field-basics/m9.md").exists()


def test_a_quiz_is_written_into_its_folder_once(run, tmp_path):
    words = ("quizzes", "import", "-", "--course", "field-basics", "--quiz", "m9", "--write")
    first = run(*words, input="Which?\nA) a\nB) b\nANSWER: A\n")
    path = tmp_path / "home/quizzes/field-basics/m9.md"
    assert first.exit_code == 0, first.output
    kept = path.read_text("utf-8")
    assert read_quiz(kept, "m9.md", course="field-basics", key="m9").items[0].options[0].right
    assert run(*words, input="Other?\nA) a\nB) b\nANSWER: B\n").exit_code == 1
    assert path.read_text("utf-8") == kept


@pytest.mark.parametrize("words", [("import", "-", "--course", "../x", "--quiz", "m9"), ("import", "-", "--course", "c", "--quiz", "../../m9", "--write"),
                                   ("export", "none/m1", "--format", "csv"), ("export", "../field-basics/m1", "--format", "csv"),
                                   ("export", "field-basics/none", "--format", "csv"), ("export", "field-basics/m1", "--format", "csv", "--lang", "fr")])  # fmt: skip
def test_keys_that_lead_elsewhere_are_refused(run, words):
    made = run("quizzes", *words, input=GIFT)
    assert made.exit_code == 1 and "Error:" in made.stderr and made.stdout == ""


def upload(page, raw: bytes, name: str = "bank.txt", **more: str):
    """Sends a file by the form of the import page."""
    csrf = page.client.get("/api/v1/session").json["csrf"]
    data = {"csrf_token": csrf, "file": (io.BytesIO(raw), name), "format": "auto", "language": "en", "course": "field-basics", "quiz": "m9", **more}
    return page.client.post("/en/teach/quizzes/import", data=data, content_type="multipart/form-data")


def test_a_trainer_sees_the_losses_before_they_download_a_quiz_with_its_keys(visit):
    page = visit("chiara").open("/en/teach/quizzes/field-basics/m1").follow("Export for another program")
    assert page.status == 200 and "The file holds the right answers." in page.text and "Nothing is lost." in page.text
    page.open("/en/teach/quizzes/field-basics/m1/export?format=aiken&language=ja")
    assert "left out" in page.text or "lost" in page.text
    reply = page.client.get("/en/teach/quizzes/field-basics/m1/export/file?format=moodle-xml&language=ja")
    assert reply.headers["Content-Type"] == "application/xml; charset=utf-8" and reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="field-basics-m1.ja.xml"' and "sandbox" in reply.headers["Content-Security-Policy"]
    assert "<quiz>" in reply.text
    for wrong in ("format=qti&language=en", "format=text2qti&language=en", "format=csv&language=fr"):
        assert page.client.get(f"/en/teach/quizzes/field-basics/m1/export/file?{wrong}").status_code == 404


def test_an_upload_becomes_a_page_with_its_losses_and_is_not_stored(visit, home):
    page = visit("chiara")
    before = sorted(os.listdir(home / "quizzes/field-basics"))
    reply = upload(page, GIFT.encode())
    assert reply.status_code == 200 and "* [*] [blue] blue" in reply.text and "left out" in reply.text and "1 question was read as GIFT" in reply.text
    assert "Nothing is stored here." in reply.text and reply.headers["Cache-Control"] == "no-store"
    assert sorted(os.listdir(home / "quizzes/field-basics")) == before


def test_the_page_is_downloaded_as_the_trainer_left_it(visit):
    page = visit("chiara")
    csrf = page.client.get("/api/v1/session").json["csrf"]
    reply = page.client.post("/en/teach/quiz-file", data={"csrf_token": csrf, "quiz": "m9", "page": "---\r\ntitle: 鳩\r\n"})
    assert reply.data == "---\ntitle: 鳩\n".encode() and reply.headers["Content-Disposition"] == 'attachment; filename="m9.md"'
    assert page.client.post("/en/teach/quiz-file", data={"csrf_token": csrf, "quiz": 'x".html', "page": "a"}).status_code == 422


@pytest.mark.parametrize(
    ("raw", "more", "said"),
    [
        (b'<!DOCTYPE q [<!ENTITY a "b">]><quiz/>', {}, "document types and entities"), ("問題 {T}".encode("cp932"), {}, "not UTF-8"),
        (b"a\x00{T}", {}, "control character U+0000"), (b"", {}, "Choose a file that is not empty."), (b"{T}", {"course": "../x"}, "A key is made of"),
        (b"{T}", {"format": "docx"}, "Choose from the list."), (b"{T}", {"pass_mark": "400"}, "The pass mark is a whole number"),
        (b"<script>alert(1)</script>", {}, "Moodle XML begins with"), (b"x {T}", {"language": "xx"}, "Choose from the list."),
    ],
)  # fmt: skip
def test_a_bad_upload_is_refused_in_words(visit, raw, more, said):
    reply = upload(visit("chiara"), raw, "<img src=x>.txt", **more)
    assert reply.status_code == 422 and said in reply.text and "<img" not in reply.text and "<script>alert" not in reply.text


@pytest.mark.parametrize("who", ["aiko", "emi", "grace"])
def test_nobody_but_a_trainer_sees_or_sends_a_key(visit, who):
    page = visit(who)
    assert upload(page, GIFT.encode()).status_code == 403
    for path in ("export", "export/file?format=csv&language=en"):
        reply = page.client.get(f"/en/teach/quizzes/field-basics/m1/{path}")
        assert reply.status_code == 403 and "row,key" not in reply.text
