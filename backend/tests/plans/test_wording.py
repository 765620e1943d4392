"""What counts as a copied plan, judged on the labelled set."""

import random

import pytest

from tests.plans.labelled import copied, neighbours, plan
from yihu.plans.wording import Wording, likeness_of_texts
from yihu.policy import service as policy

COPIED = 85
"""Per cent from which a plan is shown as a copy; the shipped value of the parameter."""
PAIRS = 400


@pytest.fixture(scope="module")
def wording():
    import csv

    with (policy.DATA / "code_lists.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["list"] == "same_wording"]
    return Wording({alias: row["label"] for row in rows for alias in row["aliases"].split("|")})


def like(wording, one, other):
    a, b = wording.print(one.texts, one.names), wording.print(other.texts, other.names)
    return likeness_of_texts(a.text, [b.text])[0], bool(set(a.bands) & set(b.bands))


def test_copies_are_found_and_plans_written_apart_are_not(wording):
    chance = random.Random(20261123)
    originals = [plan(chance) for _ in range(PAIRS)]
    copies = [like(wording, one, copied(one, chance)) for one in originals]
    apart = [like(wording, *neighbours(chance)) for _ in range(PAIRS * 5)]
    found = sum(likeness >= COPIED and candidate for likeness, candidate in copies)
    false = sum(likeness >= COPIED and candidate for likeness, candidate in apart)
    print(f"recall {found / PAIRS:.3f}, precision {found / (found + false):.3f}, false {false} of {len(apart)}")
    assert found / PAIRS >= 0.98
    assert found / (found + false) >= 0.9


def test_names_numbers_and_order_do_not_matter(wording):
    one = wording.print(["饲养肉牛3头，办理小额信贷5万元", "张大山外出打工"], ["张大山"])
    other = wording.print(["李小红外出务工", "办理小额信贷三万元；养殖肉牛10头"], ["李小红"])
    assert one.text == other.text
    assert one.bands == other.bands


def test_a_plan_that_says_nothing_is_like_no_other(wording):
    empty = wording.print(["1。2"], [])
    assert (empty.text, empty.bands) == ("", [])
    assert likeness_of_texts("", [""]) == [0]
