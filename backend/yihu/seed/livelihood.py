"""What a family lives on and how it stands in the files: class, causes, housing, income lines, loans."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from yihu.seed.people import Person

MONITORED = ("unstable_exited", "verge", "sudden_hardship")


@dataclass(slots=True)
class DemoLoan:
    bank_code: str
    principal: int
    balance: int
    rate: Decimal
    lent_on: date
    due_on: date
    purpose: str
    state: str
    borrower: int
    """Place of the borrower in `Household.members`."""


@dataclass(slots=True)
class Standing:
    household_class: str
    status: str | None = None
    exited_year: int | None = None
    household_type: str | None = None
    main_cause: str | None = None
    other_causes: list[str] = field(default_factory=list)
    unsafe_housing: bool = False
    water_difficult: bool = False


def standing(rng: random.Random, members: list[Person]) -> Standing:
    """Draw class, status and causes; the causes are those the family shows."""
    kind = rng.choices(
        ("general_exited", "unstable_exited", "verge", "sudden_hardship", "ordinary"), (63, 4, 4, 1, 28)
    )[0]
    found = Standing(kind)
    causes = _causes(rng, members)
    if kind != "ordinary":
        found.main_cause, *rest = causes
        found.other_causes = rest[: rng.choice((0, 1, 2))]
    if kind in ("general_exited", "unstable_exited"):
        found.status = "exited"
        found.exited_year = rng.choices(range(2014, 2021), (12, 10, 16, 22, 20, 14, 6))[0]
        found.household_type = _household_type(rng, members)
    elif kind in MONITORED:
        found.household_type = "dibao_verge" if rng.random() < 0.3 else None
    if kind in MONITORED and rng.random() < 0.03:
        found.main_cause = None  # not entered yet: the file will say so
    found.unsafe_housing = rng.random() < (0.02 if kind in MONITORED else 0.003)
    found.water_difficult = rng.random() < 0.012
    return found


def _causes(rng: random.Random, members: list[Person]) -> list[str]:
    shown = []
    if any(person.health in ("severe", "chronic", "chronic_severe") for person in members):
        shown.append("illness")
    if any(person.disability for person in members):
        shown.append("disability")
    if any(person.schooling.startswith(("senior", "college", "bachelor", "vocational")) for person in members):
        shown.append("schooling")
    if not any(person.labour in ("ordinary", "skilled") for person in members):
        shown.append("no_labour")
    rng.shuffle(shown)
    usual = rng.sample(("no_skill", "no_capital", "no_labour", "poor_transport", "no_drive", "disaster"), 3)
    return shown + [cause for cause in usual if cause not in shown]


def _household_type(rng: random.Random, members: list[Person]) -> str:
    able = any(person.labour in ("ordinary", "skilled") for person in members)
    if not able and len(members) == 1 and rng.random() < 0.6:
        members[0].special_groups.append("destitute")
        return "destitute_exited"
    if (not able and rng.random() < 0.7) or rng.random() < 0.08:
        for person in members:
            person.special_groups.append("dibao")
        return "dibao_exited"
    return "general_exited"


def income(
    rng: random.Random, members: list[Person], found: Standing, years: Sequence[int], on: date
) -> dict[int, dict[str, Decimal]]:
    """Income and cost lines in yuan by year, oldest year first; wages rise a few per cent a year."""
    monthly = {"township": 2300, "county": 2700, "province": 3600, "away": 4300}
    base: dict[str, float] = {
        "wage": sum(
            monthly[p.work_status] * p.work_months * rng.uniform(0.75, 1.2) * _shared(p) for p in members if p.works
        ),
        "operating": rng.uniform(3500, 15000) + sum(2600 for p in members if p.labour in ("ordinary", "weak")),
        "property": rng.choice((0, 0, 120, 260, 480, 900)),
        "pension": sum(rng.uniform(1450, 2300) for p in members if p.age(on) >= 60),
        "eco_compensation": rng.choice((0, 180, 240, 365, 520, 740)),
        "other_transfer": rng.choice((300, 450, 680, 900, 1200)),
    }
    if found.household_type == "dibao_exited":
        base["dibao"] = len(members) * rng.uniform(2900, 4300)
        base["wage"] *= 0.35
    if found.household_type == "destitute_exited":
        base["destitute_support"] = rng.uniform(8600, 9800)
    if rng.random() < 0.05:
        base["family_planning"] = rng.choice((960, 1200, 2400))
    base["production_cost"] = base["operating"] * rng.uniform(0.22, 0.45)
    if found.household_class in MONITORED:
        base["wage"] *= rng.uniform(0.15, 0.5)
    growth = {year: (1 + rng.uniform(0.02, 0.08)) ** (year - years[0]) for year in years}
    return {
        year: {item: Decimal(round(amount * growth[year])) for item, amount in base.items() if amount >= 1}
        for year in years
    }


def conditions(rng: random.Random, members: list[Person]) -> dict[str, object]:
    """Land, house and living conditions, as the national form asks for them; areas as decimal strings."""
    land = len(members) * rng.uniform(0.6, 1.4)
    return {
        "arable_mu": f"{land:.2f}",
        "irrigated_mu": f"{land * rng.uniform(0.2, 0.7):.2f}",
        "forest_mu": f"{rng.uniform(1, 18):.2f}",
        "converted_forest_mu": f"{rng.choice((0, 0, 0.8, 1.5, 2.4)):.2f}",
        "housing_m2": f"{rng.randint(25, 45) * max(len(members), 2)}.00",
        "main_road_km": f"{rng.choice((0, 0.1, 0.3, 0.5, 0.8, 1.2, 2.5)):.2f}",
        "entry_road": rng.choices(("水泥路", "砂石路", "泥土路"), (82, 13, 5))[0],
        "fuel": rng.choices(("清洁能源", "柴草", "煤炭"), (58, 38, 4))[0],
        "household_power": True,
        "production_power": rng.random() < 0.96,
        "relocated": rng.random() < 0.06,
        "in_cooperative": rng.random() < 0.3,
    }


def _shared(person: Person) -> float:
    """Part of a wage that reaches the household: those away spend more where they work."""
    return {"away": 0.65, "province": 0.7}.get(person.work_status, 0.85)


_PURPOSES = (
    "生猪养殖",
    "肉牛养殖",
    "土鸡养殖",
    "银耳种植",
    "木耳种植",
    "茶叶种植",
    "中药材种植",
    "粮油种植",
    "核桃管护",
    "农产品加工",
)
_BANKS = ("rcb", "rcb", "rcb", "rcb", "psbc", "abc", "vtb")

# (state, first and last day of the due date counted from the business date, weight)
_LADDER = (
    ("active", 71, 1000, 46),
    ("active", 61, 70, 4),
    ("active", 31, 60, 9),
    ("active", 0, 30, 7),
    ("active", -210, -1, 4),
    ("settled", -700, 60, 20),
    ("renewed", -300, -5, 10),
)


def loans(rng: random.Random, members: list[Person], found: Standing, on: date, turn: int) -> list[DemoLoan]:
    """Draw the micro-loans of a household that may have one; a renewed loan is followed by the new contract.

    `turn` counts the borrowers of a village: the first seven take the steps of the due-date ladder one by one, so that
    even a small demo shows each.
    """
    if found.household_class not in ("general_exited", "unstable_exited", "verge"):
        return []
    able = [
        place
        for place, person in enumerate(members)
        if 20 <= person.age(on) <= 62 and person.labour in ("ordinary", "skilled")
    ]
    if not able or rng.random() > 0.33:
        return []
    weights = [step[3] for step in _LADDER]
    state, first, last, _ = _LADDER[turn % 7] if turn < 7 else rng.choices(_LADDER, weights)[0]
    due_on = on + timedelta(days=rng.randint(first, last))
    loan = _loan(rng, able[0], due_on, state, on)
    if state != "renewed":
        return [loan]
    renewal = _loan(rng, able[0], due_on + timedelta(days=365 * rng.choice((1, 2))), "active", on, bank=loan.bank_code)
    renewal.principal = renewal.balance = loan.balance
    renewal.lent_on, renewal.purpose = due_on, loan.purpose
    return [loan, renewal]


def _loan(
    rng: random.Random, borrower: int, due_on: date, state: str, on: date, *, bank: str | None = None
) -> DemoLoan:
    """A loan of one to three years that was paid out before the business date."""
    principal = rng.choices((10_000, 20_000, 30_000, 40_000, 50_000), (8, 14, 24, 10, 44))[0]
    paid = principal // 10 * rng.randint(1, 6) if rng.random() < 0.15 else 0
    starts = [date(due_on.year - years, due_on.month, min(due_on.day, 28)) for years in (3, 2, 1)]
    return DemoLoan(
        bank_code=bank or rng.choice(_BANKS),
        principal=principal,
        balance=0 if state == "settled" else principal - paid,
        rate=Decimal(rng.choice(("3.100", "3.350", "3.450", "3.650", "3.850"))),
        lent_on=rng.choices(
            starts, [weight if start < on else 0 for start, weight in zip(starts, (60, 25, 15), strict=True)]
        )[0],
        due_on=due_on,
        purpose=rng.choice(_PURPOSES),
        state=state,
        borrower=borrower,
    )
