"""The quiz notation: faults of items, each with its line."""

import re

import pytest

from tests.content.quiz_pages import CHOICES, HEAD, faults, read


def body_fault(body: str) -> str:
    """The only fault of a body that begins on line 5."""
    found = faults(HEAD + body)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("Which one?\n" + CHOICES, "5: an item begins with its key"),
        ("# Heading\n\n[a] Which?\n" + CHOICES, "5: an item begins with its key"),
        ("[feedback]: Lost\n", "5: an item begins with its key"),
        ("［a］ どれ？\n" + CHOICES, "5: use half-width brackets"),
        ("[Bad Key] Which?\n" + CHOICES, "5: the item key [Bad Key] must be small letters"),
        ("[] Which?\n" + CHOICES, "5: the item key [] must be small letters"),
        ("[a]\n" + CHOICES, "5: the item [a] asks nothing"),
        (f"[a] Which?\n{CHOICES}\n===\n[a] Which?\n{CHOICES}", "11: the item key [a] stands twice, first on line 5"),
        ("[a] Which?\n* [ ] [x1] Yes\n* [ ] [x2] No\n", "5: the item [a] has no right option"),
        ("[a] Which?\n* [*] [x1] Yes\n* [*] [x2] No\n", "5: the item [a] has 2 options marked [*]"),
        ("[a] Which?\n* [*] [x1] Yes\n", "5: the item [a] needs at least 2 options"),
        ("[a] Which?\n* [x] [x1] Yes\n", "5: the item [a] needs at least 2 options"),
        ("[a] Which?\n1. [x1] Yes\n", "5: the item [a] needs at least 2 options"),
        ("[a] Which?\n* [x1] Yes => No\n* [x2] => No\n", "5: the item [a] needs at least 2 pairs"),
        ("[a] Which?\n* [*] [x1] Yes\n* [x] [x2] No\n", "7: the item [a] mixes marks"),
        ("[a] Which?\n* [T] [x1] Yes\n* [ ] [x2] No\n", "7: the item [a] mixes marks"),
        ("[a] Which?\n* [x] [x1] Yes\n1. [x2] No\n", "7: the item [a] mixes marks"),
        ("[a] Which?\n* [y] [x1] Yes\n* [*] [x2] No\n* [ ] [x3] So\n", "6: [y] is not a mark"),
        ("[a] Which?\n* [ ] Yes\n* [*] [x2] No\n* [ ] [x3] So\n", "6: the option has no key"),
        ("[a] Which?\n- [*] [x1] Yes\n* [ ] [x2] No\n", "6: options begin with *, not with -"),
        ("[a] どれ？\n＊ ［ ］ ［x1］ はい\n* [*] [x2] No\n* [ ] [x3] So\n", "6: use half-width brackets"),
        ("[a] Which?\n* [*] [X1] Yes\n* [ ] [x2] No\n", "6: the option key [X1] must be small letters"),
        ("[a] Which?\n* [*] [x1] Yes\n* [ ] [x1] No\n", "7: the option key [x1] stands twice in the item [a]"),
        ("[a] Which?\n* [*] [x1]\n* [ ] [x2] No\n", "6: the option [x1] has no text"),
        ("[a] Which?\n* [x1] Yes => No\n* [x2] No\n* [x3] So => What\n", "7: [x2] has neither a mark"),
        ("[a] Which?\n* [x1] Yes => No\n* [x2] No =>\n* [x3] So => What\n", "7: [x2] has neither a mark"),
        ("[a] Which?\n  > Why\n" + CHOICES, "6: feedback (>) stands under the option"),
        (f"[a] Which?\n{CHOICES}\n[meta]: points=1\n  > Why\n", "11: feedback (>) stands under the option"),
        (f"[a] Which?\n{CHOICES}> Why\n", "9: indent the feedback"),
        (f"[a] Which?\n{CHOICES}\nAnd why?\n", "10: this line belongs to nothing"),
        (f"[a] Which?\n{CHOICES}\n[hint]: Think\n", "10: [hint] is not a block"),
        (f"[a] Which?\n{CHOICES}\n[feedback]\n", "10: [feedback] is not a block"),
        (f"[a] Which?\n{CHOICES}\n[feedback(x)]: Think\n", "10: [feedback] takes no unit"),
        (f"[a] Which?\n{CHOICES}\n[feedback]: A\n[feedback]: B\n", "11: a second [feedback] in the item [a]"),
        (f"[a] Which?\n{CHOICES}\n[meta]: points=0\n", "10: points=0: points are a whole number from 1 to 100"),
        (f"[a] Which?\n{CHOICES}\n[meta]: points=101\n", "10: points=101: points are"),
        (f"[a] Which?\n{CHOICES}\n[meta]: points=1.5\n", "10: points=1.5: points are"),
        (f"[a] Which?\n{CHOICES}\n[meta]: weight=2\n", "10: weight is not known in [meta]"),
        (f"[a] Which?\n{CHOICES}\n[meta]: must_pass=yes\n", "10: must_pass stands alone"),
        (f"[a] Which?\n{CHOICES}\n[meta]: tags=A\n", "10: tags=A: write keys"),
        (f"[a] Which?\n{CHOICES}\n[meta]: tags=t,t\n", "10: tags=t,t: write keys"),
        ("[a] Say.\n" + "".join(f"* [T] [x{n}] {n}\n" for n in range(41)), "5: the item [a] has more than 40 options"),
        ("[a] Which?\n", "5: the item [a] has no options and no [numeric]:, [short-answer]:, [gap(key)]: or [essay]:"),
        (f"[a] Which?\n{CHOICES}\n[numeric]: 3\n", "5: the item [a] is answered in two ways"),
        ("[a] Which?\n\n[numeric]: about 3\n", "7: [numeric]: about 3 is not a number"),
        ("[a] Which?\n\n[numeric]: 1e3\n", "7: [numeric]: 1e3 is not a number"),
        ("[a] Which?\n\n[numeric]: 3 +- -1\n", "7: [numeric]: 3 +- -1 is not a number"),
        ("[a] Which?\n\n[numeric]: nan\n", "7: [numeric]: nan is not a number"),
        ("[a] Which?\n\n[short-answer]:\n", "7: an accepted answer of [a] is empty"),
        ("[a] Which?\n\n[short-answer]: A\n[short-answer/accept]:\n* ...\n", "9: an accepted answer of [a] is empty"),
        ("[a] Which?\n\n[short-answer]: A\n[short-answer/accept]:\nB\n", "9: each accepted answer stands on"),
        ("[a] Which?\n\n[short-answer/accept]:\n* B\n", "7: [short-answer/accept] needs [short-answer]: before it"),
        (f"[a] Which?\n{CHOICES}\n===\n[a-x1] Say.\n* [T] [y] Yes\n===\n[a-x1-y] Which?\n{CHOICES}",
         "14: [a-x1-y] and an option of [a-x1] get the same field name"),
        ("", "2: the quiz asks nothing"),
    ],
)  # fmt: skip
def test_a_fault_of_an_item_has_its_line(body, fault):
    assert body_fault(body).startswith(f"q.md:{fault}")


