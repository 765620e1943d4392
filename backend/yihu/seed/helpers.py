"""Invented helpers of a county: units, what they answer for, the villages' standing, and people in every village."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from yihu.accounts.models import User
from yihu.helpers.models import Helper, Unit, UnitAssignment, VillageStanding
from yihu.helpers.service import search_text
from yihu.kernel.pinyin import sort_key
from yihu.seed import names
from yihu.seed.accounts import VILLAGE
from yihu.seed.generate import PHONE_RANGE

HOMES_EACH = 8
"""Households that one assistance person answers for."""
DELEGATES, TEACHERS = 135, 4
MISPLACED = 3
"""Of nine villages the one where somebody of the township helps although a unit of the county is to."""
SOURCE = "演示数据"
OPENED = date(2021, 7, 1)

# name, kind, layer, system; the first one supports the demo's own village
UNITS = (
    ("通江县财政局", "finance", "county", None),
    ("通江县文化广播电视和旅游局", "culture_tourism", "county", "文旅系统"),
    ("通江县农业农村局", "agriculture", "county", None),
    ("通江县委组织部", "party_masses", "county", None),
    ("通江县人民法院", "political_legal", "county", None),
    ("通江县人民医院", "health", "county", None),
    ("杨柏镇中心小学", "education", "township", None),
)
TOWNSHIP_OFFICE = "{}人民政府"
WEAK = ("soft", "disorderly", "weak", "poor")


@dataclass(frozen=True)
class VillageAtHand:
    """A village to fill. `homes`: its households that are to be paired."""

    code: str
    name: str
    township: str
    homes: int


def fill(session: Session, county: str, seed: int, on: date) -> list[str]:
    """Helpers for the villages with households and without helpers; returns the codes of those villages."""
    villages = [VillageAtHand(*row) for row in session.execute(WAITING, {"county": county})]
    if not villages:
        return []
    rng = random.Random(f"{seed}/helpers")
    units = _units(session, county, villages)
    account = session.scalar(select(User.id).where(User.username == "bangfu"))
    people: list[dict[str, Any]] = []
    for number, village in enumerate(villages):
        poor = _standing(session, county, number, village)
        unit = UNITS[0][0] if village.code == VILLAGE else UNITS[number % len(UNITS)][0]
        if poor:
            _supported(session, county, units[unit], village.code)
        made = _people(rng, village, unit if poor else village.township, number, poor=poor)
        if village.code == VILLAGE:
            made[0] |= {"name": "方文富", "user_id": account, "phone": "15400000008"}
        elif poor and number % 9 == MISPLACED:
            made[0] |= {"unit": TOWNSHIP_OFFICE.format(village.township), "level": "township"}
        people += made
    people += _delegates(rng, villages)
    people += _teachers(rng, villages)
    rows = [_row(county, number, person, units, on) for number, person in enumerate(people, 1)]
    session.execute(insert(Helper), rows)
    return [village.code for village in villages]


WAITING = text(
    """
    select left(h.region_code, 12), min(v.short_name), min(t.short_name),
           count(*) filter (where h.household_class <> 'ordinary')
    from household h join region v on v.code = left(h.region_code, 12) join region t on t.code = left(h.region_code, 9)
    where h.county = :county and not exists (
        select from helper p where p.county = :county and p.region_code = left(h.region_code, 12))
    group by 1 order by 1
    """
)


def _units(session: Session, county: str, villages: list[VillageAtHand]) -> dict[str, Any]:
    offices = dict.fromkeys((village.code[:9], village.township) for village in villages)
    rows = [
        {"name": name, "kind": kind, "layer": layer, "system": system, "region_code": county}
        for name, kind, layer, system in UNITS
    ]
    rows += [
        {"name": TOWNSHIP_OFFICE.format(name), "kind": "township", "layer": "township", "system": None, "region_code": code}
        for code, name in offices
    ]  # fmt: skip
    session.execute(upsert(Unit).on_conflict_do_nothing(), [{"county": county, **row} for row in rows])
    return dict(session.execute(select(Unit.name, Unit.id).where(Unit.county == county)).all())


def _standing(session: Session, county: str, number: int, village: VillageAtHand) -> bool:
    """Every third village is poor, every fifth has a weak branch, and of every seventh nobody has said it."""
    if number % 7 == 6 and village.code != VILLAGE:
        return False
    poor = number % 3 == 0 or village.code == VILLAGE
    weak = WEAK[number // 5 % 4] if number % 5 == 2 else None
    at = {"county": county, "region_code": village.code}
    session.add(VillageStanding(**at, poor=poor, weak_branch=weak, valid_from=OPENED, source=SOURCE))
    return poor


def _supported(session: Session, county: str, unit_id: Any, village: str) -> None:
    at = {"county": county, "region_code": village, "unit_id": unit_id}
    session.add(UnitAssignment(**at, kind="supporting", valid_from=OPENED, source=SOURCE))


def _people(rng: random.Random, village: VillageAtHand, unit: str, number: int, *, poor: bool) -> list[dict[str, Any]]:
    """Assistance persons for all its households; a first secretary and a team where it is poor, some missing."""
    sent = {"unit": unit if poor else TOWNSHIP_OFFICE.format(unit), "level": "county" if poor else "township"}
    made = [
        {**_person(rng), **sent, "village": village.code, "kinds": ["assistance_person"], "position": "干部"}
        for _ in range(max(1, ceil(village.homes / HOMES_EACH)))
    ]
    if poor and number % 5 != 3:
        made.append(
            {**_person(rng), **sent, "village": village.code, "kinds": ["first_secretary"], "position": "第一书记"}
        )
    if poor:
        made += [
            {**_person(rng), **sent, "village": village.code, "kinds": ["resident_team"], "position": "驻村工作队员"}
            for _ in range(2)
        ]
    return made


def _delegates(rng: random.Random, villages: list[VillageAtHand]) -> Iterator[dict[str, Any]]:
    """The 135 delegates of the demo's township, by the size of the villages but never evenly."""
    here = [village for village in villages if village.code.startswith(VILLAGE[:9])]
    weights = [village.homes * rng.uniform(0.6, 1.4) for village in here]
    for number in range(DELEGATES if here else 0):
        village = here[number] if number < len(here) else rng.choices(here, weights)[0]
        yield {
            **_person(rng), "unit": None, "level": "township", "village": village.code, "kinds": ["party_delegate"],
            "position": "镇党代表", "roster_no": f"{number + 1:03}",
        }  # fmt: skip


