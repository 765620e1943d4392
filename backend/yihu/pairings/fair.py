"""Fair pairing as linear assignment: who goes to whom, so that nobody is left out and nobody carries two loads.

Knows nothing of the database. A large area is cut into districts (townships, or parts of a large one), each solved on
its own. Within a district each row (a home, or a helper where there are more of those) gets one slot of a column; a
column has one slot for each further load. By falling weight the costs say: every column is used, pairs that hold
already are kept up to the fair load, loads are even, the helper fits the village, the way is short. Whole numbers well
below 2**24 throughout, so that float32 is exact.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
from lap import lapjvs
from numpy.typing import NDArray

SAME_VILLAGE, SAME_TOWNSHIP, ELSEWHERE = 0, 10, 100
MISFIT = 50
"""A helper whom the rule for this type of village does not foresee: worse than a longer way inside the township."""
STEP = 200
"""Of each further load: more than the dearest way, so that loads differ by one at most."""
LARGEST = 4000
"""Homes of one district: a matrix of about 100 MB and a few seconds."""
LOCAL = ("township", "village")

Costs = NDArray[np.float32]
Pairs = list[tuple[int, int]]
"""Places of a home and of a helper in their lists."""


@dataclass(frozen=True, slots=True)
class Home:
    """A household to be paired. `poor`: whether its village is a poor one, None where nobody has said."""

    id: UUID
    place: str
    poor: bool | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """A helper. `busy`: pairings outside this task; `most`: loads in all; `supports`: places that his unit supports."""

    id: UUID
    place: str
    level: str = "township"
    supports: frozenset[str] = field(default_factory=frozenset)
    busy: int = 0
    most: int | None = None

    def backs(self, village: str) -> bool:
        return village in self.supports or village[:9] in self.supports


@dataclass(frozen=True, slots=True)
class District:
    """Homes and helpers that are matched with each other, by their places in the lists."""

    homes: list[int]
    hands: list[int]


def districts(homes: Sequence[Home], hands: Sequence[Hand], held: Pairs) -> list[District]:
    """Cut the area. Helpers stay where they belong or already help; those from above go where most is wanted."""
    of_village = _villages(homes)
    cut = [District([], []) for _ in range(len(set(of_village.values())))]
    for i, home in enumerate(homes):
        cut[of_village[home.place[:12]]].homes.append(i)
    by_township: dict[str, set[int]] = defaultdict(set)
    for village, number in of_village.items():
        by_township[village[:9]].add(number)
    first = {hand: of_village[homes[home].place[:12]] for home, hand in reversed(held)}

    def choices(i: int) -> set[int]:
        own = hands[i].place
        if own[:12] in of_village:
            return {of_village[own[:12]]}
        backed = {number for village, number in of_village.items() if hands[i].backs(village)}
        return by_township.get(own[:9]) or ({first[i]} if i in first else backed) or set(range(len(cut)))

    wanted = {i: choices(i) for i in range(len(hands))} if cut else {}
    for i in sorted(wanted, key=lambda i: (len(wanted[i]), i)):
        number = max(wanted[i], key=lambda n: (len(cut[n].homes) / (len(cut[n].hands) + 1), -n))
        cut[number].hands.append(i)
    return _without_empty([District(d.homes, sorted(d.hands)) for d in cut])


def _villages(homes: Sequence[Home]) -> dict[str, int]:
    """Number of the district of each village: its township, or a part of it that is not too large."""
    counts = Counter(home.place[:12] for home in homes)
    numbers: dict[str, int] = {}
    number, township, size = -1, "", 0
    for village, count in sorted(counts.items()):
        if village[:9] != township or size + count > LARGEST:
            number, township, size = number + 1, village[:9], 0
        numbers[village] = number
        size += count
    return numbers


def _without_empty(cut: list[District]) -> list[District]:
    """Homes of a district without any helper go to the one that has most helpers for its homes."""
    staffed = [d for d in cut if d.hands]
    for lonely in cut:
        if not lonely.hands and staffed:
            min(staffed, key=lambda d: len(d.homes) / len(d.hands)).homes.extend(lonely.homes)
    return staffed


def solve(homes: Sequence[Home], hands: Sequence[Hand], held: Pairs, *, everyone_helps: bool) -> Pairs:
    """Pair every home and, if asked and possible, every helper. `held`: pairs that hold already, dearest first."""
    if not homes or not hands:
        return list(held)
    idle = [i for i, hand in enumerate(hands) if hand.busy == 0]
    costs = _costs(homes, hands)
    if everyone_helps and len(idle) > len(homes):
        return _shared(costs, idle, held, len(homes))
    return _each_home(costs, hands, held, everyone_helps=everyone_helps)


def _each_home(costs: Costs, hands: Sequence[Hand], held: Pairs, *, everyone_helps: bool) -> Pairs:
    """One helper for each home; a second one that a home has already stays."""
    own: dict[int, int] = {}
    fixed = [(home, hand) for home, hand in held if own.setdefault(home, hand) != hand]
    busy = np.array([hand.busy for hand in hands]) + np.bincount([b for _, b in fixed], minlength=len(hands))
    most = np.array([len(costs) + busy.max() if hand.most is None else hand.most for hand in hands])
    keep = np.array([own.get(home, -1) for home in range(len(costs))])
    found = _match(costs, busy, most, keep, use_all=everyone_helps)
    return [*fixed, *((home, int(hand)) for home, hand in enumerate(found) if hand >= 0)]


def _shared(costs: Costs, idle: list[int], held: Pairs, homes: int) -> Pairs:
    """More helpers than homes: one home for each helper, several helpers to a home."""
    row_of = {hand: row for row, hand in enumerate(idle)}
    own: dict[int, int] = {}
    fixed = [(home, hand) for home, hand in held if hand not in row_of or own.setdefault(hand, home) != home]
    busy = np.bincount([home for home, _ in fixed], minlength=homes)
    keep = np.array([own.get(hand, -1) for hand in idle])
    found = _match(costs.T[idle], busy, np.full(homes, len(idle) + busy.max()), keep, use_all=True)
    return [*fixed, *((int(home), idle[row]) for row, home in enumerate(found))]


def _match(
    costs: Costs, busy: NDArray[np.int64], most: NDArray[np.int64], keep: NDArray[np.int64], *, use_all: bool
) -> NDArray[np.int64]:
    """A column for each row, -1 where all columns are full. `keep`: the column that the row has already, or -1."""
    level = _level(len(costs), busy, most)
    room = np.maximum(np.minimum(most, level) - busy, 0)
    start = np.cumsum(room) - room
    owner = np.repeat(np.arange(len(room)), room)
    load = np.arange(len(owner)) - start[owner] + busy[owner]
    kept = STEP * (level + 2)
    slots = costs[:, owner] + (STEP * load - (2 * kept if use_all else 0) * (load == 0)).astype(np.float32)
    for row in np.flatnonzero(keep >= 0):
        column = keep[row]
        slots[row, start[column] : start[column] + room[column]] -= kept
    found = np.full(len(costs), -1)
    if len(owner):
        rows, chosen = lapjvs(slots, return_cost=False)
        found[rows] = owner[chosen]
    return found


def _level(rows: int, busy: NDArray[np.int64], most: NDArray[np.int64]) -> int:
    """The lowest load up to which the columns together take all rows; slots above it would never be chosen."""
    low, high = 0, int(rows + busy.max())
    while low < high:
        middle = (low + high) // 2
        if np.maximum(np.minimum(most, middle) - busy, 0).sum() >= rows:
            high = middle
        else:
            low = middle + 1
    return low


def _costs(homes: Sequence[Home], hands: Sequence[Hand]) -> Costs:
    """Homes x helpers: the way and the fit."""
    villages = sorted({home.place[:12] for home in homes})
    standing = {home.place[:12]: home.poor for home in homes}
    rows = np.array([[way(hand, v) + MISFIT * misfit(hand, v, standing[v]) for hand in hands] for v in villages])
    number = {village: row for row, village in enumerate(villages)}
    found: Costs = rows.astype(np.float32)[[number[home.place[:12]] for home in homes]]
    return found


def way(hand: Hand, village: str) -> int:
    """How far a helper is from a village; one whose unit supports it belongs there."""
    if hand.place[:12] == village or hand.backs(village):
        return SAME_VILLAGE
    return SAME_TOWNSHIP if hand.place[:9] == village[:9] else ELSEWHERE


def misfit(hand: Hand, village: str, poor: bool | None) -> bool:
    """A poor village wants its supporting unit, another one people of the township or the village."""
    if poor is None:
        return False
    return not hand.backs(village) if poor else hand.level not in LOCAL
