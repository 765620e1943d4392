"""The desk: what an office user has to see first. Every figure is a count of rows that its link lists by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within_binds
from yihu.accounts.permissions import Permission
from yihu.exchange import queries as imports
from yihu.exchange.models import ImportBatch
from yihu.exchange.states import State
from yihu.field import devices
from yihu.field.models import CommandStatus, FieldCommand, FieldDevice
from yihu.field.queries import STALE
from yihu.field.schemas import Desk, DeskFigure, RunningImport, Tone, UnsetParameter
from yihu.households.models import Household
from yihu.households.queries import COUNTY
from yihu.kernel import clock
from yihu.kernel.money import as_text
from yihu.loans.models import Loan, LoanNotice, NoticeState, Rung
from yihu.loans.queries import LATE, OVERDUE
from yihu.monitoring import queries as monitoring
from yihu.monitoring import rounds
from yihu.monitoring.models import Alert
from yihu.pairings import coverage
from yihu.plans import queries as plans
from yihu.plans import rollup
from yihu.plans.models import Measure, Plan, PlanState
from yihu.policy.parameters import REGISTRY, unset
from yihu.visits import cadence, compliance
from yihu.visits.models import Finding
from yihu.visits.parameters import LEVELS
from yihu.visits.queries import OVERDUE as FINDING_OVERDUE

WORKING = (State.VALIDATING, State.READY, State.RUNNING, State.REVERSING)
COUNTY_CODE = 6
"""Digits of a county's code: its officers also see what has been escalated to them."""


@dataclass(frozen=True)
class Figure:
    label: str
    to: str
    tone: Tone
    permission: Permission
    table: Any
    condition: ColumnElement[bool] | None = None
    value: ColumnElement[Any] | None = None
    """Counts rows unless it says otherwise."""
    county_only: bool = False

    def query(self) -> Select[*tuple[Any, ...]]:
        chosen = select(func.count() if self.value is None else self.value).select_from(self.table)
        chosen = chosen.where(within_binds(getattr(self.table, "c", self.table)))
        return chosen if self.condition is None else chosen.where(self.condition)


def _open(rung: Rung) -> ColumnElement[bool]:
    return (LoanNotice.state == NoticeState.OPEN) & (LoanNotice.rung == rung)


def _raised(rule: str) -> ColumnElement[bool]:
    return Alert.closed_on.is_(None) & (Alert.rule == rule)


