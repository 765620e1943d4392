"""A public notice: what it says and never says, when it blocks, when it is down."""

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from tests.cases.make import Team, colleague, today, wait
from tests.cases.test_steps import team, unset  # noqa: F401  a fixture
from tests.make import COUNTY
from yihu.cases import notice_text, screening
from yihu.households.models import Household, Member
from yihu.kernel.crypto import blind_index

CANARIES = {
    "id_number": "511921197007011238", "phone": "13890907711", "bank_card": "6228480123456789012",
    "health": "尿毒症透析", "child": "邓小苗苗", "address": "新桥河七社九号",
}  # fmt: skip


@pytest.fixture
def ready(team, session):  # noqa: F811
    """A case at its notice, of a household with a canary in every personal field."""
    one: Team = team(clue=f"{CANARIES['health']}，{CANARIES['phone']}", risks=["illness"])
    session.expire_all()
    home = session.get(Household, (COUNTY, one.household.id))
    home.phone, home.phone_hash = CANARIES["phone"], blind_index(CANARIES["phone"])
    home.bank_card, home.address, home.natural_village = CANARIES["bank_card"], CANARIES["address"], CANARIES["phone"]
    head = session.get(Member, (COUNTY, one.head.id))
    head.id_number, head.health, head.phone = CANARIES["id_number"], "serious", CANARIES["phone"]
    head.phone_hash = blind_index(CANARIES["phone"])
    here = {"county": COUNTY, "region_code": home.region_code, "household_id": home.id}
    session.add(Member(**here, name=CANARIES["child"], name_initials="d", name_sort="d", relation="20", born_on=date(2019, 1, 1)))  # fmt: skip
    session.commit()
    return one.to("deliberate")


def form(one, **over):
    return {
        "case_ids": [one.case["id"]], "starts_on": str(today()), "place": "村务公开栏", "contact_office": "新桥河村村委会",
        "contact_phone": "0827-7220001",
    } | over  # fmt: skip


def post(one, username="cunganbu", **over):
    return one.as_(username).post("/public-notices", json=form(one, **over))


def test_it_says_what_it_may_and_nothing_else(ready):
    preview = ready.as_("cunganbu").post("/public-notices:preview", json=form(ready))
    made = post(ready)
    assert (preview.status_code, made.status_code) == (200, 201), made.text
    words = made.json()["words"]
    assert preview.json() == words
    assert words["rows"] == [["1", "", "张三", "防止返贫致贫对象", "家庭支出较大"]]
    assert words["ends_on"] == "2026-11-28", "five days after it was hung up"
    sheet = ready.as_("cunganbu").get(f"/public-notices/{made.json()['id']}/sheet.pdf").content
    printed = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet)).pages).split())
    assert "张三" in printed
    assert "2026年11月28日" in printed
    everything = f"{words}{printed}"
    assert [name for name, value in CANARIES.items() if value in everything] == []


