"""Copied plans as the cadre and the reviewer see them: text beside text, with the facts that differ."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within
from yihu.households.models import Household
from yihu.households.queries import of_household, village_name
from yihu.kernel import clock
from yihu.plans import likeness, queries
from yihu.plans.models import Measure, MeasureState, Plan
from yihu.plans.problems import PlanNotFound
from yihu.plans.schemas import AlikePlan, FactPair
from yihu.plans.wording import Shingles, Wording, shingles
from yihu.plans.wording import likeness as likeness_of_words
from yihu.policy import service as policy

LABELS = {"causes": "致贫原因", "able": "有劳动能力", "size": "家庭人口", "class": "户类型"}
SAME = 40
"""Per cent of shingles from which two measures of copied plans are marked as the same; names stand in them still."""
LISTS = {"causes": "poverty_cause", "class": "household_class"}


def read(session: Session, user: Caller, plan_id: UUID) -> list[AlikePlan]:
    plan = session.scalar(queries.visible(user).where(Plan.id == plan_id))
    if plan is None:
        raise PlanNotFound
    found = likeness.alike(session, user.county, plan.id, clock.business_date())
    if not found:
        return []
    (mine,) = _seen(session, user, [plan.id]).values()
    theirs = _seen(session, user, [one.plan_id for one in found])
    facts = next(iter(session.scalars(likeness.facts_of(user.county, plan.id))))
    words = likeness.wording(session)
    names = {list_: policy.labels(session, list_) for list_ in LISTS.values()}
    return [_told(one, mine, theirs.get(one.plan_id), facts, words, names) for one in found]


def _seen(session: Session, user: Caller, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Texts and household of those plans that lie in the caller's area."""
    head, *_ = of_household(Plan, Household.head_name)
    rows = session.execute(
        select(Plan.id, Plan.household_id, head, village_name(Plan).label("region_name")).where(
            within(Plan, user), Plan.id.in_(ids)
        ),
        {"county": user.county},
    ).mappings()
    seen = {row["id"]: {**row, "texts": []} for row in rows}
    kept = (Measure.county == user.county, Measure.plan_id.in_(seen), Measure.state != MeasureState.CANCELLED)
    for said in session.execute(select(Measure.plan_id, Measure.text).where(*kept).order_by(Measure.sort, Measure.id)):
        seen[said.plan_id]["texts"].append(said.text)
    return seen


def _told(
    one: likeness.Alike,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any] | None,
    facts: Mapping[str, Any],
    words: Wording,
    names: Mapping[str, Mapping[str, str]],
) -> AlikePlan:
    ours = [shingles(words.clauses([text])) for text in mine["texts"]]
    texts = theirs["texts"] if theirs else []
    others = [shingles(words.clauses([text])) for text in texts or one.text.split("\n")]
    return AlikePlan(
        plan_id=one.plan_id if theirs else None,
        household_id=one.household_id if theirs else None,
        head_name=theirs["head_name"] if theirs else None,
        region_name=theirs["region_name"] if theirs else None,
        likeness=one.likeness,
        differs=[_pair(name, facts, one.facts, names) for name in one.differs],
        texts=texts,
        alike=_shared(others, ours) if theirs else [],
        mine_alike=_shared(ours, others),
    )


def _shared(these: Sequence[Shingles], those: Sequence[Shingles]) -> list[bool]:
    """Which of these measures one of those says too, names apart."""
    return [any(likeness_of_words(one, other) >= SAME for other in those) for one in these]


def _pair(
    name: str, mine: Mapping[str, Any], theirs: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]
) -> FactPair:
    known = names.get(LISTS.get(name, ""), {})

    def words(value: Any) -> str:
        if isinstance(value, list):
            return "、".join(known.get(code, code) for code in value) or "无"
        return known.get(value, value) if isinstance(value, str) else f"{value}人"

    return FactPair(fact=name, label=LABELS[name], mine=words(mine[name]), theirs=words(theirs[name]))
