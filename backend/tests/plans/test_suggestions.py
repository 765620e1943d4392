"""What the system proposes for a household, and why."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.conftest import TODAY
from tests.loans.make import loan
from tests.plans.make import Author, home
from yihu.benefits.models import Benefit, BenefitPolicy
from yihu.plans.models import Plan
from yihu.plans.suggestions import FEW

TEMPLATE = {"source": "县措施库〔2026〕1号", "valid_from": "2026-01-01"}


@pytest.fixture
def templates(client):
    county = client("xianji")
    for form in (
        {"name": "签约随访", "text": "签约村医每月随访", "category": "health", "causes": ["illness"], "unit": "次"},
        {"name": "危房加固", "text": "加固后墙", "category": "housing", "assurances": ["housing"], "unit": "处"},
        {"name": "就业推荐", "text": "推荐到县城务工", "category": "employment", "for_member": True, "labours": ["ordinary"]},
        {"name": "孤儿助养", "text": "联系助养", "category": "other", "causes": ["illness"], "household_classes": ["verge"]},
    ):  # fmt: skip
        assert county.post("/measure-templates", json=form | TEMPLATE).status_code == 201


def policy(session, name="慢性病补助", **over):
    row = BenefitPolicy(
        county="511921", region_code="511921", name=name, kind="medical_relief", for_persons=True,
        valid_from=date(2026, 1, 1), source="县民政局文件", **over,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def suggested(browser, row):
    answer = browser.get(f"/households/{row.id}/plan-suggestions")
    assert answer.is_success, answer.text
    return answer.json()["items"]


def test_causes_assurances_and_labour_each_bring_their_measures(session, client, templates):
    row, head = home(session)
    told = [(one["text"], one["reason"], one["member_id"]) for one in suggested(client("cunganbu"), row)]
    assert told == [
        ("签约村医每月随访", "致贫原因“因病”", None),
        ("加固后墙", "“住房安全有保障”未达标", None),
        ("推荐到县城务工", "张三：普通劳动力", str(head.id)),
    ]


def test_entitlements_without_a_record_and_expiring_loans(session, client):
    row, head = home(session)
    head.special_groups = ["disabled"]
    asked = policy(session, special_groups=["disabled"])
    policy(session, "高龄津贴", least_age=80)
    loan(session, row, due_in=90)
    told = [(one["text"], one["policy_id"]) for one in suggested(client("cunganbu"), row)]
    assert told == [("为张三申请慢性病补助", str(asked.id)), ("按期归还到期小额信贷，资金有困难的提前申请续贷", None)]
    session.add(
        Benefit(
            county=row.county, region_code=row.region_code, policy_id=asked.id, household_id=row.id, member_id=head.id,
            granted_on=TODAY - timedelta(days=30), source="民政局",
        )
    )  # fmt: skip
    session.flush()
    assert [one["policy_id"] for one in suggested(client("cunganbu"), row)] == [None]


def test_what_is_taken_or_declined_is_not_proposed_again(session, client, templates):
    row, _ = home(session)
    village = client("cunganbu")
    first, second, third = suggested(village, row)
    author = Author(village)
    author.start(row.id)
    author.add(suggestion=first["key"], text=first["text"])
    left = village.post(
        f"/households/{row.id}/plan-suggestions:decline", json={"key": second["key"], "reason": "房子去年已翻新"}
    )
    assert [one["key"] for one in left.json()["items"]] == [third["key"]]
    page = village.get(f"/households/{row.id}").json()
    assert [one["key"] for one in page["suggestions"]] == [third["key"]]
    assert page["plan"][0]["measures"][0]["suggestion"] == first["key"]


def test_an_ended_template_is_proposed_no_longer(session, client, templates):
    row, _ = home(session)
    county = client("xianji")
    (template,) = county.get("/measure-templates", params={"q": "随访"}).json()["items"]
    ended = county.post(
        f"/measure-templates/{template['id']}:end", json={"valid_to": str(TODAY)}, headers={"If-Match": '"1"'}
    )
    assert ended.is_success, ended.text
    assert "签约村医每月随访" not in [one["text"] for one in suggested(county, row)]
    assert client("cunganbu").get("/measure-templates", params={"current": True}).json()["items"] != []


def test_a_risk_signal_waits_for_an_adjustment(session, client):
    row, _ = home(session)
    form = {
        "household_id": str(row.id), "kind": "job_loss", "happened_on": str(TODAY), "note": "工地停工返乡",
        "source": "走访发现",
    }  # fmt: skip
    village = client("cunganbu")
    assert village.post("/risk-signals", json=form).status_code == 201
    (told,) = village.get("/risk-signals", params={"answered": False}).json()["items"]
    assert (told["head_name"], told["answered_on"]) == ("张三", None)
    assert client("lincun").get("/risk-signals").json()["items"] == []


def test_a_large_catalogue_proposes_a_few_at_a_time(session, client):
    row, _ = home(session, other_causes=[])
    county, village = client("xianji"), client("cunganbu")
    for number in range(FEW + 2):
        form = {"name": f"随访{number}", "text": f"随访方式{number}", "category": "health", "causes": ["illness"]}
        assert county.post("/measure-templates", json=form | TEMPLATE).status_code == 201
    elsewhere = {
        "name": "灾后",
        "text": "灾后务工",
        "category": "employment",
        "for_member": True,
        "causes": ["disaster"],
    }
    assert county.post("/measure-templates", json=elsewhere | TEMPLATE).status_code == 201
    first = suggested(village, row)
    assert [one["cause"] for one in first] == ["illness"] * FEW, "and nothing for a cause the household has not"
    declined = {"key": first[0]["key"], "reason": "已经这样做了"}
    left = village.post(f"/households/{row.id}/plan-suggestions:decline", json=declined).json()["items"]
    assert (len(left), first[0]["key"] in [one["key"] for one in left]) == (FEW, False)


def test_a_verge_household_is_considered_in_five_fields(session, client):
    row, _ = home(session, household_class="verge", status=None)
    village, asked = client("cunganbu"), {"year": TODAY.year}

    def keys():
        return [one["key"] for one in suggested(village, row) if one["key"].startswith("field:")]

    def cells(**more):
        found = village.get("/plans/five-fields", params=asked | more).json()["items"]
        return [(cell["measures"], cell["reason"]) for one in found for cell in one["fields"]]

    assert sorted(keys()) == [f"field:{name}" for name in ("dibao", "education", "industry", "insurance", "work")]
    author = Author(village)
    author.start(row.id)
    author.add(text="养殖肉牛3头，合作社保底回收")
    assert "field:industry" not in keys(), "also a draft answers"
    for key in keys():
        told = {"key": key, "reason": "家中没有适龄的人"}
        assert village.post(f"/households/{row.id}/plan-suggestions:decline", json=told).is_success
    assert keys() == []
    assert cells() == cells(lacking="industry", supported=False) == [(0, None), *[(0, "家中没有适龄的人")] * 4]
    session.get(Plan, (row.county, UUID(author.plan["id"]))).state = "active"
    session.get(Plan, (row.county, UUID(author.plan["id"]))).consent_on = TODAY
    session.flush()
    assert cells(considered=True, supported=True)[0] == (1, None)
    assert cells(considered=False) == cells(lacking="work") == []
