"""A look of the rules over a county while people work: each rule a transaction."""

import pytest
from sqlalchemy import select, update

from tests.conftest import TODAY, rules_of_loans
from tests.loans.make import loan
from tests.make import COUNTY, run_jobs
from yihu.kernel import facts
from yihu.kernel.db import EVERYWHERE, entering, transaction
from yihu.kernel.facts import Fact
from yihu.loans.events import LoanChanged
from yihu.loans.models import Loan
from yihu.monitoring import alerts, jobs, rounds
from yihu.monitoring.models import Alert

pytestmark = rules_of_loans


def test_a_claim_in_the_midst_of_a_big_look_does_not_wait_for_its_end(committed, signed_in, monkeypatch):
    def arranged():
        return transaction(committed, entering(EVERYWHERE))

    with arranged() as session:
        loans = [loan(session, due_in=-40) for _ in range(3)]
    with arranged() as session:
        rounds.run(session, COUNTY, TODAY)
        mine = select(Alert).where(Alert.county == COUNTY, Alert.rule == "loan_overdue").order_by(Alert.id)
        first = session.scalars(mine).first()
        session.execute(
            update(Alert).where(Alert.rule == "loan_overdue").values(severity="notice")
        )  # as of an older rule

    monkeypatch.setattr(jobs, "MANY", 2)
    with arranged() as session:
        session.execute(update(Fact).values(watched=True))
        facts.wrote(session, Loan)
        facts.publish(session, *(LoanChanged(COUNTY, one.region_code, str(one.id), ["balance"]) for one in loans))
    cadre, order, real, said = signed_in("cunganbu"), [], alerts.judge_rule, []

    def meanwhile(session, rule, *asked):
        order.append(rule.code)
        if len(order) == 2:  # the first has brought its alerts in line
            said.append(cadre.post(f"/alerts/{first.id}:claim"))
            raise KeyboardInterrupt  # and here the worker is killed
        return real(session, rule, *asked)

    monkeypatch.setattr(alerts, "judge_rule", meanwhile)
    with pytest.raises(KeyboardInterrupt):
        run_jobs(committed)
    assert order[0] == "loan_overdue"
    assert [answer.status_code for answer in said] == [200], said[0].text
    monkeypatch.setattr(alerts, "judge_rule", real)
    jobs.judge_county.func(COUNTY, ["loan"], at_once=True)  # the next worker
    with arranged() as session:
        found = session.scalars(mine).all()
        assert [(one.severity, one.state) for one in found] == [("critical", "claimed")] + [("critical", "open")] * 2
        assert not session.scalars(select(Fact.id).where(~Fact.watched)).all()
