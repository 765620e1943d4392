from datetime import date

from sqlalchemy import Date, Uuid, literal, null, select

from yihu.cases.declaration_models import Declaration, DeclarationState
from yihu.monitoring.rule import Cadence, Finding, Severity, Told, facts, rule
from yihu.policy.models import Code


@rule(
    title="自主申报超期没有答复",
    severity=Severity.WARNING,
    subject_kind="declaration",
    cadence=Cadence.NIGHTLY,
    told=(Told.VILLAGE, Told.TOWNSHIP),
    clause="甘肃“一键报贫”：农户扫码申报后5个工作日内入户核查",
    closes="已转为个案，或已答复",
)
def declaration_unanswered(county: str, day: date) -> Finding:
    """A villager's own declaration past its term, and nobody has answered him."""
    d = Declaration
    label = select(Code.label).where(Code.list == "difficulty_kind", Code.code == d.difficulty).scalar_subquery()
    return select(
        d.region_code, d.id.label("subject_id"), null().cast(Uuid).label("household_id"),
        facts(申报人=d.name, 困难=label, 收到=d.received_on).label("facts"), d.due_on.label("due_on"),
        null().cast(Date).label("escalates_on"),
    ).where(
        d.county == county, d.state == DeclarationState.RECEIVED, d.joined_id.is_(None), d.due_on < literal(day)
    )  # fmt: skip
