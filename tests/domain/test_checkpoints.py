"""Checkpoints as text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.checkpoints import (
    LOG,
    WITNESS,
    Checkpoint,
    Verifier,
    body,
    cosigned,
    read_note,
    read_verifier,
    signature_line,
    stamped,
    unstamped,
)
from lms.errors import Invalid

KEY = Verifier("hato.example.org", LOG, bytes(range(32)))
HEAD = Checkpoint("hato.example.org", 42, bytes(32))


@given(st.integers(0, 10**12), st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_a_note_says_what_was_signed(size, root, signature):
    said = Checkpoint("hato.example.org", size, root)
    found, signed, marks = read_note(body(said) + "\n" + signature_line(KEY, signature))
    assert (found, signed, marks) == (said, body(said), {(KEY.name, KEY.mark): signature})


def test_a_key_is_handed_on_as_text_and_read_back():
    assert read_verifier(f" {KEY}\n") == KEY
    assert KEY.mark != Verifier(KEY.name, WITNESS, KEY.key).mark


@pytest.mark.parametrize("text", ["", "a+b", "hato+00000000+AQ==", str(KEY).replace("+AQ", "+Ag"), str(KEY)[:-4], str(KEY).replace("example", "exemple"), "a+b+c", str(Verifier("x", 7, bytes(32)))])
def test_a_key_that_is_not_whole_is_refused(text):
    with pytest.raises(Invalid):
        read_verifier(text)


GOOD = body(HEAD) + "\n" + signature_line(KEY, bytes(64))


@pytest.mark.parametrize(
    "text",
    ["", "x", body(HEAD), GOOD.replace("42", "４２"), GOOD.replace("42", "042"), GOOD.replace("42", "-1"), GOOD.replace("AAAA", "AA", 1),
     body(Checkpoint("x", 4, bytes(31))) + "\n" + signature_line(KEY, bytes(64)), GOOD.replace("hato.example.org\n", "\n", 1), GOOD.replace("— ", "- "), GOOD.replace("—", "—  "), body(HEAD) + "\n— x AAAA\n", GOOD.replace("AAAA", "%%%%", 1)],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(Invalid):
        read_note(text)


def test_a_witness_signs_the_lines_with_the_moment():
    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert cosigned(body(HEAD), at).startswith(b"cosignature/v1\ntime 1772409600\nhato.example.org\n42\n")
    assert unstamped(stamped(at, bytes(64))) == (at, bytes(64))
    with pytest.raises(Invalid):
        unstamped(bytes(64))
