from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yihu.pairings.fair import Hand, Home, districts, solve

TOWNSHIP, OTHER = "511921119", "511921100"
VILLAGES = [f"{TOWNSHIP}{number}" for number in range(200, 214)]
HOMES = [25, 20, 18, 15, 12, 11, 10, 9, 8, 7, 6, 4, 3, 2]
HANDS = [10, 24, 9, 15, 16, 8, 12, 4, 10, 9, 8, 1, 6, 3]
"""150 households and 135 delegates over 14 uneven villages."""


def people(kind, counts: list[int], villages=VILLAGES, start: int = 0, **over) -> list:
    places = [place for place, count in zip(villages, counts, strict=True) for _ in range(count)]
    return [kind(UUID(int=start + number), place, **over) for number, place in enumerate(places)]


def loads(pairs) -> list[int]:
    return sorted(Counter(hand for _, hand in pairs).values())


def test_the_township_of_the_plan():
    homes, hands = people(Home, HOMES), people(Hand, HANDS)
    assert (len(homes), len(hands)) == (150, 135)
    pairs = solve(homes, hands, [], everyone_helps=True)
    assert {home for home, _ in pairs} == set(range(150))
    assert loads(pairs) == [1] * 120 + [2] * 15
    same = sum(homes[a].place == hands[b].place for a, b in pairs)
    assert same == most_in_the_same_village() == 130
    assert pairs == solve(homes, hands, [], everyone_helps=True)


def most_in_the_same_village() -> int:
    """By counting, without any solver: at most 15 delegates take two, and in a village no more pairs than homes."""
    first = sum(map(min, HOMES, HANDS))
    second = sum(max(0, min(homes - hands, hands)) for homes, hands in zip(HOMES, HANDS, strict=True))
    return first + min(second, 15)


def test_more_helpers_than_homes_share():
    homes, hands = people(Home, [2, 1], VILLAGES[:2]), people(Hand, [3, 4], VILLAGES[:2])
    pairs = solve(homes, hands, [], everyone_helps=True)
    assert {hand for _, hand in pairs} == set(range(7))
    assert sorted(Counter(home for home, _ in pairs).values()) == [2, 2, 3]
    assert len(solve(homes, hands, [], everyone_helps=False)) == 3


def test_limits_hold_and_the_rest_stays_alone():
    homes, hands = people(Home, [5], VILLAGES[:1]), people(Hand, [2], VILLAGES[:1], most=2)
    assert loads(solve(homes, hands, [], everyone_helps=True)) == [2, 2]


def test_a_poor_village_wants_its_supporting_unit():
    homes = [Home(UUID(int=1), VILLAGES[0], poor=True), Home(UUID(int=2), VILLAGES[1], poor=False)]
    hands = [Hand(UUID(int=3), VILLAGES[0]), Hand(UUID(int=4), "511921", "county", frozenset([VILLAGES[0]]))]
    assert sorted(solve(homes, hands, [], everyone_helps=True)) == [(0, 1), (1, 0)]


def test_a_pair_is_given_up_only_for_somebody_who_has_nobody():
    homes, hands = people(Home, [4], VILLAGES[:1]), people(Hand, [1, 1], VILLAGES[:2])
    held = [(0, 0), (1, 0)]
    assert set(held) < set(solve(homes, hands, held, everyone_helps=True))
    everything = [(home, 0) for home in range(4)]
    pairs = solve(homes, hands, everything, everyone_helps=True)
    assert loads(pairs) == [2, 2]


def test_a_large_area_is_solved_in_parts_and_nobody_is_forgotten():
    far, lonely = f"{OTHER}201", "511921101201"
    homes = people(Home, [6, 4, 2], [VILLAGES[0], far, lonely])
    hands = people(Hand, [2, 1, 3], [VILLAGES[0], far, "511921"], start=100)
    cut = districts(homes, hands, [(9, 0)])
    assert sorted(i for d in cut for i in d.homes) == list(range(12))
    assert sorted(i for d in cut for i in d.hands) == list(range(6))
    assert [len({homes[i].place[:9] for i in d.homes}) for d in cut] == [1, 1, 1]
    assert all(d.hands for d in cut)


@st.composite
def areas(draw):
    villages = VILLAGES[: draw(st.integers(1, 5))]
    counts = st.lists(st.integers(0, 6), min_size=len(villages), max_size=len(villages))
    homes = people(Home, draw(counts), villages)
    hands = people(Hand, draw(counts), villages, start=1000)
    held = []
    if homes and hands:
        one_each = st.permutations(range(min(len(homes), len(hands))))
        held = [(i, i) for i in draw(one_each)[: draw(st.integers(0, min(len(homes), len(hands))))]]
    return homes, hands, held


@given(areas())
@settings(max_examples=60, deadline=None)
def test_whatever_the_area(area):
    homes, hands, held = area
    pairs = solve(homes, hands, held, everyone_helps=True)
    assert len(set(pairs)) == len(pairs)
    assert set(held) <= set(pairs)
    if not homes or not hands:
        return
    assert {home for home, _ in pairs} == set(range(len(homes)))
    assert {hand for _, hand in pairs} == set(range(len(hands)))
    given_to = Counter(hand if len(homes) >= len(hands) else home for home, hand in pairs)
    assert max(given_to.values()) - min(given_to.values()) <= 1


@pytest.mark.parametrize("busy", [1, 5])
def test_who_has_enough_elsewhere_gets_less(busy):
    homes = people(Home, [5], VILLAGES[:1])
    hands = [Hand(UUID(int=1), VILLAGES[0], busy=busy), Hand(UUID(int=2), VILLAGES[0])]
    pairs = solve(homes, hands, [], everyone_helps=True)
    assert Counter(hand for _, hand in pairs)[0] == {1: 2, 5: 0}[busy]