def _teachers(rng: random.Random, villages: list[VillageAtHand]) -> Iterator[dict[str, Any]]:
    """Of the demo's school, each living in another village."""
    here = [village for village in villages if village.code.startswith(VILLAGE[:9])]
    for village in here[:TEACHERS]:
        yield {
            **_person(rng), "unit": UNITS[-1][0], "level": "township", "village": village.code, "kinds": ["teacher"],
            "position": "教师",
        }  # fmt: skip


def _person(rng: random.Random) -> dict[str, Any]:
    year, female = rng.randint(1966, 1998), rng.random() < 0.35
    name = names.surname(rng) + names.given_name(rng, female, year)
    return {"name": name, "phone": f"{PHONE_RANGE}{rng.randrange(10**8):08}", "user_id": None, "roster_no": None}


def _row(county: str, number: int, person: Mapping[str, Any], units: Mapping[str, Any], on: date) -> dict[str, Any]:
    roster_no = person["roster_no"] or f"B{number:05}"
    return {
        "county": county, "region_code": person["village"], "name": person["name"], "name_sort": sort_key(person["name"]),
        "search_text": search_text(person["name"], person["unit"], roster_no), "kinds": person["kinds"],
        "level": person["level"], "unit_id": units.get(person["unit"] or ""), "position": person["position"],
        "phone": person["phone"], "party_member": True, "roster_no": roster_no, "user_id": person["user_id"],
        "valid_from": min(OPENED, on),
    }  # fmt: skip
