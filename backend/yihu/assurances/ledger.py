"""The ledger of defects: what is going to be done, reconciling, counts by village, the history of its days."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller, within_binds
from yihu.assurances import queries
from yihu.assurances.events import DefectChanged
from yihu.assurances.models import AssuranceDay, AssuranceDefect, DefectState
from yihu.assurances.problems import DefectIsClosed, DefectNotFound, DefectNotMended, ReconciledByChecker
from yihu.assurances.schemas import DefectCount, DefectDay, DefectPlan, DefectRead, Reconcile, VillageDefects
from yihu.kernel import audit, clock
from yihu.kernel.facts import publish
from yihu.kernel.versions import check_version

D = AssuranceDefect


def read(session: Session, user: Caller, defect_id: UUID) -> DefectRead:
    return queries.DEFECTS.one(
        session, DefectRead, {**user.binds(), "today": clock.business_date(), "id": defect_id}, DefectNotFound
    )


def plan(session: Session, user: Caller, defect_id: UUID, form: DefectPlan, version: int) -> DefectRead:
    """What is going to be done about it."""
    row = _locked(session, user, defect_id, version)
    for name, value in form.model_dump().items():
        setattr(row, name, value)
    session.flush()
    return _finish(session, user, row, "assurance_defect.planned")


def reconcile(session: Session, user: Caller, defect_id: UUID, form: Reconcile, version: int) -> DefectRead:
    """Closed by somebody else than he who found it in order."""
    row = _locked(session, user, defect_id, version)
    if row.state is not DefectState.MENDED:
        raise DefectNotMended
    if row.mended_by == user.id:
        raise ReconciledByChecker
    row.state, row.closed_on = DefectState.CLOSED, clock.business_date()
    row.closed_by, row.closed_by_name, row.close_note = user.id, user.name, form.note
    session.flush()
    return _finish(session, user, row, "assurance_defect.reconciled")


def _locked(session: Session, user: Caller, defect_id: UUID, version: int) -> AssuranceDefect:
    row = session.scalar(queries.defect(user, defect_id).with_for_update())
    if row is None:
        raise DefectNotFound
    check_version(row, version)
    if row.state is DefectState.CLOSED:
        raise DefectIsClosed
    return row


def _finish(session: Session, user: Caller, row: AssuranceDefect, action: str) -> DefectRead:
    audit.record(
        session, action, county=row.county, region_code=row.region_code, subject=("assurance_defect", row.id),
        household_id=str(row.household_id), item=row.item, state=row.state.value,
    )  # fmt: skip
    publish(session, DefectChanged(row.county, row.region_code, str(row.id), str(row.household_id), row.item, row.state.value))  # fmt: skip
    return read(session, user, row.id)


BY_VILLAGE = text(
    """
    select c.*, r.short_name as region_name
    from (select left(d.region_code, 12) as region_code, d.item, count(*) filter (where d.state = 'open') as open,
                 count(*) filter (where d.state = 'mended') as mended, count(distinct d.household_id) as households
          from assurance_defect d
          where d.county = :county and d.region_code >= :lo and d.region_code < :hi and d.state <> 'closed'
          group by grouping sets ((1, 2), (1))) c
    left join region r on r.code = c.region_code
    order by c.region_code, c.item
    """
)


def counted(session: Session, user: Caller, region_code: str | None) -> list[VillageDefects]:
    """What stands open or waits to be reconciled, by village and, within it, by item."""
    rows = session.execute(BY_VILLAGE, user.binds(region_code)).all()
    of_village = defaultdict(list)
    for row in rows:
        if row.item is not None:
            of_village[row.region_code].append(DefectCount.model_validate(row))
    return [
        VillageDefects(
            region_code=row.region_code, region_name=row.region_name, open=row.open, mended=row.mended,
            households=row.households, items=of_village[row.region_code],
        )
        for row in rows
        if row.item is None
    ]  # fmt: skip


DAYS = text(
    """
    insert into assurance_day (county, region_code, item, day, open_count, mended_count, opened_count, closed_count)
    select :county, v.code, i.item, cast(:day as date),
           count(d.id) filter (where d.state = 'open'), count(d.id) filter (where d.state = 'mended'),
           count(d.id) filter (where d.opened_on = cast(:day as date) - 1),
           count(d.id) filter (where d.closed_on = cast(:day as date) - 1)
    from (select distinct left(h.region_code, 12) as code from household h where h.county = :county) v
    cross join (select code as item from code where list = 'assurance_item') i
    left join assurance_defect d on d.county = :county and left(d.region_code, 12) = v.code and d.item = i.item
    where not exists (select from assurance_day x where x.county = :county and x.day = :day)
    group by v.code, i.item
    on conflict do nothing
    """
)


def keep_day(session: Session, county: str, day: date) -> int:
    """Today's counts, once: a later run of the same day changes nothing."""
    return int(getattr(session.execute(DAYS, {"county": county, "day": day}), "rowcount", 0))


def history(session: Session, user: Caller, region_code: str | None, first: date, last: date) -> list[DefectDay]:
    """Day by day and item by item, over the area."""
    a = AssuranceDay
    sums = (
        func.sum(column).label(name)
        for name, column in (
            ("open", a.open_count), ("mended", a.mended_count), ("opened", a.opened_count), ("closed", a.closed_count)
        )
    )  # fmt: skip
    query = select(a.day, a.item, *sums).where(within_binds(a), a.day >= first, a.day <= last)
    rows = session.execute(query.group_by(a.day, a.item).order_by(a.day, a.item), user.binds(region_code))
    return [DefectDay.model_validate(row) for row in rows]
