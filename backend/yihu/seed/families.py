"""Which people live under one roof."""

import random
from collections.abc import Callable

from yihu.seed.people import (
    BROTHER,
    DAUGHTER,
    DAUGHTER_IN_LAW,
    FATHER,
    GRANDDAUGHTER,
    GRANDSON,
    HEAD,
    MOTHER,
    SON,
    SON_IN_LAW,
    SPOUSE,
    Kin,
    Person,
    Village,
)


def family(village: Village) -> list[Person]:
    """Draw one household, its head first."""
    rng = village.rng
    shape = rng.choices(_SHAPES, _WEIGHTS)[0]
    return shape(rng, Kin(village))


def _couple(rng: random.Random, kin: Kin, age: int, *, step: int = 0) -> list[Person]:
    """Head and spouse; in one family of twelve the woman is registered as the head."""
    if rng.random() < 0.08:
        return [
            kin.person(HEAD, age, female=True, married_in=True),
            kin.person(SPOUSE, age + rng.randint(-1, 5), female=False, step=step),
        ]
    return [
        kin.person(HEAD, age, female=False, step=step),
        kin.person(SPOUSE, age - rng.randint(-2, 5), female=True, married_in=True),
    ]


def _children(
    rng: random.Random, kin: Kin, mother: int, count: int, *, relations: tuple[str, str], step: int
) -> list[Person]:
    """Children born when the mother was 20 to 38, two years and more apart, eldest first."""
    age = mother - rng.randint(20, 27)
    children = []
    for _ in range(count):
        if age < 0 or mother - age > 40:
            break
        female = rng.random() < 0.47
        children.append(kin.person(relations[female], age, female, step))
        age -= rng.randint(2, 6)
    return children


def _alone(rng: random.Random, kin: Kin) -> list[Person]:
    old = rng.random() < 0.65
    female = rng.random() < (0.45 if old else 0.12)
    return [kin.person(HEAD, rng.randint(62, 86) if old else rng.randint(35, 61), female)]


def _old_couple(rng: random.Random, kin: Kin) -> list[Person]:
    return _couple(rng, kin, rng.randint(58, 82))


def _nuclear(rng: random.Random, kin: Kin) -> list[Person]:
    age = rng.randint(29, 56)
    parents = _couple(rng, kin, age)
    mother = min(age, 46)
    count = rng.choices((1, 2, 3), (36, 54, 10))[0]
    return parents + _children(rng, kin, mother, count, relations=(SON, DAUGHTER), step=1)


def _three_generations(rng: random.Random, kin: Kin) -> list[Person]:
    age = rng.randint(30, 50)
    members = _couple(rng, kin, age)
    count = rng.choices((1, 2, 3), (40, 52, 8))[0]
    members += _children(rng, kin, age, count, relations=(SON, DAUGHTER), step=1)
    older = age + rng.randint(21, 30)
    # The head's own parents: a woman who heads the house lives with her husband's, recorded as parents-in-law.
    father, mother = (FATHER, MOTHER) if not members[0].female else ("53", "54")
    if rng.random() < 0.7:
        members.append(kin.person(father, older + rng.randint(0, 4), female=False, step=-1))
    if rng.random() < 0.8 or len(members) < 4:
        members.append(kin.person(mother, older, female=True, married_in=True))
    return members


def _old_head(rng: random.Random, kin: Kin) -> list[Person]:
    """The head's son or daughter has married and has children."""
    age = rng.randint(53, 74)
    members = _couple(rng, kin, age)
    if rng.random() < 0.2:
        members.pop()
    young = max(23, age - rng.randint(22, 30))
    if rng.random() < 0.85:
        members.append(kin.person(SON, young, female=False, step=1))
        members.append(kin.person(DAUGHTER_IN_LAW, young - rng.randint(-1, 4), female=True, married_in=True))
    else:
        members.append(kin.person(DAUGHTER, young, female=True, step=1))
        members.append(kin.person(SON_IN_LAW, young + rng.randint(-1, 4), female=False, married_in=True))
    count = rng.choices((0, 1, 2), (12, 48, 40))[0]
    return members + _children(rng, kin, min(young, 42), count, relations=(GRANDSON, GRANDDAUGHTER), step=2)


def _left_behind(rng: random.Random, kin: Kin) -> list[Person]:
    """Grandparents and the children that the parents left with them."""
    age = rng.randint(54, 70)
    members = _couple(rng, kin, age) if rng.random() < 0.75 else [kin.person(HEAD, age, rng.random() < 0.6)]
    count = rng.choices((1, 2), (60, 40))[0]
    for _ in range(count):
        female = rng.random() < 0.47
        child = kin.person(GRANDDAUGHTER if female else GRANDSON, rng.randint(3, 15), female, step=2)
        child.special_groups.append("left_behind_child")
        members.append(child)
    return members


def _single_parent(rng: random.Random, kin: Kin) -> list[Person]:
    age = rng.randint(30, 52)
    female = rng.random() < 0.45
    members = [kin.person(HEAD, age, female, married_in=female)]
    count = rng.choices((1, 2), (60, 40))[0]
    members += _children(rng, kin, min(age, 44), count, relations=(SON, DAUGHTER), step=1)
    members[0].special_groups.append("single_parent")
    return members


def _with_brother(rng: random.Random, kin: Kin) -> list[Person]:
    """A nuclear family with the head's unmarried younger brother."""
    members = _nuclear(rng, kin)
    head = members[0]
    if head.female:
        return members
    age = kin.village.on.year - head.born_on.year - rng.randint(2, 8)
    members.append(kin.person(BROTHER, max(age, 19), female=False))
    return members


_Shape = Callable[[random.Random, Kin], list[Person]]
_SHAPES: tuple[_Shape, ...] = (
    _alone, _old_couple, _nuclear, _three_generations, _old_head, _left_behind, _single_parent, _with_brother,
)  # fmt: skip
_WEIGHTS = (15, 15, 30, 15, 14, 4, 5, 2)
