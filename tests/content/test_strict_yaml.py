"""Strict YAML: what is read, what is refused, and on which line."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, field_validator

from lms.content.strict_yaml import LineFinder, load_yaml, read_text, split_front_matter, validate
from lms.errors import ContentErrors


def refused(function, *arguments, **options) -> str:
    with pytest.raises(ContentErrors) as wrong:
        function(*arguments, **options)
    return str(wrong.value)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("off", "off"),
        ("yes", "yes"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("'true'", "true"),
        ("30", 30),
        ("-1", -1),
        ("2.5", 2.5),
        ("012", "012"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1e400", "1e400"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("9" * 5000, "9" * 5000),
        ("2025-12", "2025-12"),
        ("2025-12-01", "2025-12-01"),
        ("[a, 1, [b]]", ["a", 1, ["b"]]),
        ("{a: {b: c}}", {"a": {"b": "c"}}),
        ("|\n  two\n  lines\n", "two\nlines\n"),
    ],
)
def test_values_are_read_as_they_are_written(written, value):
    assert load_yaml(f"k: {written}", "x.yaml")[0] == {"k": value}


def test_an_empty_document_is_none():
    assert load_yaml("# nothing\n", "x.yaml")[0] is None


def test_every_value_has_its_line_in_the_file():
    text = "title: T\nmodules:\n  - key: c1\n    lessons: [a,\n      b]\n  - key: c2\n"
    finder = load_yaml(text, "x.yaml", 10)[1]
    places = [(), ("title",), ("modules",), ("modules", 0), ("modules", 0, "lessons", 1), ("modules", 1, "key")]
    assert [finder(place) for place in places] == [10, 10, 11, 12, 14, 15]


def test_what_is_missing_is_found_at_what_should_hold_it():
    finder = load_yaml("a: 1\nb:\n  c: 2\n", "x.yaml")[1]
    assert finder(("b", "missing")) == 2
    assert finder(("nothing",)) == 1
    assert LineFinder()(("a",)) == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\nb: &x 2\n", "2: anchors (&) and aliases (*)"),
        ("a: 1\nb: *x\n", "2: anchors (&) and aliases (*)"),
        ("a: [&x 1]\n", "1: anchors (&) and aliases (*)"),
        ("a: !!python/object/apply:os.system ['id']\n", "1: tags (!) are not used"),
        ("a: !!str 1\n", "1: tags (!) are not used"),
        ("a: ! x\n", "1: tags (!) are not used"),
        ("a: 1\n\na: 2\n", "3: the key 'a' stands here twice"),
        ("a:\n  b: 1\n  b: 2\n", "3: the key 'b' stands here twice"),
        ("1: a\n", "1: a key must be text"),
        ("true: a\n", "1: a key must be text"),
        ("? [a]\n: b\n", "1: a key must be text"),
        ("{a: " * 13 + "1" + "}" * 13, "1: nested more than 12 levels"),
        ("[" * 100_000, "1: nested more than 12 levels"),
        ("".join(f"k{n}: {n}\n" for n in range(20_000)), "201: more than 200 keys"),
        ("a: [" + "1," * 100_000 + "]", "1: more than 5000 values"),
        ("%YAML 1.1\n---\na: 1\n", "1: lines that begin with %"),
        ("a: 1\n---\nb: 2\n", "2: only one YAML document"),
        ("a: 1\n b: 2\n", "2: not valid YAML"),
        ("a: [1\nb: 2\n", "2: not valid YAML"),
        ("a:\n\t- b\n", "2: not valid YAML"),
        ("a: 1\n\x00b: 2\n", "2: control character U+0000"),
        ('a: 1\nb: "\\0"\n', "2: the text holds a control character"),
        ("a: 1\nb: \ufffe\n", "1: not valid YAML: unacceptable character"),
        ('a: "\\ud800"\n', "1: the text holds a control character"),
    ],
)
def test_what_yaml_should_not_hold_is_refused_with_its_line(text, fault):
    assert refused(load_yaml, text, "x.yaml").startswith(f"x.yaml:{fault}")


def test_lines_of_faults_count_from_the_first_line_given():
    assert refused(load_yaml, "a: 1\na: 2", "x.yaml", 10).startswith("x.yaml:11: ")


def test_a_reader_of_large_tables_may_allow_more_keys():
    text = "".join(f"k{n}: {n}\n" for n in range(300))
    assert len(load_yaml(text, "x.yaml", max_keys=300)[0]) == 300


def test_a_document_that_is_too_long_is_refused():
    assert "longer than 512 KiB" in refused(load_yaml, "a: " + "x" * 524_288, "x.yaml")
    assert "larger than 512 KiB" in refused(read_text, b"x" * 524_289, "x.yaml")


def test_front_matter_and_body_are_split():
    assert split_front_matter("---\na: 1\nb: 2\n---\n\nBody\n", "x.md") == ("a: 1\nb: 2", "\nBody\n", 5)
    assert split_front_matter("---\n---", "x.md") == ("", "", 3)


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_and_byte_order_mark_do_not_matter(ends):
    text = "---\na: 1\n---\nBody\n"
    assert split_front_matter("\ufeff" + text.replace("\n", ends), "x.md") == split_front_matter(text, "x.md")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1: the file must begin with front matter"),
        ("# Title\n", "1: the file must begin with front matter"),
        ("---\na: 1\n", "1: the front matter has no closing line ---"),
        ("---\na: 1\n---\n\nnul \x00\n", "5: control character U+0000"),
        ("---\na: 1\n---\n\x02klzzwxh:0\x03\n", "4: control character U+0002"),
        ("---\na: 1\n---\nnext\x85line\n", "4: control character U+0085"),
    ],
)
def test_a_file_without_clean_front_matter_is_refused(text, fault):
    assert refused(split_front_matter, text, "x.md").startswith(f"x.md:{fault}")


@pytest.mark.parametrize("raw", ["平和".encode(), "平和".encode("utf-8-sig")])
def test_utf8_is_read_with_or_without_its_mark(raw):
    assert read_text(raw, "x.md") == "平和"


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"one\ntwo \xff\n", "x.md:2: byte 8 is not UTF-8; save the file as UTF-8"),
        ("構築のための表\n".encode("cp932"), "x.md:1: byte 0 is not UTF-8; it looks like Shift_JIS (CP932); save"),
        ("平和".encode("utf-16"), "x.md:1: byte 0 is not UTF-8; it looks like UTF-16; save"),
        ("abcdé".encode("utf-16-le"), "x.md:1: byte 8 is not UTF-8; it looks like UTF-16; save"),
    ],
)
def test_another_encoding_is_named_with_the_place_of_its_first_byte(raw, fault):
    assert refused(read_text, raw, "x.md").startswith(fault)


class Module(BaseModel):
    model_config = ConfigDict(extra="forbid")
    key: Annotated[str, Field(pattern="^[a-z]+$")]
    minutes: int = 0

    @field_validator("key")
    @classmethod
    def not_taken(cls, key: str) -> str:
        if key == "admin":
            raise ValueError("This name is taken")
        return key


class Course(BaseModel):
    model_config = ConfigDict(extra="forbid")
    modules: tuple[Module, ...]
    due: date | None = None
    limit: int | str | None = None


@dataclass(frozen=True)
class Plain:
    title: str


def checked(model: type, text: str):
    value, finder = load_yaml(text, "x.yaml")
    return validate(model, value, finder, "x.yaml")


def test_a_model_is_filled_as_from_json():
    course = checked(Course, "modules: [{key: a, minutes: 5}]\ndue: 2026-11-24\n")
    assert course == Course(modules=(Module(key="a", minutes=5),), due=date(2026, 11, 24))
    assert checked(Plain, "title: T") == Plain("T")


def test_every_fault_against_the_model_has_its_line():
    text = "modules:\n  - key: A\n    minutes: '5'\n  - minuts: 3\n  - key: admin\ndue: 2026-02-30\nlimit: [1]\n"
    assert refused(checked, Course, text).split("\n") == [
        "x.yaml:2: `modules.0.key`: string should match pattern '^[a-z]+$'",
        "x.yaml:3: `modules.0.minutes`: input should be a valid integer",
        "x.yaml:4: `modules.1.key` is missing",
        "x.yaml:4: `modules.1.minuts` is not a known key",
        "x.yaml:5: `modules.2.key`: this name is taken",
        "x.yaml:6: `due`: input should be a valid date in the format YYYY-MM-DD, day value is outside expected range",
        "x.yaml:7: `limit`: input should be a valid integer",
        "x.yaml:7: `limit`: input should be a valid string",
    ]


def test_a_comma_that_cut_a_text_in_two_is_recognised():
    fault = refused(checked, Course, "modules:\n  - {key: a, and so on}\n")
    assert fault == "x.yaml:2: `modules.0.and so on` is not a known key; inside { } a text with a comma needs quotes"


def test_a_document_that_is_no_mapping_is_refused():
    assert refused(checked, Course, "- a\n") == "x.yaml:1: input should be an object"


@given(st.text(alphabet="ab:-[]{}#&*!|>'\"%@,? \n\t\\0~\u0085\u3000", max_size=60))
def test_any_text_is_read_or_refused_with_its_file(text):
    try:
        load_yaml(text, "x.yaml")
    except ContentErrors as wrong:
        assert str(wrong).startswith("x.yaml")
