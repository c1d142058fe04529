"""Quizzes: front matter, the kinds of items, what is drawn, and exams with their banks."""

import re
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from lms.content.quizzes import check_exam
from lms.domain.questions import Kind
from lms.domain.quizzes import Quiz
from lms.errors import ContentErrors
from tests.content.quiz_pages import FULL, HEAD, ITEM, TWIN, faults, read


def test_front_matter_is_read():
    quiz = read(FULL)
    assert (quiz.course, quiz.key, quiz.title) == ("security", "c1", {"en": "Module quiz: who keeps you safe"})
    assert (quiz.pass_mark, quiz.attempts, quiz.draw, quiz.time_limit, quiz.banks) == (75, 3, {"c4-convoy": 1}, 90, ())


def test_each_kind_of_item_is_read():
    items = {item.key: item for item in read(FULL).items}
    assert [item.kind for item in items.values()] == [
        Kind.SINGLE,
        Kind.MULTIPLE,
        Kind.TRUE_FALSE,
        Kind.NUMERIC,
        Kind.SHORT,
        Kind.ORDERING,
        Kind.MATCHING,
    ]
    assert [option.right for option in items["rules"].options] == [True, False]
    radio = items["radio-check"]
    assert (radio.number, radio.tolerance, radio.unit) == ("30", "5", {"en": "min"})
    assert items["undss"].accepted == ("UNDSS", "DSS", "Department of Safety and Security")
    assert [option.key for option in items["history"].options] == ["agenda", "brahimi"]
    extra = items["meanings"].options[2]
    assert (extra.text, extra.match) == ({}, {"en": "win the war"})
    assert items["meanings"].options[0].match == {"en": "keep a dispute from becoming violent"}


def test_stem_option_and_feedback_may_take_several_lines():
    item = read(FULL).items[0]
    assert item.stem["en"].split("\n\n")[1:] == ['> Driver: "Contact front!"', "What do you do **first**?"]
    assert item.options[0].feedback["en"].split("\n")[1] == "See [the lesson](lesson.md)."
    assert item.options[1].text["en"] == "Drive out of the contact area,\nand keep your distance"
    assert item.options[2].feedback == {}
    assert item.feedback["en"] == "Shown after submission.\n\nIt may have two paragraphs."
    assert (item.tags, item.must_pass, item.points) == (("c4-convoy", "c4-radio"), True, 2)


def test_line_ends_and_byte_order_mark_do_not_matter():
    assert read("\ufeff" + FULL.replace("\n", "\r\n")) == read(FULL)


def test_a_quiz_survives_json_unchanged():
    adapter = TypeAdapter(Quiz)
    quiz = read(FULL, TWIN)
    assert adapter.validate_json(adapter.dump_json(quiz)) == quiz


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("title: T\npass_mark: 0", "q.md:3: `pass_mark`: input should be greater than or equal to 1"),
        ("title: T\npass_mark: 101", "q.md:3: `pass_mark`: input should be less than or equal to 100"),
        ('title: T\npass_mark: "75"', "q.md:3: `pass_mark`: input should be a valid integer"),
        ("- title", "q.md:2: input should be an object"),
        ("title: T", "q.md:2: `pass_mark` is missing"),
        ("title: 3\npass_mark: 75", "q.md:2: `title`: input should be a valid string"),
        ("title: T\npass_mark: 75\nattempts: 0", "q.md:4: `attempts`: input should be greater than or equal to 1"),
        ("title: T\npass_mark: 75\ncolour: red", "q.md:4: `colour` is not a known key"),
        ("title: T\npass_mark: 75\ntime_limit: 0m", "q.md:4: `time_limit`: string should match pattern"),
        ("title: T\npass_mark: 75\ndraw:\n  No: 1", "q.md:5: `draw.No`: string should match pattern"),
        ("title: T\npass_mark: 75\npass_mark: 10", "q.md:4: the key 'pass_mark' stands here twice"),
    ],
)
def test_a_fault_of_the_front_matter_has_its_line(written, fault):
    found = faults(f"---\n{written}\n---\n\n[a] Question?\n\n[numeric]: 3\n")
    assert len(found) == 1 and found[0].startswith(fault)


DRAWN = HEAD.replace("pass_mark: 75", "pass_mark: 75\ndraw: {t: 1, u: 1}")


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ([("a", "t")], "draw asks for 1 of u, but only 0 items carry it"),
        ([("a", "t,u"), ("b", "v")], "draw asks for 1 of u, but other tags need some of its items"),
    ],
)
def test_a_draw_that_the_items_cannot_serve_is_refused_on_its_line(items, reason):
    assert faults(DRAWN + "===".join(ITEM.format(*item) for item in items)) == [f"q.md:4: {reason}"]


def test_a_drawn_tag_has_its_own_line():
    text = DRAWN.replace("{t: 1, u: 1}", "\n  t: 1\n  u: 1") + ITEM.format("a", "t")
    assert faults(text)[0].startswith("q.md:6: ")


def exam(draw: str, items: str = "") -> Quiz:
    return read(f"---\ntitle: T\npass_mark: 75\ndraw: {draw}\nbanks: [b1]\n---\n{items}")


def test_an_exam_may_consist_of_its_banks_alone():
    check_exam(exam("{t: 1}"), {"b1": read(HEAD + ITEM.format("a", "t"))})


@pytest.mark.parametrize(
    ("draw", "own", "bank", "reason"),
    [
        ("{t: 2}", "", ITEM.format("a", "t"), "draw asks for 2 of t, but only 1 items carry it, banks included"),
        ("{t: 1}", ITEM.format("a", "t"), ITEM.format("a", "t"), "two items of c1 and its banks share a key"),
        ("{t: 1}", "[a] Say.\n* [T] [b] Yes\n", ITEM.format("a-b", "t"), "[a-b] and an option of [a] get the same"),
    ],
)
def test_an_exam_is_checked_with_its_banks(draw, own, bank, reason):
    with pytest.raises(ContentErrors) as refused:
        check_exam(exam(draw, own), {"b1": read(HEAD + bank)})
    assert str(refused.value).startswith(f"quizzes/security/c1.md: {reason}")


def test_a_bank_that_does_not_exist_is_named():
    with pytest.raises(ContentErrors, match=r"no such quiz to draw from: b1"):
        check_exam(exam("{t: 1}"), {})


MANUAL = Path(__file__).parents[2] / "docs" / "quiz-notation.md"
EXAMPLES = re.findall(r"^```markdown\n(.*?)^```$", MANUAL.read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_the_manual_is_read(example):
    assert read(example if example.startswith("---") else HEAD + example).items


def test_the_manual_shows_every_kind_of_item():
    items = [item for example in EXAMPLES if not example.startswith("---") for item in read(HEAD + example).items]
    assert {item.kind for item in items} == set(Kind)
