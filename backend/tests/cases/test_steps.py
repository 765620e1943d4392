"""The order of steps, who may take them, and what a decision does to the household."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from tests.cases.make import GONE, OPEN, SEEN, VOTES, Team, colleague, today, wait
from tests.make import COUNTY
from yihu.cases.models import CaseStep
from yihu.cases.procedures import STEPS, Procedure
from yihu.households.models import Household, HouseholdHistory
from yihu.kernel.settings import settings
from yihu.policy.models import PolicyParameter


@pytest.fixture
def team(client, session, monkeypatch):
    def make(procedure="risk", **over):
        return Team(client, session, monkeypatch, procedure, **over)

    colleague(session)
    return make


def history(session, household_id, kind):
    h = HouseholdHistory
    query = select(getattr(h, kind), h.source).where(h.household_id == household_id).order_by(h.created_at)
    return [tuple(row) for row in session.execute(query)]


def class_of(session, household_id):
    session.expire_all()
    row = session.scalars(select(Household).where(Household.id == household_id)).one()
    return row.household_class, row.status


def test_from_a_clue_to_the_look_back(team, session):
    one = team().to("county")
    assert [step["step"] for step in one.case["steps"] if not step["needed"]] == ["second"]
    assert (one.case["decision"], one.case["next"]["step"]) == ("include", "help")
    assert class_of(session, one.household.id) == ("prevention_target", "exited")
    (told,) = history(session, one.household.id, "household_class")
    assert told[0] == "prevention_target"
    assert told[1].startswith("个案认定 2026-")
    one.to("removal_county")
    assert class_of(session, one.household.id)[0] == "unstable_exited", "the class of before"
    assert one.case["next"]["due_on"] == "2027-06-05", "half a year after it was removed"
    one.to("look_back")
    assert (one.case["state"], one.case["closed_why"], one.case["next"]) == ("closed", "done", None)
    assert [step["step"] for step in one.case["steps"]] == [step.code for step in STEPS[Procedure.RISK]]


@pytest.mark.parametrize("procedure", list(Procedure))
def test_no_step_can_be_skipped(team, session, procedure):
    over = {"defect": "asset_hit"} if procedure is Procedure.REVIEW else {}
    one = team(procedure, **over)
    _, *later = [step.code for step in STEPS[procedure]]
    for step in later:
        assert one.take(step, "xianji").json()["code"] == "step_out_of_order", step
    row = {
        "county": COUNTY, "region_code": one.household.region_code, "case_id": one.case["id"], "procedure": procedure,
        "done_on": today(), "actor_name": "何村", "note": "直接写入", "needed": False,
    }  # fmt: skip
    for wrong, named in (
        ({"place": 2, "step": later[0]}, "first_without_previous"),
        ({"place": 1, "step": later[0]}, "known_step"),
        ({"place": 2, "step": later[0], "previous_id": one.case["id"], "previous_place": 1}, "previous"),
    ):
        with pytest.raises(IntegrityError, match=named), session.begin_nested():
            session.add(CaseStep(**row, **wrong))
    assert one.case["place"] == 0


def test_nobody_decides_what_he_verified(team, client, session):
    one = team()
    colleague(session, "duomian", "多面", "county_officer", COUNTY)
    assert one.take("verify", "duomian").status_code == 200, "a county officer may go there himself"
    one.to("township")
    refused = one.take("county", "duomian")
    assert refused.json()["code"] == "same_person"
    assert client("duomian").get(f"/cases/{one.case['id']}").json()["next"]["why_not"] == refused.json()["title"]
    assert one.post("duomian", ":return", {"to": "verify", "note": "重新核实"}).json()["code"] == "same_person"
    assert one.take("county").status_code == 200
    # The table itself refuses it too, whatever the service believes.
    step = session.scalars(select(CaseStep).where(CaseStep.step == "county")).one()
    assert len(step.barred) == 3, "two in the village, one of the township"
    step.actor_id = step.barred[0]
    with pytest.raises(IntegrityError, match="second_person"):
        session.flush()


def test_sending_back_does_not_make_a_verifier_a_stranger(team, session):
    """What he verified before it was sent back, he still does not decide."""
    one = team()
    colleague(session, "duomian", "多面", "county_officer", COUNTY)
    assert one.take("verify", "duomian").status_code == 200
    one.to("deliberate")
    assert one.post("xiangzhen", ":return", {"to": "verify", "note": "走访记录不全"}).status_code == 200
    one.to("township")
    assert one.take("county", "duomian").json()["code"] == "same_person"


@pytest.mark.parametrize(("step", "username"), [("township", "cunganbu"), ("county", "dicha"), ("verify", "bangfu"), ("verify", "bumen")])  # fmt: skip
def test_each_level_has_its_steps(team, step, username):
    one = team()
    before = {"township": "notice", "county": "township"}.get(step)
    if before:
        one.to(before)
    assert one.take(step, username).status_code == 403


def test_whoever_opened_a_case_does_not_decide_it(client, session, monkeypatch, team):
    one = team()
    form = OPEN | {"household_id": str(one.household.id), "procedure": "five_step"}
    one.case = client("xianji").post("/cases", json=form).json()
    one.to("township")
    assert one.take("county").json()["code"] == "same_person"


def test_kinship_to_a_cadre_asks_for_a_second_review(team):
    one = team()
    assert one.take("verify", verification=SEEN | {"kin": True}).status_code == 422, "whose kin must be said"
    assert one.take("verify", verification=SEEN | {"kin": True, "kin_note": "村支书的侄子"}).status_code == 200
    one.to("township")
    assert one.case["next"]["step"] == "second"
    assert one.take("county").json()["code"] == "step_out_of_order"
    assert one.take("second", "xiangzhen").json()["code"] == "same_person"
    assert one.take("second", "dicha").status_code == 200
    assert one.take("county").status_code == 200


def test_a_vote_that_does_not_pass_keeps_the_case_where_it_is(team):
    one = team().to("verify")
    lost = VOTES | {"agree": 12, "against": 13, "abstain": 0}
    answer = one.take("deliberate", votes=lost)
    assert (answer.status_code, one.case["next"]["step"]) == (200, "deliberate")
    assert one.case["steps"][-1]["superseded_why"] == "评议未通过"
    assert one.take("deliberate", votes=VOTES | {"agree": 30}).status_code == 422
    assert one.take("deliberate", votes=VOTES | {"entitled": 20}).status_code == 422
    assert one.take("deliberate").status_code == 200


def test_a_part_that_belongs_to_another_act_is_refused(team):
    one = team()
    assert one.take("verify", verification=None).status_code == 422
    assert one.take("verify", votes=VOTES).status_code == 422
    assert one.take("verify", note=None).json()["code"] == "step_without_document"
    assert one.take("verify", done_on="2026-11-24").status_code == 422, "tomorrow"
    assert one.take("verify", done_on="2026-11-22").status_code == 422, "before the clue"


def test_classes_have_their_time(team):
    """脱贫不稳定户 is a class of 2021 to 2025."""
    one = team()
    refused = one.take("verify", verification=SEEN | {"monitor_class": "verge"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/verification/monitor_class")


def test_terms_are_the_countys(team):
    one = team()
    assert one.case["next"]["due_on"] == "2026-11-30", "five working days from Monday the 23rd"
    one.to("verify")
    assert one.case["next"]["due_on"] == "2026-12-14", "fifteen from there"
    own = {"value": "clue", "valid_from": "2026-01-01", "source": "县文件第三条"}
    assert one.as_("xianji").put("/policy-parameters/case.decide_from", json=own).is_success
    one.to("deliberate")
    assert one.case["next"]["due_on"] == "2026-12-14"


def unset(session, *keys):
    session.execute(delete(PolicyParameter).where(PolicyParameter.key.in_(keys), PolicyParameter.region_code == COUNTY))
    session.commit()


def test_a_term_that_nobody_set_is_none_and_is_named(team, session):
    """One province's days are not the next one's."""
    unset(session, "case.verify_days", "case.days_kind")
    coming = team().case["next"]
    assert coming["due_on"] is None
    assert coming["unset"] == ["收到线索后几天内入户核实", "个案各环节期限按哪种日子计算"]


def test_working_days_are_the_calendars(team, monkeypatch):
    monkeypatch.setattr(settings().clock, "business_date", date(2026, 9, 28))
    assert team().case["next"]["due_on"] == "2026-10-10", "the holidays are over on the 8th, and the Saturday is worked"


def test_sent_back_steps_stay_readable(team, monkeypatch):
    one = team().to("deliberate")
    assert one.post("cunganbu", ":return", {"to": "verify", "note": "重来"}).status_code == 403
    assert one.post("xiangzhen", ":return", {"to": "township", "note": "重来"}).json()["code"] == "nothing_to_return"
    one.post("xiangzhen", ":return", {"to": "verify", "note": "没有写明住院费用"})
    assert one.case["next"]["step"] == "verify"
    assert [step["superseded_why"] for step in one.case["steps"]] == ["向镇退回：没有写明住院费用"] * 2
    assert one.to("township").case["place"] == 5


def test_a_case_is_ended_by_a_second_person_before_it_is_decided(team):
    one = team().to("verify")
    assert one.post("cunganbu", ":end", {"why": "unfounded", "note": "住院费用已全部报销"}).status_code == 403
    assert one.post("xiangzhen", ":end", {"why": "done", "note": "办结"}).status_code == 422
    assert one.post("xiangzhen", ":end", {"why": "unfounded", "note": "住院费用已全部报销"}).status_code == 200
    assert one.take("deliberate").json()["code"] == "case_closed"
    decided = team().to("county")
    assert decided.post("dicha", ":end", {"why": "moved", "note": "迁出"}).json()["code"] == "decided_already"


def test_a_second_clue_joins_the_open_case(team, client):
    one = team()
    source = "0199aaaa-0000-7000-8000-000000000009"
    again = OPEN | {"household_id": str(one.household.id), "channel": "hotline", "risks": ["job_loss"], "source_id": source}  # fmt: skip
    for _ in range(2):
        joined = client("xiangzhen").post("/cases", json=again)
        assert (joined.json()["id"], joined.json()["risks"]) == (one.case["id"], ["illness", "job_loss"])
    total = client("xiangzhen").get(f"/cases?household_id={one.household.id}&include_total=true").json()["total"]
    assert total == 1


def test_help_needs_a_plan_in_force(team):
    one = team().to("county")
    assert one.take("help").json()["code"] == "no_plan_in_force"
    one.plan()
    assert one.take("help").status_code == 200


class TestRemoval:
    @pytest.fixture
    def helped(self, team):
        return team().to("help")

    @pytest.mark.parametrize(
        ("over", "codes"),
        [
            ({"risk_gone": False}, {"risk_left"}),
            ({"assurances_kept": False}, {"assurances_open"}),
            ({"income_finding": None}, {"finding_missing"}),
            ({"bars": ["cost_uncontrolled"]}, {"cost_uncontrolled"}),
            ({"bars": ["income_unstable"], "risk_gone": False}, {"income_unstable", "risk_left"}),
        ],
    )
    def test_every_condition_is_named(self, helped, over, codes):
        answer = helped.take("removal_verify", removal=GONE | over)
        assert (answer.status_code, answer.json()["code"]) == (422, "removal_refused")
        assert {error["code"] for error in answer.json()["errors"]} == codes

    def test_the_households_own_file_speaks_against_it(self, helped, session):
        session.expire_all()
        home = session.get(Household, (COUNTY, helped.household.id))
        home.water_safe = False
        session.commit()
        errors = helped.take("removal_verify").json()["errors"]
        assert [error["code"] for error in errors] == ["assurance_open"]

    def test_the_time_of_a_stable_income_is_the_countys(self, helped, session, monkeypatch):
        value = {"key": "case.income_stable_months", "region_code": COUNTY, "value": 6, "valid_from": date(2026, 1, 1)}
        session.add(PolicyParameter(**value, source="-"))
        session.commit()
        since = today() - timedelta(days=100)
        refused = helped.take("removal_verify", removal=GONE | {"income_stable_since": str(since)})
        assert [error["code"] for error in refused.json()["errors"]] == ["not_long_enough"]
        assert "满6个月" in refused.json()["detail"]
        wait(monkeypatch, 100)
        assert helped.take("removal_verify", removal=GONE | {"income_stable_since": str(since)}).status_code == 200

    def test_a_relapse_opens_a_case_again(self, helped, client):
        helped.to("removal_county")
        assert helped.take("look_back", look_back={"stable": False}).status_code == 200
        assert helped.case["closed_why"] == "relapsed"
        (again,) = client("xiangzhen").get(f"/cases?household_id={helped.household.id}&state=open").json()["items"]
        assert (again["channel"], again["step"]) == ("look_back", "verify")


@pytest.mark.parametrize(
    ("decision", "status", "household_class"),
    [
        ("remove", "cancelled", "ordinary"), ("exit", "exited", "general_exited"),
        ("keep", "exited", "unstable_exited"), ("reinclude", "newly_identified", "prevention_target"),
    ],
)  # fmt: skip
def test_a_review_changes_the_household_with_its_reason(team, session, decision, status, household_class):
    one = team("review", defect="asset_hit")
    seen = SEEN | {"proposal": decision}
    assert one.take("verify", verification=SEEN).status_code == 422, "a proposal is asked for"
    assert one.take("verify", verification=seen).status_code == 200
    one.to("township")
    assert one.take("county").status_code == 422
    assert one.take("county", decision={"decision": decision}).status_code == 200
    assert (one.case["state"], one.case["decision"]) == ("closed", decision)
    assert class_of(session, one.household.id) == (household_class, status)
    told = history(session, one.household.id, "household_class")
    assert [found for found, _ in told] == ([] if decision == "keep" else [household_class])
    assert all(source.startswith("个案") for _, source in told)
    assert session.get(Household, (COUNTY, one.household.id)).household_no == one.household.household_no
