"""What a decision does to the household: its class and status, with the reason in its history (R071 R072)."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.cases.models import Case
from yihu.households import classes
from yihu.households.models import Household

STATUSES: dict[str, dict[str, Any]] = {
    "remove": {"status": "cancelled", "household_class": "ordinary"},
    "exit": {"status": "exited", "household_class": "general_exited"},
    "keep": {},
    "reinclude": {"status": "newly_identified"},
}
"""By decision of a review; one taken back in has the class that was decided."""


def take_in(session: Session, user: Caller, case: Case) -> None:
    """The household is a monitoring object from today; the class before is kept for the day the risk is gone."""
    case.class_before = _of(session, case).household_class
    _settle(session, user, case, {"household_class": case.monitor_class}, "认定")


def let_go(session: Session, user: Caller, case: Case) -> None:
    """The risk is gone: the class of before holds again, and the case stays on file."""
    _settle(session, user, case, {"household_class": case.class_before or "ordinary"}, "风险消除")


def review(session: Session, user: Caller, case: Case, day: date) -> None:
    values = dict(STATUSES[case.decision or "keep"])
    if case.decision == "exit":
        values["exited_year"] = day.year
    if case.decision == "reinclude":
        values["household_class"] = case.monitor_class
    words = {"remove": "剔除", "exit": "退出", "keep": "保留", "reinclude": "重新纳入"}
    _settle(session, user, case, values, words[case.decision or "keep"])


def _of(session: Session, case: Case) -> Household:
    row = session.get(Household, (case.county, case.household_id))
    assert row is not None
    return row


def _settle(session: Session, user: Caller, case: Case, values: dict[str, Any], what: str) -> None:
    source = f"个案{what} {case.decided_on if what != '风险消除' else case.removed_on}（{str(case.id)[-12:]}）"
    classes.reclassify_one(session, user, case.household_id, values, source)
