"""The invented households of a village, one after another, the same for the same seed number."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yihu.seed import livelihood
from yihu.seed.families import family
from yihu.seed.livelihood import DemoLoan, Standing
from yihu.seed.names import clans
from yihu.seed.people import Person, Village

PHONE_RANGE = "154"
"""Mobile numbers that no operator gives out, so that nobody is rung up by a demo."""


@dataclass(slots=True)
class DemoHousehold:
    household_no: str
    village_code: str
    group: int
    """Number of the villager group, from 1."""
    members: list[Person]
    """The head first."""
    standing: Standing
    income: dict[int, dict[str, Decimal]]
    loans: list[DemoLoan]
    phone: str
    conditions: dict[str, object]

    @property
    def head(self) -> Person:
        return self.members[0]

    @property
    def group_code(self) -> str:
        return f"{self.village_code}{self.group:03d}"

    @property
    def group_name(self) -> str:
        return f"{self.group}组"


def shares(codes: Sequence[str], households: int, seed: int) -> dict[str, int]:
    """Spread a number of households over villages: some large, some small, communities (001-199) smaller; sums exactly."""
    rng = random.Random(f"{seed}/shares")
    weights = [rng.uniform(0.55, 1.45) * (0.5 if code[9:] < "200" else 1) for code in codes]
    total, given, spread = sum(weights), 0, {}
    reached = 0.0
    for code, weight in zip(codes, weights, strict=True):
        reached += weight
        upto = round(households * reached / total)
        spread[code] = upto - given
        given = upto
    return spread


def demo(counts: Mapping[str, int], seed: int, on: date, years: Sequence[int]) -> Iterator[DemoHousehold]:
    """Make that many households in each village of one county."""
    taken: set[str] = set()
    for code, count in counts.items():
        yield from households(code, count, seed, on, years=years, taken=taken)


def groups(village_code: str, seed: int) -> int:
    return random.Random(f"{seed}/{village_code}/groups").randint(2, 6)


def households(
    village_code: str, count: int, seed: int, on: date, *, years: Sequence[int], taken: set[str]
) -> Iterator[DemoHousehold]:
    """Make `count` households of a village as of a day, with income lines for each year.

    `taken` holds the ID numbers given so far and grows.
    """
    rng = random.Random(f"{seed}/{village_code}")
    village = Village(rng, village_code[:6], on, clans(rng), taken)
    last_group = groups(village_code, seed)
    borrowers = 0
    for number in range(1, count + 1):
        members = family(village)
        found = livelihood.standing(rng, members)
        borrowed = livelihood.loans(rng, members, found, on, borrowers)
        borrowers += bool(borrowed)
        yield DemoHousehold(
            household_no=f"{village_code}{number:04d}",
            village_code=village_code,
            group=1 + (number - 1) * last_group // count,
            members=members,
            standing=found,
            income=livelihood.income(rng, members, found, years, on),
            loans=borrowed,
            phone=f"{PHONE_RANGE}{rng.randrange(10**8):08d}",
            conditions=livelihood.conditions(rng, members),
        )
