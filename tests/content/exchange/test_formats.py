"""What each notation says, read: the kinds of questions, their losses with their lines, and files that are refused."""

import pytest

from lms.content.exchange.formats import FORMATS, as_quiz, detect, read_any
from lms.content.exchange.intake import LARGEST
from lms.domain.questions import Kind
from lms.errors import ContentErrors

GIFT = """// a bank of our own
$CATEGORY: $course$/top/Convoy drills

// [id:grab-bag] [tag:must_pass] [tag:c1-evacuation]
::Grab bag:: What is in it? {
  ~%50%water # for a day
  ~%50%copies of papers
  ~%-100%a firearm
  #### Keep it beside the door.
}

::Range::How many minutes? {#25..35}

Mark the road {=closed =shut} with two cones.

::Sure::{T#No.#Yes.}

::Two:: Sea is \\{wide\\} \\= {~wet =blue ~%50%deep}

This describes the next page.

::Open { nobody closed this

::Pairs::[html]Match<br>them{=<b>a</b> -> one =b -> two}
"""
XML = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/top/Radio</text></category></question>
<question type="numerical"><name><text>Check</text></name><questiontext format="html"><text><![CDATA[<p>How <i>often</i>?</p>]]></text></questiontext>
<defaultgrade>2.0000000</defaultgrade><answer fraction="100"><text>30</text><tolerance>5</tolerance><feedback><text>Yes</text></feedback></answer>
<answer fraction="50"><text>60</text></answer><units><unit><multiplier>1</multiplier><unit_name>min</unit_name></unit></units></question>
<question type="shortanswer"><name><text>Who</text></name><questiontext format="plain_text"><text>Who * leads?</text></questiontext><usecase>1</usecase>
<answer fraction="100"><text>UNDSS</text></answer><answer fraction="100"><text>DSS*</text></answer></question>
<question type="multianswer"><name><text>Gap</text></name><questiontext format="html"><text>In {1:SHORTANSWER:=1948~%100%&#39;48~%50%1949#near} and {:NM:=30:5}.</text></questiontext></question>
<question type="essay"><name><text>Plan</text></name><questiontext format="markdown"><text>Write **it**.</text></questiontext><maxwordlimit>300</maxwordlimit>
<graderinfo format="markdown"><text>* [risk] 3: Names the risk</text></graderinfo><defaultgrade>3</defaultgrade></question>
<question type="ordering"><name><text>Steps</text></name><questiontext format="markdown"><text>Order.</text></questiontext>
<answer fraction="1"><text>First</text></answer><answer fraction="2"><text>Then</text></answer></question>
<question type="drag"><name><text>Drag me</text></name></question>
</quiz>
"""
TEXT2QTI = """Quiz title: Convoys
Quiz description: A few.

Title: Speed
Points: 2
1.  What is 2+3?

    A second paragraph.
... Read again.
+ Right.
- Wrong.
a)  6
... One too many.
*b) 5

GROUP
pick: 1
2.  Which are *safe*?
[*] The track
[ ] The verge
END_GROUP

3. How far?
= 100 +- 5%

4. Between?
= [1, 2]

5. Who?
* UNDSS
* DSS

6. Write.
____

7. Send.
^^^^

