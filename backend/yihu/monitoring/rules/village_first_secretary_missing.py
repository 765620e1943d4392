from datetime import date

from sqlalchemy import Date, Uuid, case, func, null, select

from yihu.helpers.models import VillageStanding
from yihu.kernel.models import valid_on
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.pairings.current import holding
from yihu.pairings.models import Pairing
from yihu.policy.models import Code
from yihu.regions.models import Region


@rule(
    title="应派第一书记的村没有第一书记",
    severity=Severity.WARNING,
    subject_kind="village",
    cadence=Cadence.NIGHTLY,
    told=(Told.TOWNSHIP, Told.COUNTY),
    clause="整改方案四(三)3：向贫困村、基层组织、软弱散村全覆盖选派第一书记",
    closes="已有第一书记在任，或该村已不再是贫困村、软弱散村",
)
def village_first_secretary_missing(county: str, day: date) -> Finding:
    """A poor village, or one with a weak party branch (A027), without a first secretary in office."""
    s = VillageStanding
    branch = select(Code.label).where(Code.list == "weak_branch", Code.code == s.weak_branch).scalar_subquery()
    village = select(Region.short_name).where(Region.code == s.region_code).scalar_subquery()
    why = func.concat_ws("、", case((s.poor, "贫困村")), func.coalesce(branch, s.weak_branch))
    in_office = holding(county, day, Pairing.id).where(
        Pairing.kind == "first_secretary", func.left(Pairing.region_code, 12) == s.region_code
    )
    return select(
        s.region_code,
        s.id.label("subject_id"),
        null().cast(Uuid).label("household_id"),
        facts(村=village, 类型=why).label("facts"),
        null().cast(Date).label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(s.county == county, valid_on(s, day), s.poor | s.weak_branch.is_not(None), ~in_office.correlate(s).exists())
