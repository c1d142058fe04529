"""UUIDs and codes."""

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.identifiers import ALPHABET, is_uuid, make_code, read_code, uuid7


def test_a_uuid7_sorts_by_time_and_names_its_version():
    early, late = uuid7(1_700_000_000_000, b"\xff" * 10), uuid7(1_700_000_000_001, b"\x00" * 10)
    assert early < late and early[14] == "7" and early[19] in "89ab"


def test_a_uuid_is_written_one_way():
    assert is_uuid(uuid7(1, bytes(10)))
    assert not is_uuid("x") and not is_uuid(uuid7(1, b"\xaa" * 10).upper()) and not is_uuid("0" * 32)


@given(st.binary(min_size=11, max_size=11))
def test_a_code_reads_back_as_people_type_it(randomness):
    code = make_code(randomness)
    assert read_code(code) == code
    assert read_code(f" {code.lower().replace('-', ' ')} ") == code
    assert read_code(code.replace("0", "O").replace("1", "l").replace("2", "z")) == code


@given(st.binary(min_size=11, max_size=11), st.integers(0, 11), st.sampled_from(ALPHABET))
def test_every_single_typo_is_found(randomness, place, symbol):
    plain = make_code(randomness).replace("-", "")
    wrong = plain[:place] + symbol + plain[place + 1 :]
    assert (read_code(wrong) is None) == (wrong != plain)


@given(st.binary(min_size=11, max_size=11), st.integers(0, 10))
def test_every_swap_of_neighbours_is_found(randomness, place):
    plain = make_code(randomness).replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert (read_code(swapped) is None) == (swapped != plain)


def test_what_is_no_code_is_none():
    assert read_code("") is None and read_code("7K3M") is None and read_code("山田太郎山田太郎山田太郎") is None and read_code("U" * 12) is None
