"""雷同: plans of different households that say the same. One plan at once when it is saved, the county at night.

One plan is compared with all of the county. A print carries neither numbers nor the names of the household and of who sees
to its measures, but somebody else's name may be left in it: what the caller may not see is never shown, only that it is
there, how like it is and which facts differ.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from sys import intern
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    Select,
    Text,
    bindparam,
    cast,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from yihu.kernel.db import among
from yihu.plans import queries
from yihu.plans.likeness_models import PlanLikeness, PlanPrint
from yihu.plans.models import Plan, PlanState
from yihu.plans.parameters import LIKENESS_PERCENT
from yihu.plans.wording import Wording, likeness, likeness_of_texts, shingles
from yihu.policy import service as policy
from yihu.policy.parameters import value_of

FACTS = ("causes", "able", "size", "class")
CANDIDATES, SHOWN = 100, 10
AT_ONCE = 1000
"""Plans read and printed in one go."""
PAIRS_AT_ONCE = 50_000
NEIGHBOURS = 4
"""Texts compared on each side within one band: a chain of equals stays connected."""

WORDS = text(
    """
    select plan.id, plan.household_id, plan.region_code, plan.year,
           coalesce(array_agg(measure.text) filter (where measure.id is not null), '{}') as texts,
           coalesce(array_agg(distinct measure.owner_name) filter (where measure.owner_name is not null), '{}') as owners,
           (select array_agg(name) from member where county = :county and household_id = plan.household_id) as names,
           jsonb_build_object(
               'causes', (select coalesce(jsonb_agg(cause order by cause), '[]') from unnest(plan.causes) as cause),
               'able', (select count(*) from member where county = :county and household_id = plan.household_id
                        and left_on is null and labour in ('ordinary', 'skilled', 'weak')),
               'size', household.member_count, 'class', household.household_class) as facts
    from plan
    join household on household.county = :county and household.id = plan.household_id
    left join measure on measure.county = :county and measure.plan_id = plan.id and measure.state <> 'cancelled'
    where plan.county = :county and plan.state in ('draft', 'submitted', 'returned', 'active')
      and plan.id = any(:ids)
    group by plan.county, plan.id, household.county, household.id
    """
)
KEEP = text(
    """
    insert into plan_print (county, id, region_code, household_id, year, text, bands, facts)
    select :county, r.* from jsonb_to_recordset(cast(:rows as jsonb))
        as r (id uuid, region_code text, household_id uuid, year int, text text, bands bigint[], facts jsonb)
    on conflict (county, id) do update
    set region_code = excluded.region_code, text = excluded.text, bands = excluded.bands, facts = excluded.facts
    where plan_print.county = :county
      and (plan_print.region_code, plan_print.text, plan_print.bands, plan_print.facts)
          is distinct from (excluded.region_code, excluded.text, excluded.bands, excluded.facts)
    """
)
NEAR = text(
    """
    select id, household_id, region_code, text, facts
    from plan_print
    where county = :county and year = :year and bands && :bands and household_id <> :household_id and facts <> :facts
    order by (select count(*) from unnest(bands) as band where band = any(:bands)) desc, id
    limit :most
    """
).bindparams(bindparam("bands", type_=ARRAY(BigInteger)))


@dataclass(frozen=True)
class Alike:
    """Another household's plan, how much of the words is the same (per cent), and which facts differ."""

    plan_id: UUID
    household_id: UUID
    region_code: str
    likeness: int
    differs: list[str]
    text: str
    facts: dict[str, Any]


class Kept(NamedTuple):
    """A print among all of a county, as small as it gets: `facts` is JSON text, and equal texts are one object."""

    id: UUID
    region_code: str
    text: str
    bands: NDArray[np.int64]
    facts: str


def wording(session: Session) -> Wording:
    spellings = policy.spellings(session, ["same_wording"])["same_wording"]
    words = policy.labels(session, "same_wording")
    return Wording({said: words[code] for said, code in spellings.items() if said != code})


def refresh(session: Session, county: str, ids: Sequence[UUID] | None = None) -> int:
    """Bring the prints of these plans, or of all in work or in force, up to date; returns how many there are."""
    session.flush()
    made = wording(session)
    compared = Plan.state.in_((*queries.IN_WORK, PlanState.ACTIVE))
    if ids is None:
        ids = session.scalars(select(Plan.id).where(Plan.county == county, compared)).all()
        here = select(Plan.id).where(Plan.county == county, Plan.id == PlanPrint.id, compared)
        session.execute(delete(PlanPrint).where(PlanPrint.county == county, ~here.correlate(PlanPrint).exists()))
    else:
        here = select(Plan.id).where(Plan.county == county, among(Plan.id, ids), ~compared)
        session.execute(delete(PlanPrint).where(PlanPrint.county == county, PlanPrint.id.in_(here)))
    for start in range(0, len(ids), AT_ONCE):
        some = {"county": county, "ids": list(ids[start : start + AT_ONCE])}
        _keep(session, county, made, session.execute(WORDS, some))
    return len(ids)


def forget(session: Session, county: str, ids: Sequence[UUID]) -> None:
    """Before plans go: what comparing has left about them."""
    for column in (PlanLikeness.plan_id, PlanLikeness.other_id, PlanPrint.id):
        session.execute(delete(column.class_).where(column.class_.county == county, among(column, ids)))


def _keep(session: Session, county: str, made: Wording, rows: Iterable[Any]) -> None:
    """Prints as they are already are not written again: most nights nothing changes."""
    values = []
    for row in rows:
        said = made.print(row.texts, [*(row.names or []), *row.owners])
        values.append(
            {
                "id": str(row.id), "region_code": row.region_code, "household_id": str(row.household_id), "year": row.year,
                "text": said.text, "bands": said.bands, "facts": row.facts,
            }
        )  # fmt: skip
    if values:
        session.execute(KEEP, {"county": county, "rows": json.dumps(values, ensure_ascii=False)})


