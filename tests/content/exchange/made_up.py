"""Made-up quizzes of every kind with nasty texts, for the property tests of the notations."""

from dataclasses import replace

from hypothesis import strategies as st

from lms.content.exchange.report import Notes
from lms.content.exchange.soundness import mend, unsound
from lms.domain.answers import field_names
from lms.domain.questions import Criterion, Item, Kind, Option
from lms.domain.quizzes import Quiz

NASTY = (
    "===", "> said", "* a", "* [x] b", "* [x] [y] c", "1. [s] d", "[feedback]: e", "[meta]", "[meta]: tags=x", "- f", "# g", "｛", "［鍵］", "＊［x］", "---",
    "**bold**", "*em* _en_ a_b", "`code`", "[a](https://example.org)", "<b>h</b> &amp; &lt;", "<!-- c -->", "a -> b", "a => b", "=> c", "=", "~", "#", "{1}",
    "}", "{a}", "\\", "\\n", "\\{", "%50%", "::", ":x", "//", "$CATEGORY: x", "ANSWER: A", "A) b", "A. b", "[html]", "[markdown] m", "T", "FALSE", "| |", "'=1",
    "=1+1", "@x", "+", "-5", "＝1", '"q"', ";", ",", "a\tb", "鳩は飛ぶ。", "السلام عليكم", "\u202bאב\u202c", "e\u0301", "𠮷", "🕊️", "\u2028", "\xa0", "{1:SA:=x}",
    "~%100%", "]]>", "<![CDATA[", "(brackets)", "...", "___", "1)", "END_GROUP", "\u200b",
)  # fmt: skip
_CHARACTERS = st.characters(blacklist_categories=("Cs", "Cc", "Cn"), whitelist_characters="\n\t")
words = st.lists(st.one_of(st.sampled_from(NASTY), st.text(_CHARACTERS, max_size=12), st.sampled_from(["\n", "\n\n", " ", "\n  "])), min_size=1, max_size=6).map(
    "".join
).filter(str.strip)
keys = st.from_regex(r"[a-z0-9][a-z0-9-]{0,10}", fullmatch=True)
numbers = st.from_regex(r"-?(0|[1-9][0-9]{0,5})(\.[0-9]{1,4})?", fullmatch=True)
@st.composite
def items(draw, kinds=tuple(Kind), langs=("en",)):
    """An item as our notation can hold it."""

    def text(some=words):
        return {lang: draw(some) for lang in langs}

    def sometimes():
        return {lang: draw(words) for lang in langs if draw(st.booleans())}

    kind = draw(st.sampled_from(kinds))
    item = Item(
        draw(keys), kind, text(), feedback=sometimes(), tags=tuple(draw(st.lists(keys, unique=True, max_size=3))),
        must_pass=draw(st.booleans()), points=draw(st.integers(1, 100)), partial=draw(st.booleans()),
    )  # fmt: skip
    if kind is Kind.NUMERIC:
        item = replace(item, number=draw(numbers), tolerance=draw(numbers).lstrip("-"), unit=sometimes())
    elif kind is Kind.SHORT:
        item = replace(item, accepted=tuple(draw(st.lists(words, min_size=1, max_size=4))))
    elif kind is Kind.ESSAY:
        rubric = tuple(Criterion(key, text(), draw(st.integers(1, 20))) for key in draw(st.lists(keys, unique=True, min_size=1, max_size=3)))
        worth = sum(one.points for one in rubric)
        item = replace(item, rubric=rubric, words=draw(st.one_of(st.none(), st.integers(1, 900))), points=worth, partial=False)
    else:
        item = _with_options(draw, item, text, sometimes)
    mended = mend(item, Notes())
    again = mend(mended, Notes())
    assert again == mended, "mending twice changes nothing more"
    return mended


def _on_one_line(said):
    """The sides of a pair stand on one line in every notation."""
    return {lang: " ".join(text.split()) for lang, text in said.items()}


def _with_options(draw, item, text, sometimes):
    found = draw(st.lists(keys, unique=True, min_size=2, max_size=5))
    if item.kind is Kind.FILL_IN:
        options = [Option(key, {}, accepted=tuple(draw(st.lists(words, min_size=1, max_size=3)))) for key in found]
        gaps = " and ".join(f"{{{key}}}" for key in found)
        return replace(item, options=tuple(options), stem={lang: f"Begin {gaps} end {stem.replace('{', '(')}" for lang, stem in item.stem.items()})
    right = draw(st.lists(st.booleans(), min_size=len(found), max_size=len(found)))
    if item.kind is Kind.SINGLE:
        right = [number == right.count(True) % len(found) for number in range(len(found))]
    options = [Option(key, text(), good, feedback=sometimes()) for key, good in zip(found, right, strict=True)]
    if item.kind is Kind.MATCHING:
        options = [replace(one, text=_on_one_line(one.text), right=False, match=_on_one_line(text())) for one in options]
        options += [Option("extra", {}, match=text())] if "extra" not in found and draw(st.booleans()) else []
    if item.kind is Kind.ORDERING:
        options = [replace(one, right=False) for one in options]
    return replace(item, options=tuple(options))


@st.composite
def quizzes(draw, kinds=tuple(Kind), langs=("en",)):
    """A quiz whose items our notation can hold, at least one."""
    kept, fields = [], set()
    for item in draw(st.lists(items(kinds, langs), min_size=1, max_size=4)):
        names = set(field_names(item))
        if not unsound(item) and names.isdisjoint(fields) and item.key not in {one.key for one in kept}:
            kept.append(item)
            fields |= names
    if not kept:
        kept = [Item("one", Kind.SHORT, dict.fromkeys(langs, "Which?"), accepted=("Yes",))]
    title = {lang: " ".join(draw(st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=20)).split()) for lang in langs}
    tags = sorted({tag for item in kept for tag in item.tags})
    limit, tries = draw(st.one_of(st.none(), st.integers(1, 5999))), draw(st.one_of(st.none(), st.integers(1, 9)))
    return Quiz("course", "quiz", title, draw(st.integers(1, 100)), tuple(kept), tries, {tags[0]: 1} if tags else {}, limit)


def shown(item):
    """The item without what only its file knows: keys of options, and marks that say the same."""
    return replace(item, options=tuple(replace(option, key="") for option in item.options))
