from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from tests.conftest import TODAY
from tests.households.make import household
from tests.make import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE
from tests.visits import make as visits
from yihu.accounts.models import User
from yihu.cases.models import Case
from yihu.kernel.db import EVERYWHERE, entering
from yihu.kernel.settings import settings
from yihu.monitoring import rounds
from yihu.monitoring.models import Alert, AlertStep
from yihu.policy.models import CalendarDay, PolicyParameter

RULE = "visit_finding_clue"
pytestmark = pytest.mark.rules(RULE)
TRUE = {"verdict": "true", "reason": "medical", "verified_on": str(TODAY), "note": "住院自付两万多"}
FALSE = {"verdict": "false", "reason": "record_wrong", "verified_on": str(TODAY)}
DONE = {"on_day": str(TODAY), "note": "已申请医疗救助"}


@pytest.fixture
def clue(session):
    """A finding handed on as a clue, and its alert of today."""
    found = visits.finding(
        session,
        household(session),
        state="acted",
        action="转交",
        acted_on=TODAY,
        passed_on_as="clue",
        acted_by_name="何村",
    )
    rounds.run(session, COUNTY, TODAY)
    session.commit()
    return found


def night(session, day=TODAY):
    """The round, which sees the whole county whoever has asked before."""
    entering(EVERYWHERE)(session)
    rounds.run(session, COUNTY, day)


def alert(session) -> Alert:
    query = select(Alert).where(Alert.rule == RULE).order_by(Alert.raised_on.desc(), Alert.id.desc())
    return session.scalars(query.execution_options(populate_existing=True)).first()


def step(browser, verb, row, form=None, *, version=None, status=200) -> dict:
    seen = browser.get(f"/alerts/{row.id}").json()
    headers = {"If-Match": f'"{version or seen["version"]}"'}
    answer = browser.post(f"/alerts/{row.id}:{verb}", json=form, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def terms(session, region_code=COUNTY, **days):
    session.add_all(
        PolicyParameter(key=f"monitor.{name}", region_code=region_code, value=value, valid_from=date(2026, 1, 1), source="县文件")
        for name, value in days.items()
    )  # fmt: skip
    session.flush()


def test_from_clue_to_closed_by_two_persons(client, session, clue):
    village, township = client("cunganbu"), client("xiangzhen")
    row = alert(session)
    assert (row.state, row.level, row.facts["来源"], row.step_due_on) == ("open", "village", "走访发现", None)
    assert step(village, "claim", row)["assignee_name"] == "何村"
    told = step(village, "verify", row, TRUE)
    assert (told["state"], told["found_true"], told["steps"][-1]["visit_id"]) == ("verified", True, str(clue.visit_id))
    (case,) = session.scalars(select(Case)).all()
    assert (told["case_id"], case.channel, case.sources) == (str(case.id), "cadre", [row.id])
    step(village, "add-measure", row, DONE | {"document": "医救〔2026〕8号"})
    done = step(village, "resolve", row, DONE)
    assert done["state"] == "resolved"
    step(township, "return", row, {"note": "救助款还没有到账"})
    step(village, "resolve", row, DONE)
    closed = step(township, "close", row, {"note": "已到账"})
    kinds = ["claimed", "true", "measure", "resolved", "returned", "resolved", "closed"]
    assert (closed["state"], [one["kind"] for one in closed["steps"]]) == ("closed", kinds)
    night(session, TODAY + timedelta(days=1))
    assert alert(session).id == row.id, "what a person has closed is not raised again while the records say the same"
    session.execute(update(type(clue)).values(text="水池又漏了，还停了电"))
    night(session, TODAY + timedelta(days=2))
    assert alert(session).id != row.id, "other figures are news"


def test_who_resolved_cannot_close_not_even_in_the_database(client, session, clue):
    township, row = client("xiangzhen"), alert(session)
    step(township, "claim", row)
    step(township, "verify", row, FALSE)
    assert step(township, "close", row, {}, status=409)["code"] == "closed_by_resolver"
    with pytest.raises(DBAPIError, match="four_eyes"), session.begin_nested():
        session.execute(
            update(Alert).where(Alert.id == row.id).values(state="closed", closed_on=TODAY, closed_by=Alert.resolved_by)
        )
    assert step(client("xianji"), "close", row, {})["closed_why"] == "经核实不属实"


def test_steps_cannot_be_rewritten(client, session, clue):
    step(client("cunganbu"), "claim", alert(session))
    for statement in ("update alert_step set note = 'x'", "delete from alert_step"):
        with pytest.raises(DBAPIError, match="permission denied"), session.begin_nested():
            session.execute(text(f"{statement} where county = '{COUNTY}'"))


def test_steps_come_in_their_order(client, session, clue):
    village, row = client("cunganbu"), alert(session)
    for verb, form in (("resolve", DONE), ("add-measure", DONE), ("release", {"note": "不归我管"})):
        refused = step(village, verb, row, form, status=409)
        assert (refused["code"], refused["state"]) == ("wrong_step", "open")
    step(village, "claim", row)
    assert step(client("bangfu"), "claim", row, status=409)["assignee_name"] == "何村"
    assert step(client("bangfu"), "verify", row, TRUE, status=409)["code"] == "not_your_alert"
    assert step(village, "verify", row, TRUE, version=99, status=412)
    wrong = step(village, "verify", row, TRUE | {"reason": "record_wrong"}, status=422)
    assert wrong["errors"][0]["pointer"] == "/reason"
    early = TRUE | {"verified_on": str(TODAY - timedelta(days=1))}
    assert "早于" in step(village, "verify", row, early, status=422)["errors"][0]["message"]


def test_a_cure_closes_what_nobody_holds_and_is_told_to_who_does(client, session, clue):
    row = alert(session)
    session.execute(update(type(clue)).values(passed_on_as=None))
    night(session)
    assert alert(session).state == "closed"
    session.execute(update(type(clue)).values(passed_on_as="clue"))
    night(session)
    again = alert(session)
    assert again.id != row.id
    session.commit()
    step(client("cunganbu"), "claim", again)
    entering(EVERYWHERE)(session)
    session.execute(update(type(clue)).values(passed_on_as=None))
    night(session)
    held = alert(session)
    assert (held.state, held.cured_on) == ("claimed", TODAY)
    (listed,) = client("cunganbu").get("/alerts", params={"cured": True}).json()["items"]
    assert listed["id"] == str(held.id)


def test_referred_goes_one_level_up_and_to_nobody(client, session, clue):
    row = alert(session)
    told = step(client("cunganbu"), "verify", row, FALSE | {"verdict": "refer", "reason": "department"})
    assert (told["state"], told["level"], told["assignee_id"]) == ("open", "township", None)


def test_terms_are_working_days_of_the_place(client, session, clue):
    """2026-11-23 is a Monday; the county keeps Wednesday as its own holiday."""
    row = alert(session)
    session.execute(text("delete from alert"))
    terms(session, verify_days=5, rest_days=15)
    terms(session, TOWNSHIP, verify_days=2)
    client("xianji").put("/calendar-days/2026-11-25", json={"working": False, "note": "县庆放假"})
    other = household(session, "5119210099", OTHER_VILLAGE, "邻居")
    visits.finding(session, other, state="acted", action="转交", acted_on=TODAY, passed_on_as="clue")
    night(session)
    row = alert(session)
    assert (row.step_due_on, row.step_amber_on) == (date(2026, 11, 26), date(2026, 11, 24))
    session.commit()
    told = step(client("cunganbu" if row.region_code == VILLAGE else "lincun"), "verify", row, TRUE)
    assert (told["step_due_on"], told["calendar_known"]) == ("2026-12-15", True)
    left = client("xianji").delete("/calendar-days/2026-11-25").json()
    assert {one["region_code"] for one in left} == {None}, "the common holidays stay"


def test_a_late_step_turns_amber_red_and_goes_up(client, session, clue, monkeypatch):
    session.execute(text("delete from alert"))
    terms(session, verify_days=5, escalation_days=2)
    night(session)
    session.commit()
    seen = []
    for day in (TODAY, date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 3)):
        monkeypatch.setattr(settings().clock, "business_date", day)
        night(session, day)
        night(session, day)
        session.commit()
        (row,) = client("xianji").get("/alerts", params={"rule": RULE}).json()["items"]
        seen.append((row["light"], row["level"]))
    assert seen == [
        ("green", "village"),
        ("amber", "village"),
        ("amber", "village"),
        ("red", "township"),
        ("red", "county"),
    ]
    steps = client("xianji").get(f"/alerts/{row['id']}").json()["steps"]
    assert [one["note"] for one in steps] == ["到期未办，报乡镇", "到期未办，报县"]
    late = client("xiangzhen").get("/alerts/board").json()
    assert [(line["rule"], line["open"], line["red"], line["unclaimed"]) for line in late] == [(RULE, 1, 1, 1)]


