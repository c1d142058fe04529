"""The rules of the house, kept by the machine. Each rule takes a checkout and returns its faults, which say what to do instead."""

from pathlib import Path

import pytest

from tests.house import once, pages, permission, purity, sizes, stairs, words
from tests.house.tree import Tree

RULES = (
    stairs.imports_only_go_down_the_stairs,
    stairs.neighbours_never_import_in_a_circle,
    stairs.packages_hold_only_a_docstring,
    stairs.every_module_says_what_it_is_for,
    stairs.imports_are_absolute_and_at_the_top,
    stairs.each_library_has_one_door,
    purity.domain_takes_values_and_returns_values,
    purity.domain_counts_in_whole_numbers_and_fractions,
    purity.sql_stays_in_the_store,
    purity.relationships_never_load_by_themselves,
    purity.facts_are_only_followed_by_new_ones,
    permission.every_use_case_asks_permission_once,
    permission.what_runs_the_house_is_not_entered_from_a_request,
    permission.steps_do_not_ask_again,
    once.one_commit,
    once.one_clock,
    once.one_csrf_protection,
    once.one_error_table,
    once.one_config,
    once.one_ledger_call,
    sizes.no_drawers_for_odds_and_ends,
    sizes.one_noun_has_one_name,
    sizes.files_are_short,
    sizes.functions_are_short,
    sizes.page_templates_are_short,
    sizes.exceptions_are_still_needed,
    pages.templates_hold_no_inline_code,
    pages.html_is_made_safe_in_one_place,
    pages.style_sheets_use_tokens_and_logical_sides,
    pages.addresses_are_kebab_with_typed_parts,
    words.no_loose_ends,
)


@pytest.fixture(scope="module")
def checkout() -> Tree:
    return Tree(Path(__file__).resolve().parents[1])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rule(rule, checkout):
    faults = rule(checkout)
    if faults:
        pytest.fail(f"{rule.__name__.replace('_', ' ')}:\n" + "\n".join(faults), pytrace=False)