def test_a_fault_does_not_quote_a_whole_page():
    assert len(body_fault("[a] Which?\n\n[numeric]: " + "3 " * 9000)) < 320


def test_options_that_read_the_same_are_both_named():
    found = faults(HEAD + "[a] Which?\n* [*] [x1] Yes\n* [ ] [x2] Yes\n")
    assert [fault[:7] for fault in found] == ["q.md:6:", "q.md:7:"]


def test_all_faults_are_told_at_once_in_the_order_of_the_file():
    found = faults("---\ntitle: T\npass_mark: 0\n---\n[A] Which?\n[numeric]: x\n===\n[b]\n[meta]: odd\n===\nno key\n")
    assert [int(re.search(r":(\d+):", fault)[1]) for fault in found] == [3, 5, 6, 8, 8, 11]


def test_lists_links_and_numbers_in_a_question_are_not_options():
    stem = "Read this:\n\n* a point\n* [a link](https://example.org)\n- another\n1. first\n\nWhich?"
    quiz = read(f"{HEAD}[a] {stem}\n{CHOICES}")
    assert quiz.items[0].stem["en"] == stem and len(quiz.items[0].options) == 2


def test_meta_may_end_with_a_semicolon():
    assert read(f"{HEAD}[a] Which?\n{CHOICES}\n[meta]: must_pass; ;\n").items[0].must_pass


def test_blank_items_are_skipped():
    assert len(read(f"{HEAD}\n===\n\n[a] Which?\n{CHOICES}\n===\n\n").items) == 1
