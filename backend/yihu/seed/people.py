"""Families whose ages, kinship, schooling and work fit together."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from yihu.households.identity import check_digit
from yihu.seed.names import GENERATIONS, clan_surname, given_name, surname

HEAD, SPOUSE, SON, DAUGHTER, DAUGHTER_IN_LAW, SON_IN_LAW = "02", "10", "20", "30", "38", "28"
GRANDSON, GRANDDAUGHTER, FATHER, MOTHER, BROTHER = "41", "42", "51", "52", "73"

COUNTIES_NEARBY = ("511902", "511922", "511923", "511722", "513030", "612422")
"""Where women who married in may have been registered first."""


@dataclass(slots=True)
class Person:
    name: str
    relation: str
    female: bool
    born_on: date
    id_number: str
    education: str
    schooling: str = "not_student"
    health: str = "healthy"
    labour: str = "ordinary"
    work_status: str = "none"
    work_months: int = 0
    disability: tuple[str, int] | None = None
    special_groups: list[str] = field(default_factory=list)
    insured: bool = True
    nation: str = "01"

    def age(self, on: date) -> int:
        return on.year - self.born_on.year - ((on.month, on.day) < (self.born_on.month, self.born_on.day))

    @property
    def works(self) -> bool:
        return self.work_status != "none"


@dataclass(slots=True)
class Village:
    """What the families of one village share."""

    rng: random.Random
    county: str
    on: date
    clans: list[str]
    taken: set[str]
    """ID numbers given so far, over the whole county."""


def id_number(area: str, born_on: date, sequence: int) -> str:
    """Number of 18 characters with its check character; an odd sequence is a man's."""
    body = f"{area}{born_on:%Y%m%d}{sequence:03d}"
    return body + check_digit(body)


class Kin:
    """Makes the members of one family: the surname and generation characters run in the male line."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.rng = village.rng
        self.surname = clan_surname(self.rng, village.clans)
        self.generation = self.rng.randrange(len(GENERATIONS))

    def person(self, relation: str, age: int, female: bool, step: int = 0, married_in: bool = False) -> Person:
        """Make a member of about `age` years; `step` counts generations below the head."""
        rng = self.rng
        born = self._birthday(max(age, 0))
        own = self.surname if not married_in else surname(rng)
        clan_character = "" if married_in else GENERATIONS[(self.generation + step) % len(GENERATIONS)]
        member = Person(
            name=own + given_name(rng, female, born.year, clan_character),
            relation=relation,
            female=female,
            born_on=born,
            id_number=self._id_number(born, female, married_in),
            education=_education(rng, age, born.year),
        )
        _live(rng, member, age)
        return member

    def _birthday(self, age: int) -> date:
        on = self.village.on
        return date(on.year - age, on.month, min(on.day, 28)) - timedelta(days=self.rng.randrange(1, 365))

    def _id_number(self, born: date, female: bool, married_in: bool) -> str:
        area = self.village.county
        if married_in and self.rng.random() < 0.35:
            area = self.rng.choice(COUNTIES_NEARBY)
        while True:
            sequence = self.rng.randrange(0, 500) * 2 + (0 if female else 1)
            number = id_number(area, born, sequence)
            if number not in self.village.taken:
                self.village.taken.add(number)
                return number


def _education(rng: random.Random, age: int, year: int) -> str:
    if age < 6:
        return "preschool"
    if age < 12:
        return "primary"
    if age < 15:
        return "primary"
    if age < 18:
        return "junior"
    weights = (
        (45, 45, 9, 1, 0, 0) if year < 1955 else
        (18, 52, 26, 4, 0, 0) if year < 1970 else
        (4, 36, 48, 9, 2, 1) if year < 1985 else
        (1, 8, 52, 22, 11, 6) if year < 1998 else
        (0, 2, 36, 30, 20, 12)
    )  # fmt: skip
    return rng.choices(("illiterate", "primary", "junior", "senior", "college", "bachelor"), weights)[0]


def _live(rng: random.Random, member: Person, age: int) -> None:
    """Give health, schooling, labour power and work that fit the age."""
    _health(rng, member, age)
    if age < 23 and _study(rng, member, age):
        member.labour = "none"
        return
    if age < 16:
        member.labour = "none"
    elif age >= 75 or member.health in ("severe", "severe_disabled"):
        member.labour = "lost" if rng.random() < 0.6 else "none"
    elif age >= 62 or member.disability or member.health == "chronic":
        member.labour = "weak" if rng.random() < 0.75 else "ordinary"
    else:
        member.labour = "skilled" if rng.random() < 0.1 else "ordinary"
    if member.labour in ("ordinary", "skilled") and rng.random() < (0.8 if age < 50 else 0.45):
        member.work_status = rng.choices(("township", "county", "province", "away"), (14, 18, 20, 48))[0]
        member.work_months = rng.choice((6, 8, 9, 10, 10, 11, 11, 12))
    elif member.labour == "weak" and rng.random() < 0.2:
        member.work_status, member.work_months = "township", rng.choice((3, 4, 5, 6))


def _health(rng: random.Random, member: Person, age: int) -> None:
    sick = 0.02 if age < 40 else 0.1 if age < 60 else 0.28
    drawn = rng.random()
    if drawn < sick * 0.2:
        member.health = "severe"
        member.special_groups.append("seriously_ill")
    elif drawn < sick:
        member.health = "chronic"
    if rng.random() < (0.012 if age < 50 else 0.05):
        disability = str(rng.choices((1, 2, 3, 4, 5, 6, 7), (12, 14, 4, 46, 10, 10, 4))[0])
        member.disability = (disability, rng.choices((1, 2, 3, 4), (12, 24, 34, 30))[0])
        member.health = {"severe": "severe_disabled", "chronic": "chronic_disabled"}.get(member.health, "disabled")
        member.special_groups.append("disabled")
    if age >= 60:
        member.special_groups.append("elderly")
    member.insured = rng.random() < 0.985


_CLASSES = {12: "junior_1", 13: "junior_2", 14: "junior_3", 15: "senior_1", 16: "senior_2", 17: "senior_3"}


def _study(rng: random.Random, member: Person, age: int) -> bool:
    """Set the class of a pupil or student; tell whether the person is one."""
    if age < 3:
        member.schooling = "preschool_child"
    elif age < 6:
        member.schooling = "kindergarten"
    elif age < 12:
        member.schooling = "primary"
    elif age < 15 and rng.random() < 0.01:
        return False  # a child out of school: the file will say so
    elif age < 15:
        member.schooling = _CLASSES[age]
    elif age < 18:
        if rng.random() < 0.06:
            return False
        member.schooling = _CLASSES[age] if rng.random() < 0.6 else f"vocational_{age - 14}"
    else:
        if rng.random() < 0.5:
            return False
        kind, years = ("bachelor", 4) if rng.random() < 0.4 else ("college", 3)
        member.schooling = f"{kind}_{min(age - 17, years)}"
        member.education = "senior"
    return True