OWED = {level: cadence.owed(level, COUNTY, compliance.ON).subquery(f"owed_{level}") for level in LEVELS}
IN_FORCE = (
    select(Plan.id).where(Plan.county == COUNTY, Plan.id == Measure.plan_id, Plan.state == PlanState.ACTIVE).exists()
)
P, N = Permission, "/office/notices?state=open"
FIGURES: Mapping[str, Figure] = {
    "notices_late": Figure("超过期限的通知", f"{N}&overdue=true", Tone.DANGER, P.LOANS_READ, LoanNotice, LATE),
    "reminders": Figure("待办到期提醒", f"{N}&rung=reminder", Tone.WARNING, P.LOANS_READ, LoanNotice, _open(Rung.REMINDER)),
    "letters": Figure("待送达书面通知", f"{N}&rung=written", Tone.WARNING, P.LOANS_READ, LoanNotice, _open(Rung.WRITTEN)),
    "demands": Figure("待送达逾期催告", f"{N}&rung=overdue", Tone.WARNING, P.LOANS_READ, LoanNotice, _open(Rung.OVERDUE)),
    "loans_overdue": Figure("逾期贷款", "/office/loans?overdue=true", Tone.DANGER, P.LOANS_READ, Loan, OVERDUE),
    "balance_overdue": Figure(
        "逾期余额（元）", "/office/loans?overdue=true", Tone.DANGER, P.LOANS_READ, Loan, OVERDUE,
        as_text(func.coalesce(func.sum(Loan.balance), 0)),
    ),
    "undelivered": Figure(
        "书面通知超期未送达", "/office/alerts?rule=loan_notice_undelivered", Tone.DANGER, P.ALERTS_READ, Alert,
        _raised("loan_notice_undelivered"),
    ),
    "missed": Figure(
        "错过期限的提醒和通知", "/office/alerts?rule=loan_notice_missed", Tone.DANGER, P.ALERTS_READ, Alert,
        _raised("loan_notice_missed"),
    ),
    "escalated": Figure(
        "报县的逾期", "/office/alerts?escalated=true", Tone.DANGER, P.ALERTS_READ, Alert,
        Alert.closed_on.is_(None) & monitoring.ESCALATED, county_only=True,
    ),
    "uncovered": Figure(
        "没有帮扶责任人的户", "/office/coverage/households", Tone.WARNING, P.PAIRINGS_READ, Household,
        coverage.target() & ~coverage.COVERED,
    ),
    **{
        f"unvisited_{level}": Figure(
            f"{who}走访未落实的户", f"/office/visit-compliance/missing?level={level}", Tone.WARNING, P.VISITS_READ,
            OWED[level], ~cadence.visited(level, OWED[level], COUNTY, cadence.EDGES),
        )
        for level, who in LEVELS.items()
    },
    "findings_overdue": Figure(
        "逾期未处理的走访发现", "/office/findings?overdue=true", Tone.DANGER, P.VISITS_READ, Finding, FINDING_OVERDUE,
    ),
    "plans_submitted": Figure(
        "待审计划", "/office/plan-review?state=submitted", Tone.WARNING, P.PLANS_REVIEW, Plan, Plan.state == PlanState.SUBMITTED,
    ),
    "plans_returned": Figure(
        "被退回的计划", "/office/plans?state=returned", Tone.WARNING, P.PLANS_WRITE, Plan,
        Plan.state == PlanState.RETURNED,
    ),
    "unplanned": Figure(
        "没有生效计划的户", "/office/plan-rollup/unplanned", Tone.WARNING, P.PLANS_READ, Household,
        rollup.UNPLANNED_NOW,
    ),
    "measures_late": Figure(
        "到期未完成的措施", "/office/measures?in_force=true&late=true", Tone.DANGER, P.PLANS_READ, Measure,
        plans.LATE & IN_FORCE,
    ),
    "commands_unsettled": Figure(
        "待处理的补录", "/office/sync?status=quarantined&status=conflict", Tone.WARNING, P.FIELD_WATCH, FieldCommand,
        FieldCommand.status.in_((CommandStatus.QUARANTINED, CommandStatus.CONFLICT)),
    ),
    "devices_stale": Figure(
        "太久没有上传的手机", "/office/sync/devices?stale=true", Tone.WARNING, P.FIELD_WATCH, FieldDevice, STALE,
    ),
    "households": Figure("在册户", "/office/households", Tone.NEUTRAL, P.HOUSEHOLDS_READ, Household),
    "households_with_issues": Figure(
        "有疑点的户", "/office/households?has_issue=true", Tone.WARNING, P.HOUSEHOLDS_READ, Household,
        Household.issue_count > 0,
    ),
}  # fmt: skip


def read(session: Session, user: Caller) -> Desk:
    """The caller's figures, in one statement, and what keeps the system from telling more."""
    today = clock.business_date()
    shown = {key: figure for key, figure in FIGURES.items() if _shown(figure, user)}
    counts = {}
    if shown:
        columns = (figure.query().scalar_subquery().label(key) for key, figure in shown.items())
        binds = {
            **coverage.area(user, None, None, None), **cadence.binds(today), "today": today, "year": today.year,
            "stale_before": devices.stale_before(session, user, today),
        }  # fmt: skip
        counts = dict(session.execute(select(*columns), binds).mappings().one())
    silent = unset(session, rounds.needed(), user.county, today)
    return Desk(
        business_on=today,
        figures=[
            DeskFigure(key=key, label=figure.label, value=str(counts[key]), to=figure.to, tone=figure.tone)
            for key, figure in shown.items()
        ],
        running_imports=_imports(session, user),
        unset_parameters=[UnsetParameter(key=key, title=REGISTRY[key].title) for key in silent],
    )


def _shown(figure: Figure, user: Caller) -> bool:
    return figure.permission in user.permissions and (not figure.county_only or len(user.region_code) == COUNTY_CODE)


def _imports(session: Session, user: Caller) -> list[RunningImport]:
    batch = ImportBatch
    query = imports.visible(user).where(batch.state.in_(WORKING)).order_by(batch.created_at.desc()).limit(10)
    return [RunningImport.model_validate(row) for row in session.scalars(query)]