def test_beyond_the_known_calendar_it_is_counted_by_the_week(client, session, clue):
    terms(session, rest_days=30)
    told = step(client("cunganbu"), "verify", alert(session), TRUE)
    assert (told["step_due_on"], told["calendar_known"]) == ("2027-01-04", False)
    assert session.scalar(select(CalendarDay.day).where(CalendarDay.day >= date(2027, 1, 1))) is None


def test_several_are_claimed_or_given_and_told_one_by_one(client, session, clue):
    row, nobody = alert(session), uuid4()
    worker = session.scalars(select(User.id).where(User.username == "bangfu")).one()
    forbidden = client("cunganbu").post("/alerts:assign", json={"ids": [str(row.id)], "assignee_id": str(worker)})
    assert forbidden.status_code == 403
    told = client("cunganbu").post("/alerts:assign", json={"ids": [str(nobody), str(row.id)]}).json()
    assert (told["count"], [one["code"] for one in told["items"]]) == (1, ["alert_not_found", None])
    given = client("xiangzhen").post("/alerts:assign", json={"ids": [str(row.id)], "assignee_id": str(worker)}).json()
    assert given["count"] == 1
    assert [one["id"] for one in client("bangfu").get("/alerts", params={"mine": True}).json()["items"]] == [
        str(row.id)
    ]
    far = session.scalars(select(User.id).where(User.username == "lincun")).one()
    refused = client("xiangzhen").post("/alerts:assign", json={"ids": [str(row.id)], "assignee_id": str(far)}).json()
    assert (refused["count"], refused["items"][0]["code"]) == (0, "validation_failed")


def test_steps_move_with_the_household(client, session, clue):
    step(client("cunganbu"), "claim", alert(session))
    entering(EVERYWHERE)(session)
    session.execute(update(type(clue)).values(region_code=OTHER_VILLAGE))
    night(session)
    assert session.scalars(select(AlertStep.region_code)).all() == [OTHER_VILLAGE]