% a comment
COMMENT
8. Not a question
END_COMMENT
```{.python .run}
9. print("never")
```
"""


def load(text: str, name: str = "auto", lang: str = "en"):
    return read_any(text.encode(), "q.txt", lang, name)[1]


def told(found) -> list[str]:
    return [str(note) for note in found.notes]


def test_gift_is_read_with_its_tags_weights_ranges_gaps_and_losses():
    found = load(GIFT)
    items = {item.key: item for item in found.items}
    bag = items["grab-bag"]
    assert (bag.kind, bag.must_pass, bag.partial, bag.tags) == (Kind.MULTIPLE, True, True, ("c1-evacuation", "convoy-drills"))
    assert [(one.key, one.right) for one in bag.options] == [("water", True), ("copies-of-papers", True), ("a-firearm", False)]
    assert bag.options[0].feedback == {"en": "for a day"} and bag.feedback == {"en": "Keep it beside the door."}
    assert (items["range"].number, items["range"].tolerance) == ("30", "5")
    gap = items["mark-the-road-gap-with-two-cones"]
    assert gap.stem == {"en": "Mark the road {gap} with two cones."} and gap.options[0].accepted == ("closed", "shut")
    assert items["two"].stem == {"en": "Sea is \\{wide\\} ="}
    assert items["pairs"].stem == {"en": "Match\nthem"} and items["pairs"].options[0].text == {"en": "**a**"}
    assert told(found) == [
        "line 16: [sure] changed: Feedback for the right and for the wrong answer became one.",
        "line 16: [sure] skipped: An option has no text.",
        "line 18: [two] lost: Part of the points for an option that is not fully right.",
        "line 20: [question 6] skipped: It has no answers in braces: a description, not a question.",
        "line 22: [question 7] skipped: Its answers are not closed with }.",
    ]


def test_moodle_xml_is_read_with_numbers_gaps_rubrics_and_losses():
    found = load(XML)
    items = {item.key: item for item in found.items}
    check = items["check"]
    assert (check.stem, check.number, check.tolerance, check.unit, check.points) == ({"en": "How *often*?"}, "30", "5", {"en": "min"}, 2)
    assert check.tags == ("radio",)
    assert items["who"].accepted == ("UNDSS",) and items["who"].stem == {"en": "Who \\* leads?"}
    assert items["gap"].stem == {"en": "In {gap-1} and {gap-2}."}
    assert [one.accepted for one in items["gap"].options] == [("1948", "'48"), ("30",)]
    assert (items["plan"].words, items["plan"].rubric[0].key, items["plan"].rubric[0].points) == (300, "risk", 3)
    assert [one.text["en"] for one in items["steps"].options] == ["First", "Then"]
    assert told(found) == [
        "line 4: [check] lost: Numbers besides the first that is fully right.",
        "line 4: [check] lost: Feedback for a particular answer.",
        "line 7: [who] changed: Small and large letters make no difference here.",
        "line 7: [who] lost: An answer with * for any text: DSS*",
        "line 9: [gap] lost: Feedback for a particular answer.",
        "line 9: [gap] lost: An answer that brings part of the points, or none: 1949",
        "line 9: [gap] lost: How far off a number in a gap may be: 30:5",
        "line 14: [Drag me] skipped: Questions of the type drag are not known here.",
    ]


def test_text2qti_is_read_with_groups_margins_and_feedback_and_no_code_is_run():
    found = load(TEXT2QTI)
    assert found.title == {"en": "Convoys"}
    items = {item.key: item for item in found.items}
    speed = items["speed"]
    assert speed.stem == {"en": "What is 2+3?\n\nA second paragraph."} and speed.points == 2 and speed.feedback == {"en": "Read again."}
    assert [(one.right, one.feedback["en"]) for one in speed.options] == [(False, "One too many."), (True, "Right.")]
    assert items["which-are-safe"].tags == ("group-1",) and items["which-are-safe"].kind is Kind.MULTIPLE
    assert (items["how-far"].number, items["how-far"].tolerance) == ("100", "5")
    assert (items["between"].number, items["between"].tolerance) == ("1.5", "0.5")
    assert items["who"].accepted == ("UNDSS", "DSS") and items["write"].kind is Kind.ESSAY
    assert len(found.items) == 6
    reasons = " ".join(told(found))
    assert "Program code, which is never run." in reasons and "the tag group-1; to draw 1 of it" in reasons
    assert "line 36: [question 7] skipped: It has no answers that can be kept." in told(found)


def test_aiken_is_read_and_what_has_no_answer_is_skipped():
    found = load("Where to?\nA) *Out*\nB. In\nANSWER: a\n\nAnd then?\nA) x\nB) y\n\nWhat?\nANSWER: C\n")
    assert [(one.text["en"], one.right) for one in found.items[0].options] == [("\\*Out\\*", True), ("In", False)]
    assert [note.line for note in found.notes] == [6, 10]


def test_a_table_written_by_hand_is_read_with_semicolons():
    page = "row;key;kind;right;text;points\nitem;a;single;;Which way?;2\noption;out;;x;Out;\noption;in;;;In;\nitem;b;odd;;?;\n"
    found = load(page)
    assert found.items[0].points == 2 and [one.right for one in found.items[0].options] == [True, False]
    assert told(found)[0].startswith("line 5: [b] skipped: The kind is odd")


def test_a_formula_in_a_table_is_text_that_no_spreadsheet_runs():
    found = load("row,key,kind,text,accepted\nitem,a,short,'=1+1,'+81\n")
    quiz, _ = as_quiz(found, course="c", key="k", title="T", pass_mark=None, lang="en", path="q.csv")
    assert found.items[0].stem == {"en": "=1+1"} and found.items[0].accepted == ("+81",)
    table = FORMATS["csv"].write(quiz, "en").text
    assert ",'=1+1," in table and ",'+81," in table and ",=1+1" not in table


@pytest.mark.parametrize(("name", "text"), [("gift", GIFT), ("moodle-xml", XML), ("text2qti", TEXT2QTI), ("aiken", "Q?\nA) a\nB) b\nANSWER: A\n"),
                                            ("csv", "row,key\nitem,a\n")])  # fmt: skip
def test_the_notation_is_found_out(name, text):
    assert detect(text.encode(), "q") == name


def test_keys_are_made_unique_and_the_same_every_time():
    page = "::Same::One? {T}\n\n::Same::Two? {F}\n\n{F}\n\n日本語だけ？ {=はい}\n"
    first, again = load(page, "gift"), load(page, "gift")
    assert [item.key for item in first.items] == ["same", "same-2", "question-4"] == [item.key for item in again.items]


def many(count: int) -> str:
    return "\n\n".join(f"::q{number}:: Yes? {{T}}" for number in range(count))


HOSTILE = {
    "entities": '<!DOCTYPE q [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;&a;">]><quiz>&c;</quiz>',
    "external entity": '<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz><question type="essay">&a;</question></quiz>',
    "document type": '<!DOCTYPE quiz SYSTEM "http://example.org/x.dtd"><quiz/>',
    "depth": "<quiz>" + "<a>" * 5000,
    "elements": "<quiz>" + "<a/>" * 200_001 + "</quiz>",
    "attributes": "<quiz " + " ".join(f'a{number}="x"' for number in range(500)) + "/>",
    "no end": "<quiz><question>",
    "other root": "<html/>",
    "control": "a\x00b {T}",
    "too many": many(1001),
    "columns": "row," + "," * 1_000_000,
    "wide row": "row,key\n" + "," * 100_000,
    "unclosed quote": 'row,key\nitem,"a\n',
    "empty": "",
    "no notation": "Only some words.",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_is_refused_with_its_place_and_reason(name):
    with pytest.raises(ContentErrors) as refused:
        load(HOSTILE[name])
    fault = refused.value.faults[0]
    assert fault.path == "q.txt" and fault.reason and len(str(fault)) < 400


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\xff\xfeq\x00", "UTF-16"), ("問題です {T}".encode("cp932"), "not UTF-8"), (b"\xed\xa0\x80 {T}", "not UTF-8"),
        (b"x" * (LARGEST + 1), "larger than 4096 KiB"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", sorted(FORMATS))
def test_other_encodings_half_characters_and_huge_files_are_refused(name, raw, reason):
    with pytest.raises(ContentErrors, match=reason):
        FORMATS[name].read(raw, "q", "en")


LONG_LINES = ("{" * 100_000, "<!--" * 100_000, "~" * 100_000 + "{=a", "\\" * 100_001, "a{=" + "=" * 100_000 + "}", "[" * 100_000 + "{T}", "<a " * 100_000,
              "{1:SA:" * 50_000, "&#" + "9" * 100_000 + "; {T}", "<a href='" * 100_000, "*" * 100_000, "$" * 100_000)  # fmt: skip


@pytest.mark.parametrize("number", range(len(LONG_LINES)))
@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_line_made_to_keep_a_program_busy_is_read_to_its_end(name, number):
    line = LONG_LINES[number]
    if name == "moodle-xml":
        line = f"<quiz><question type='multianswer'><questiontext format='html'><text><![CDATA[{line}]]></text></questiontext></question></quiz>"
    elif name == "csv":
        line = f'row,key,kind,text,accepted\nitem,a,short,x,"{line}"\n'
    elif name == "text2qti":
        line = f"1. {line}\n= {line}\n"
    elif name == "aiken":
        line = f"{line}\nA) {line}\nB) b\nANSWER: A\n"
    try:
        found = FORMATS[name].read(line.encode(), "q", "en")
    except ContentErrors:
        return
    assert found.notes or found.items


def test_a_file_of_which_nothing_can_be_kept_makes_no_quiz():
    with pytest.raises(ContentErrors, match="not one question can be kept"):
        as_quiz(load("Only words.\n\n{T}", "gift"), course="c", key="k", title="", pass_mark=None, lang="en", path="q")
