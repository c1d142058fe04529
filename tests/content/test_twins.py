"""Quizzes in two languages: what a twin brings, and what it may not change."""

import pytest

from tests.content.quiz_pages import FULL, TWIN, faults, read


def test_a_twin_brings_its_words_and_nothing_else():
    quiz = read(FULL, TWIN)
    items = {item.key: item for item in quiz.items}
    assert quiz.title["ja"] == "確認テスト"
    assert items["contact-front"].options[0].text["ja"] == "止まる"
    assert items["contact-front"].options[0].feedback["ja"] == "標的になります。"
    assert items["contact-front"].must_pass
    assert items["radio-check"].unit == {"en": "min", "ja": "分"}
    assert items["undss"].accepted == ("UNDSS", "DSS", "Department of Safety and Security", "国連安全保安局")
    assert items["meanings"].options[2].match == {"en": "win the war", "ja": "戦争に勝つ"}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("title: 確認テスト", "title: ''", "2: `title`: string should have at least 1 character"),
        ("title: 確認テスト", "pass_mark: 75", "2: `title` is missing"),
        ("title: 確認テスト", "title: 確認\npass_mark: 50", "3: `pass_mark` differs from the original"),
        ("[grab-bag]", "[grab-box]", "1: the item [grab-bag] of q.md is missing here"),
        ("[grab-bag]", "[grab-box]", "14: the item [grab-box] is not in q.md"),
        ("* [T] [a]", "* [F] [a]", "23: the option [a] is marked otherwise"),
        ("[T] [a]", "[T] [c]", "21: the item [rules] lacks the option [a]"),
        ("[T] [a]", "[T] [c]", "23: the option [c] is not in the original"),
        ("30 ± 5", "30 ± 4", "30: number or tolerance differs"),
        ("[numeric(分)]: 30 ± 5", "[short-answer]: 30", "28: the item [radio-check] is short here and numeric there"),
        ("1. [agenda] 平和への課題\n2. [brahimi]", "1. [brahimi] 平和への課題\n2. [agenda]",
         "40: the steps of [history] stand in another order"),
        ("合意に導く", "紛争の激化を防ぐ", "47: pairs of [meanings] share their right side"),
        ("* [extra] =>", "* [extra] 勝利 =>", "51: the pair [extra] has a left side in only one"),
        ("\n===\n\n[grab-bag]", "\n[meta]: tags=c4-radio\n===\n\n[grab-bag]", "12: [meta] differs from the original"),
        ("[x] [passport]", "[*] [passport]", "14: the item [grab-bag] is single here and multiple there"),
    ],
)  # fmt: skip
def test_a_twin_that_is_no_translation_is_refused_on_its_own_line(old, new, fault):
    assert old in TWIN
    found = faults(FULL, TWIN.replace(old, new))
    assert any(one.startswith(f"q.ja.md:{fault}") for one in found), found


def test_a_twin_may_repeat_what_is_the_same():
    twin = TWIN.replace("title: 確認テスト", "title: 確認\npass_mark: 75\ntime_limit: 1h30m")
    twin = twin.replace(
        "\n===\n\n[grab-bag]", "\n[meta]: points=2; must_pass; tags=c4-convoy,c4-radio\n===\n\n[grab-bag]"
    )
    assert read(FULL, twin).title["ja"] == "確認"


def test_faults_of_both_files_are_told_at_once():
    found = faults(FULL.replace("30 +- 5", "thirty"), TWIN.replace("[x]", "[ ]"))
    assert [fault.split(" ")[0] for fault in found] == ["q.md:47:", "q.ja.md:14:"]


def test_a_twin_without_front_matter_is_refused():
    assert faults(FULL, "no front matter") == [
        "q.ja.md:1: the file must begin with front matter: a line ---, its keys, and a second line ---"
    ]
