"""A new policy and the certificates that were there before it."""

from datetime import date

from lms.services import certificates, policies
from tests.services.test_attempts import do, finish_course
from tests.services.test_policies import adopt, facts, held, with_policy

THREE = "name: v1\ntitle: {en: Three years}\nissues_from: 2026-02-01\nvalidity: {default: 36}\n"
TWO = "name: v2\ntitle: {en: Two years}\nissues_from: 2026-04-01\nvalidity: {default: 24}\n"


def issued_for_three_years(house, cast, tmp_path, second):
    with_policy(house, tmp_path / "home", THREE, "v1")
    adopt(house, cast, "v1")
    finish_course(house, cast.aiko)
    with_policy(house, tmp_path / "home", second, "v2")
    return held(house, cast.aiko).code


def test_an_old_certificate_keeps_its_three_years_under_a_policy_of_two(house, cast, clock, tmp_path):
    """Certificate valid 3 years issued under policy v1; policy v2 says 2 years → old one keeps 3 years."""
    code = issued_for_three_years(house, cast, tmp_path, TWO)
    assert do(house, cast.emi, policies.preview, "v2", writes=False).certificates == 0
    adopt(house, cast, "v2")
    clock.forward(days=40)
    finish_course(house, cast.bayo)
    old, new = (do(house, cast.farid, certificates.verify, one, writes=False) for one in (code, held(house, cast.bayo).code))
    assert (old.snapshot.policy, old.until, old.shortened) == ("v1", date(2029, 3, 1), "")
    assert (new.snapshot.policy, new.until, new.shortened) == ("v2", date(2028, 4, 10), "")
    assert facts(house, cast.aiko) == [(date(2026, 3, 2), date(2029, 3, 1))]


def test_a_sunset_ends_it_sooner_and_the_preview_lists_those_hit(house, cast, clock, tmp_path):
    """… unless v2 states a sunset; preview lists those hit."""
    code = issued_for_three_years(house, cast, tmp_path, TWO + "earlier: {sunset: 2026-12-31}\n")
    seen = do(house, cast.emi, policies.preview, "v2", writes=False)
    (one,) = seen.named
    assert (seen.certificates, seen.holders, one.name, one.code) == (1, 1, "Aiko Tanaka", code)
    assert (one.before, one.after) == (date(2029, 3, 1), date(2026, 12, 31))
    assert [(loss.title["en"], loss.day) for loss in one.losses] == [("Driver", date(2027, 1, 1))]
    assert held(house, cast.aiko).until == date(2029, 3, 1)
    adopt(house, cast, "v2")
    said = do(house, cast.farid, certificates.verify, code, writes=False)
    assert (said.snapshot.valid_until, said.until, said.shortened) == (date(2029, 3, 1), date(2026, 12, 31), "v2")
    assert facts(house, cast.aiko) == [(date(2026, 3, 2), date(2026, 12, 31))]
    assert do(house, cast.emi, policies.preview, "v2", writes=False).certificates == 0
