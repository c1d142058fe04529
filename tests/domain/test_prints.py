"""Uploaded files, told from their bytes alone."""

import pytest

from lms.domain.prints import MOST, Upload, Wanted, continues, is_wanted, named_signers, sha256, told

ISSUED = b"%PDF-1.7 the issued file %%EOF"
OURS = bytes(range(32))


def signed(*hashes, digits=None):
    """A file with a signature in it that names these hashes."""
    inside = digits or b"<" + (b"\x30\x10" + b"".join(b"\x04\x20" + one for one in hashes)).hex().encode() + b"0000>"
    head = b"%PDF-1.7 "
    return head + inside + b" /ByteRange [0 %d %d    20 ]" % (len(head), len(head) + len(inside))


def test_a_file_that_goes_on_after_the_issued_one_is_told_from_any_other():
    name, size = sha256(ISSUED), len(ISSUED)
    assert continues(ISSUED + b"\n", name, size)
    assert not continues(ISSUED, name, size) and not continues(ISSUED[:-1] + b"x\n", name, size) and not continues(b"x", sha256(b""), 0)


def test_a_signature_names_whose_it_is():
    assert named_signers(signed(b"\x07" * 32, OURS)) == ("07" * 32, OURS.hex())
    assert named_signers(signed()) == ()


@pytest.mark.parametrize("content", [
    b"", ISSUED, b"/ByteRange [0 0 0 0]", b"/ByteRange [0 9999999999 9999999999 9]", b"/ByteRange [ 0 4 2 1 ]", b"/ByteRange",
    signed(digits=b"<not hexadecimal>"), signed(digits=b"<abc>"), signed(digits="<é>".encode()), b"/ByteRange [" * 9999,
])
def test_a_file_without_a_signature_has_none(content):
    assert named_signers(content) is None


def test_only_so_many_signatures_are_read():
    head, inside = b"/ByteRange [0 0 0 0]" * MOST, b"<%s>" % (b"\x04\x20" + OURS).hex().encode()
    ranged = b" /ByteRange [0 %d %d 9]"
    assert named_signers(head + inside + ranged % (len(head), len(head + inside))) is None
    head = head[:-20]
    assert named_signers(head + inside + ranged % (len(head), len(head + inside))) == (OURS.hex(),)
    assert len(named_signers(signed(*(bytes([number]) * 32 for number in range(MOST + 9))))) == MOST


@pytest.mark.parametrize(("named", "ours", "has", "found"), [
    (None, False, True, Upload.UNSIGNED), (None, False, False, Upload.DIFFERENT), ((), False, True, Upload.FOREIGN),
    (("a",), True, True, Upload.EDITED), (("a",), True, False, Upload.EDITED),
])
def test_what_a_file_is_follows_from_whose_signature_it_carries(named, ours, has, found):
    assert told(named, ours, has) is found


@pytest.mark.parametrize(
    ("wanted", "prints", "whole", "signed", "again"),
    [
        (Wanted.MISSING, 0, True, False, True),
        (Wanted.MISSING, 1, False, True, True),
        (Wanted.MISSING, 1, True, False, False),
        (Wanted.UNSIGNED, 0, True, False, False),
        (Wanted.UNSIGNED, 1, True, False, True),
        (Wanted.UNSIGNED, 2, False, True, False),
    ],
)
def test_which_files_are_printed_anew(wanted, prints, whole, signed, again):
    assert is_wanted(wanted, prints, whole, signed) is again