def alike(session: Session, county: str, plan_id: UUID, day: date) -> list[Alike]:
    """Plans of other households of the county that say nearly the same although the households differ, the nearest first."""
    mine = session.execute(select(PlanPrint).where(PlanPrint.county == county, PlanPrint.id == plan_id)).scalar()
    least = value_of(session, LIKENESS_PERCENT, mine.region_code, day) if mine is not None else None
    if mine is None or least is None or not mine.bands:
        return []
    asked = {
        "county": county, "year": mine.year, "bands": mine.bands, "household_id": mine.household_id,
        "facts": mine.facts, "most": CANDIDATES,
    }  # fmt: skip
    rows = session.execute(NEAR.bindparams(bindparam("facts", type_=PlanPrint.facts.type)), asked).all()
    found = [
        Alike(row.id, row.household_id, row.region_code, like, differing(mine.facts, row.facts), row.text, row.facts)
        for row, like in zip(rows, likeness_of_texts(mine.text, [row.text for row in rows]), strict=True)
        if like >= least
    ]
    return sorted(found, key=lambda one: (-one.likeness, -len(one.differs)))[:SHOWN]


def facts_of(county: str, plan_id: UUID) -> Select[dict[str, Any]]:
    return select(PlanPrint.facts).where(PlanPrint.county == county, PlanPrint.id == plan_id)


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [name for name in FACTS if one[name] != other[name]]


def sweep(session: Session, county: str, year: int, day: date) -> int:
    """Compare all plans of a county's year: each copied plan with one it is like; returns how many are."""
    refresh(session, county)
    least = value_of(session, LIKENESS_PERCENT, county, day)
    rows = _kept(session, county, year)
    pairs = mates(rows, least) if least is not None else {}
    session.execute(delete(PlanLikeness).where(PlanLikeness.county == county))
    values = [
        {
            "county": county, "region_code": rows[one].region_code, "plan_id": rows[one].id, "other_id": rows[other].id,
            "likeness": like, "differs": differing(json.loads(rows[one].facts), json.loads(rows[other].facts)), "found_on": day,
        }
        for one, (other, like) in pairs.items()
    ]  # fmt: skip
    for start in range(0, len(values), 5000):
        session.execute(insert(PlanLikeness), values[start : start + 5000])
    return len(values)


def _kept(session: Session, county: str, year: int) -> list[Kept]:
    p = PlanPrint
    query = select(p.id, p.region_code, p.text, p.bands, cast(p.facts, Text)).where(p.county == county, p.year == year)
    found = session.execute(query, execution_options={"yield_per": AT_ONCE})
    return [
        Kept(plan_id, intern(region_code), said, np.array(bands, np.int64), intern(facts))
        for plan_id, region_code, said, bands, facts in found
    ]


def mates(rows: Sequence[Kept], least: int) -> dict[int, tuple[int, int]]:
    """For each row (text, bands, facts) that is like a row with other facts: that row, and how like."""
    same: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if len(row.bands):
            same[row.text].append(place)
    found: dict[int, tuple[int, int]] = {}
    for places in same.values():
        _pair(rows, places, places, 100, found)
    texts = list(same)
    hashed = [shingles(words.split("\n")) for words in texts]
    for one, other in _near([rows[same[words][0]].bands for words in texts], [len(said) for said in hashed], least):
        like = likeness(hashed[one], hashed[other])
        if like >= least:
            _pair(rows, same[texts[one]], same[texts[other]], like, found)
            _pair(rows, same[texts[other]], same[texts[one]], like, found)
    return found


def _pair(
    rows: Sequence[Kept], mine: Sequence[int], theirs: Sequence[int], like: int, found: dict[int, tuple[int, int]]
) -> None:
    """Give each of `mine` one of `theirs` with other facts, unless it has a nearer one."""
    first = theirs[0]
    second = next((place for place in theirs if rows[place].facts != rows[first].facts), None)
    for place in mine:
        other = first if rows[place].facts != rows[first].facts else second
        if other is not None and found.get(place, (0, 0))[1] < like:
            found[place] = (other, like)


def _near(bands: Sequence[NDArray[np.int64]], sizes: Sequence[int], least: int) -> Iterator[tuple[int, int]]:
    """Pairs of texts that share a band, stand near each other in it, and are of sizes that can be `least` per cent alike.

    As numbers in arrays: set phrases put thousands of texts into one band, and pairs of objects would fill the memory.
    """
    if not bands:
        return
    table, many = np.array(bands, np.int64), len(bands)
    pairs: list[NDArray[np.int64]] = []
    for band in table.T:
        order = np.argsort(band, kind="stable")
        values = band[order]
        for step in range(1, NEIGHBOURS + 1):
            equal = np.flatnonzero(values[step:] == values[:-step])
            ones, others = order[equal], order[equal + step]
            pairs.append(np.minimum(ones, others) * many + np.maximum(ones, others))
    long = np.array(sizes, np.int64)
    found = np.unique(np.concatenate(pairs))
    del pairs, table
    for start in range(0, len(found), PAIRS_AT_ONCE):
        lower, upper = np.divmod(found[start : start + PAIRS_AT_ONCE], many)
        enough = 200 * np.minimum(long[lower], long[upper]) >= (least - 1) * (long[lower] + long[upper])
        yield from zip(lower[enough].tolist(), upper[enough].tolist(), strict=True)
