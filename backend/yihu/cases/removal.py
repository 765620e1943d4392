"""Whether a household's risk may be marked as removed: every condition, and each that is not met by name."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from yihu.cases import parameters as p
from yihu.cases.deadlines import months_after
from yihu.cases.forms import RemovalCheck
from yihu.cases.models import Case
from yihu.cases.problems import RemovalRefused
from yihu.households.models import Household, Member
from yihu.households.queries import ABLE
from yihu.kernel.models import valid_on
from yihu.policy.models import Code
from yihu.policy.parameters import unset_words, value_of

Errors = list[dict[str, Any]]


def check(session: Session, case: Case, form: RemovalCheck, on: date) -> None:
    """Refuse with all that stands against it; nothing is left out for having found something first."""
    forbidden = _forbidden(session, on)
    found = [*_seen(form), *_income(session, case, form, on)]
    found += [_error("/removal/bars", bar, forbidden[bar]) for bar in form.bars if bar in forbidden]
    found += [
        _error("/removal/bars", bar, f"{forbidden[bar]}（户档案）")
        for bar in _on_file(session, case)
        if bar in forbidden and bar not in form.bars
    ]
    if found:
        raise RemovalRefused("；".join(error["message"] for error in found), errors=found)


def _forbidden(session: Session, on: date) -> dict[str, str]:
    """Cases in which the rules of that day forbid it."""
    rows = session.execute(select(Code.code, Code.label).where(Code.list == "removal_bar", valid_on(Code, on)))
    return {row.code: row.label for row in rows}


def _seen(form: RemovalCheck) -> Errors:
    told = []
    if not form.assurances_kept:
        told.append(_error("/removal/assurances_kept", "assurances_open", "两不愁三保障和饮水安全还有没有解决的问题"))
    if not form.risk_gone:
        told.append(_error("/removal/risk_gone", "risk_left", "致贫返贫风险还没有消除"))
    return told


def _income(session: Session, case: Case, form: RemovalCheck, on: date) -> Errors:
    months = value_of(session, p.INCOME_STABLE_MONTHS, case.region_code, on)
    if months is None:
        if len(form.income_finding or "") < 10:
            message = f"{unset_words([p.INCOME_STABLE_MONTHS])}，请书面写明收入稳定的依据（至少10个字）"
            return [_error("/removal/income_finding", "finding_missing", message)]
        return []
    since = form.income_stable_since
    if since is None:
        return [_error("/removal/income_stable_since", "missing", "请填写收入从哪天起稳定")]
    if months_after(since, months) > on:
        message = f"收入稳定须满{months}个月，从{since}起还不满"
        return [_error("/removal/income_stable_since", "not_long_enough", message)]
    return []


def _on_file(session: Session, case: Case) -> list[str]:
    """What the household's own file says against it."""
    h, m = Household, Member
    able = select(func.count()).where(
        m.county == case.county, m.household_id == case.household_id, m.left_on.is_(None), m.labour.in_(ABLE)
    )
    told = select(func.count()).where(
        m.county == case.county, m.household_id == case.household_id, m.left_on.is_(None), m.labour.is_not(None)
    )
    open_assurance = h.unsafe_housing.is_(True) | h.water_safe.is_(False) | h.water_difficult.is_(True)
    row = (
        session.execute(
            select(
                func.coalesce(open_assurance, False).label("assurance_open"),
                ((able.scalar_subquery() == 0) & (told.scalar_subquery() > 0)).label("no_labour"),
            ).where(h.county == case.county, h.id == case.household_id)
        )
        .mappings()
        .one()
    )
    return [name for name, holds in row.items() if holds]


def _error(pointer: str, code: str, message: str) -> dict[str, Any]:
    return {"pointer": pointer, "code": code, "message": message, "params": {}}