@pytest.mark.parametrize("field", ["place", "contact_office"])
@pytest.mark.parametrize(
    "text",
    [
        *(CANARIES[name] for name in CANARIES if name != "address"),
        "１３８９０９０７７１１",
        "户主患大病",
        "账号 6228 4801 2345",
    ],
)
def test_what_is_typed_is_screened(ready, field, text):
    refused = post(ready, **{field: f"公开栏{text}"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, f"/{field}")
    assert text not in refused.text


def test_the_telephone_is_an_offices(ready):
    refused = post(ready, contact_phone=CANARIES["phone"])
    assert refused.json()["errors"][0]["code"] == "villagers_phone"


def test_a_text_has_no_place_for_anything_personal():
    """Safe by construction: what a notice is made of has these fields and no other."""
    assert set(notice_text.Line.__dataclass_fields__) == {"group_name", "head_name", "class_label", "reason_label"}
    assert set(notice_text.Notice.__dataclass_fields__) == {
        "kind", "township_name", "village_name", "starts_on", "ends_on", "place", "contact_office", "contact_phone", "lines",
    }  # fmt: skip


def test_a_child_who_heads_a_household_is_not_named(ready, session):
    session.expire_all()
    session.get(Member, (COUNTY, ready.head.id)).born_on = date(2010, 5, 1)
    session.commit()
    assert post(ready).json()["words"]["rows"][0][2] == "张某（未成年人户）"


def test_a_head_whose_name_holds_a_number_is_not_printed(ready, session):
    session.expire_all()
    session.get(Household, (COUNTY, ready.household.id)).head_name = f"张三{CANARIES['id_number']}"
    session.commit()
    refused = post(ready)
    assert refused.status_code == 422
    assert CANARIES["id_number"] not in refused.text


def test_names_of_all_kinds_are_names():
    assert all(map(screening.is_name, ["张三", "买买提·吐尔逊", "阿不都热合曼•艾力", "𠮷野", "㐂三"]))
    assert not any(map(screening.is_name, ["张三1", "张三（病）", "张三511921", "张三 患病"]))


def test_it_is_not_shorter_than_the_countys_period(ready):
    assert post(ready, ends_on="2026-11-27").json()["errors"][0]["code"] == "too_short"
    assert post(ready, starts_on="2026-11-22").status_code == 422, "before the vote"
    assert post(ready, ends_on="2026-12-05").json()["ends_on"] == "2026-12-05"


def test_where_no_period_is_set_it_asks_for_the_end_and_says_why(ready, session):
    unset(session, "case.notice_days")
    refused = post(ready)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/ends_on")
    assert "“村内公示至少几天”" in refused.json()["errors"][0]["message"]
    assert post(ready, ends_on=str(today() + timedelta(days=7))).status_code == 201


def test_the_case_waits_for_its_end(ready, monkeypatch):
    assert ready.take("notice").json()["code"] == "notice_not_over"
    post(ready)
    wait(monkeypatch, 5)
    refused = ready.take("notice")
    assert refused.status_code == 412, "it was hung up meanwhile"
    ready.case = ready.as_("cunganbu").get(f"/cases/{ready.case['id']}").json()
    assert ready.take("notice").json()["detail"] == "公示到2026-11-28结束，之后才能办理"
    assert ready.case["next"]["why_not"] == "公示到2026-11-28结束，之后才能办理"
    wait(monkeypatch, 1)
    assert ready.take("notice").status_code == 200


def test_a_case_hangs_once_at_a_time(ready):
    assert post(ready).status_code == 201
    assert post(ready).json()["code"] == "not_ready_for_notice"


@pytest.mark.parametrize("upheld", [False, True])
def test_objections_are_answered_by_somebody_else(ready, monkeypatch, upheld):
    made = post(ready).json()
    office, path = ready.as_("cunganbu"), f"/public-notices/{made['id']}"
    said = {"raised_on": str(today()), "raised_by": "村民", "text": "他家在县城有房", "case_id": ready.case["id"]}
    assert office.post(f"{path}/objections", json=said | {"raised_on": "2026-11-22"}).status_code == 422
    told = office.post(f"{path}/objections", json=said).json()["objections"][0]
    wait(monkeypatch, 6)
    ready.case = office.get(f"/cases/{ready.case['id']}").json()
    assert ready.take("notice").json()["detail"] == "还有异议没有答复"
    verdict, match = {"answer": "经不动产查询没有房产", "upheld": upheld}, {"If-Match": f'"{told["version"]}"'}
    answer = f"/objections/{told['id']}:answer"
    assert office.post(answer, json=verdict, headers=match).status_code == 403
    assert ready.as_("xiangzhen").post(answer, json=verdict, headers=match).status_code == 200
    assert (
        ready.as_("xianji").post(answer, json=verdict, headers={"If-Match": '"2"'}).json()["code"]
        == "objection_answered"
    )
    assert ready.take("notice").status_code == (409 if upheld else 200)
    if upheld:
        assert ready.post("xiangzhen", ":return", {"to": "verify", "note": "核实房产"}).status_code == 200


def test_who_worked_on_the_case_does_not_answer(ready, session):
    colleague(session, "duomian", "多面", "county_officer", COUNTY)
    ready.post("xiangzhen", ":return", {"to": "verify", "note": "重新核实"})
    ready.take("verify", "duomian")
    ready.to("deliberate")
    made = post(ready).json()
    said = {"raised_on": str(today()), "text": "他家有车"}
    told = ready.as_("cunganbu").post(f"/public-notices/{made['id']}/objections", json=said).json()["objections"][0]
    answered = ready.as_("duomian").post(
        f"/objections/{told['id']}:answer", json={"answer": "不属实", "upheld": False}, headers={"If-Match": '"1"'}
    )
    assert answered.json()["code"] == "same_person"


def test_taken_down_it_counts_no_more(ready, monkeypatch):
    made = post(ready).json()
    down = ready.as_("cunganbu").post(
        f"/public-notices/{made['id']}:withdraw", json={"why": "名单有误"}, headers={"If-Match": '"1"'}
    )
    assert down.json()["state"] == "withdrawn"
    wait(monkeypatch, 6)
    ready.case = ready.as_("cunganbu").get(f"/cases/{ready.case['id']}").json()
    assert ready.take("notice").json()["detail"] == "还没有张贴公示"
    listed = ready.as_("xiangzhen").get("/public-notices?state=withdrawn&include_total=true").json()
    assert (listed["total"], listed["items"][0]["households"]) == (1, 1)
