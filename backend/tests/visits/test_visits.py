from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.conftest import TODAY
from tests.households.make import household
from tests.make import OTHER_VILLAGE, VILLAGE
from tests.visits import make
from tests.visits.make import FORM, PROBLEM
from yihu.households.schemas import HouseholdRead
from yihu.kernel import clock
from yihu.kernel.audit import AuditEntry
from yihu.kernel.facts import Fact
from yihu.visits.models import Finding, Visit
from yihu.visits.schemas import FindingRead, VisitRead


@pytest.fixture
def home(session):
    return household(session, region_code=VILLAGE, household_class="verge")


def post(browser, home, **over):
    return browser.post("/visits", json=FORM | {"household_id": str(home.id)} | over)


def made(answer) -> VisitRead:
    assert answer.status_code == 201, answer.text
    return VisitRead.model_validate(answer.json())


def test_a_cadre_records_a_visit_with_what_it_brought_to_light(client, session, home):
    cadre, photo = client("cunganbu"), str(uuid4())
    told = made(
        post(
            cadre, home, purposes=["routine", "dispute"], participants=["李书记"], person_met="张三",
            causes_seen=["illness"], supports=["policy"], topics=["loan"], situation="身体尚可", needs="想养牛",
            suggestions="报产业项目", materials="小额信贷政策明白卡", copies=2, next_on=str(TODAY + timedelta(days=7)),
            attachment_ids=[photo], findings=[PROBLEM, PROBLEM | {"severity": "remark", "text": "路灯不亮"}],
            made_at=clock.now().isoformat(),
        )
    )  # fmt: skip
    assert (told.visitor_name, told.visitor_level, told.recorded_by_name) == ("何村", "village", None)
    assert (told.head_name, told.region_name, told.clock_doubtful) == ("张三", "朽石坎村", False)
    assert [(str(one.id), one.here) for one in told.attachments] == [(photo, False)]
    assert [(f.owner_name, f.due_on) for f in told.findings] == [("何村", TODAY + timedelta(days=7)), ("何村", None)]
    listed = cadre.get("/visits", params={"has_finding": True, "q": "zs", "include_total": True}).json()
    assert (listed["total"], VisitRead.model_validate(listed["items"][0])) == (1, told)
    page = HouseholdRead.model_validate(cadre.get(f"/households/{home.id}").json())
    assert [(v.id, v.attachment_count, len(v.findings)) for v in page.visits] == [(told.id, 1, 2)]
    assert session.scalar(select(func.count()).where(Fact.name == "VisitRecorded")) == 1
    assert session.scalar(select(func.count()).where(AuditEntry.action == "visit.recorded")) == 1


def test_the_same_visit_again_is_one_and_another_under_its_id_is_refused(client, session, home):
    cadre, form = client("cunganbu"), {"id": str(uuid4()), "findings": [PROBLEM | {"id": str(uuid4())}]}
    first = made(post(cadre, home, **form))
    assert made(post(cadre, home, **form)) == first
    other = post(cadre, home, **form, situation="另一回事")
    assert (other.status_code, other.json()["code"]) == (409, "visit_id_taken")
    assert session.scalar(select(func.count()).select_from(Visit)) == 1
    assert session.scalar(select(func.count()).select_from(Finding)) == 1
    taken = post(cadre, home, findings=form["findings"])
    assert taken.json()["code"] == "visit_id_taken"


@pytest.mark.parametrize(
    ("over", "pointer"),
    [
        ({"visited_on": str(TODAY + timedelta(days=1))}, "/visited_on"),
        ({"visited_on": str(TODAY - timedelta(days=91))}, "/visited_on"),
        ({"next_on": str(TODAY)}, "/next_on"),
        ({"purposes": []}, "/purposes"),
        ({"purposes": ["tea"]}, "/purposes"),
        ({"topics": ["tea"]}, "/topics"),
        ({"helper_id": str(uuid4())}, "/helper_id"),
        ({"campaign_id": str(uuid4())}, "/campaign_id"),
        ({"copies": 0}, "/copies"),
        ({"findings": [PROBLEM, PROBLEM | {"severity": "doom"}]}, "/findings/1/severity"),
        ({"findings": [PROBLEM | {"owner_id": str(uuid4())}]}, "/findings/0/owner_id"),
        ({"findings": [PROBLEM | {"due_on": str(TODAY - timedelta(days=1))}]}, "/findings/0/due_on"),
        ({"contact": "village"}, "/"),
        ({"region_code": VILLAGE}, "/"),
        ({"latitude": 31.9}, "/latitude"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(client, session, home, over, pointer):
    answer = post(client("cunganbu"), home, **over)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert session.scalar(select(func.count()).select_from(Visit)) == 0


def test_a_phone_after_forty_days_is_welcome_and_one_from_another_age_is_doubted(client, home):
    cadre, long_ago = client("cunganbu"), TODAY - timedelta(days=40)
    late = made(post(cadre, home, visited_on=str(long_ago), made_at=(clock.now() - timedelta(days=40)).isoformat()))
    assert (late.visited_on, late.clock_doubtful) == (long_ago, False)
    for wrong in (timedelta(minutes=20), -timedelta(days=100)):
        assert made(post(cadre, home, made_at=(clock.now() + wrong).isoformat())).clock_doubtful
    assert post(cadre, home, made_at="2026-11-23T09:00:00").status_code == 422  # which zone?


def test_the_office_enters_old_visits_and_those_of_helpers_without_account(client, session, home):
    sent = make.helper(session, "钱局", "county")
    told = made(
        post(client("xiangzhen"), home, helper_id=str(sent.id), visited_on=str(TODAY - timedelta(days=300)), findings=[PROBLEM])
    )  # fmt: skip
    assert (told.visitor_name, told.visitor_level, told.visitor_id, told.recorded_by_name) == (
        "钱局",
        "county",
        None,
        "向镇",
    )
    assert told.findings[0].owner_name == "向镇"


def test_a_helper_visits_at_his_own_level(client, session, home):
    me = make.helper(session, "方扶", "county", "bangfu")
    told = made(post(client("bangfu"), home))
    assert (told.visitor_level, told.helper_id, told.recorded_by_name) == ("county", me.id, None)
    assert made(post(client("xiangzhen"), home)).visitor_level == "township"


def test_a_village_is_visited_too(client):
    cadre = client("cunganbu")
    form = FORM | {"contact": "village", "purposes": ["survey"], "region_code": VILLAGE, "findings": [PROBLEM]}
    told = made(cadre.post("/visits", json=form))
    assert (told.household_id, told.region_name, len(told.findings)) == (None, "朽石坎村", 1)
    assert cadre.post("/visits", json=form | {"region_code": OTHER_VILLAGE}).status_code == 403
    assert cadre.patch(f"/visits/{told.id}", json={"contact": "home"}, headers={"If-Match": '"1"'}).status_code == 422


def test_a_visit_of_a_campaign_lies_in_its_days(client, session, home):
    running = make.campaign(session, "full_coverage", TODAY - timedelta(days=5), TODAY + timedelta(days=5))
    cadre = client("cunganbu")
    assert made(post(cadre, home, campaign_id=str(running.id))).campaign_name == running.name
    early = post(cadre, home, campaign_id=str(running.id), visited_on=str(TODAY - timedelta(days=6)))
    assert early.json()["errors"][0]["code"] == "outside_campaign"


def test_a_correction_is_the_visitors_or_the_offices(client, session, home):
    told = made(post(client("cunganbu"), home))
    where = f"/visits/{told.id}"
    changed = client("cunganbu").patch(where, json={"situation": "病已好"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"], changed.json()["situation"]) == (200, '"2"', "病已好")
    assert (
        client("bangfu").patch(where, json={"needs": "无"}, headers={"If-Match": '"2"'}).json()["code"]
        == "not_your_visit"
    )
    assert client("cunganbu").patch(where, json={"needs": "无"}, headers={"If-Match": '"1"'}).status_code == 412
    tomorrow = {"visited_on": str(TODAY + timedelta(days=1))}
    assert client("xiangzhen").patch(where, json=tomorrow, headers={"If-Match": '"2"'}).status_code == 422
    assert client("cunganbu").patch(where, json={"purposes": None}, headers={"If-Match": '"2"'}).status_code == 422
    assert client("xiangzhen").patch(where, json={"needs": "无"}, headers={"If-Match": '"2"'}).status_code == 200
    details = session.scalars(select(AuditEntry.details).where(AuditEntry.action == "visit.corrected")).all()
    assert [entry["fields"] for entry in details] == [["situation"], ["needs"]]


def test_a_void_visit_counts_no_more_and_leaves_nothing_to_do(client, session, home):
    cadre = client("cunganbu")
    told = made(post(cadre, home, findings=[PROBLEM]))
    gone = cadre.post(f"/visits/{told.id}:void", json={"reason": "登记到别户了"}, headers={"If-Match": '"1"'})
    assert (gone.status_code, gone.json()["voided_on"]) == (200, str(TODAY)), gone.text
    assert cadre.get("/visits").json()["items"] == []
    assert len(cadre.get("/visits", params={"voided": True}).json()["items"]) == 1
    assert cadre.get(f"/households/{home.id}").json()["visits"] == []
    (left,) = cadre.get("/findings").json()["items"]
    assert (left["state"], left["action"]) == ("closed", "走访记录已作废")
    again = cadre.post(f"/visits/{told.id}:void", json={"reason": "再来一次"}, headers={"If-Match": '"2"'})
    assert again.json()["code"] == "visit_is_void"


def test_visits_and_findings_move_with_their_household(client, session, home):
    told = made(post(client("cunganbu"), home, findings=[PROBLEM]))
    moved = client("xiangzhen").patch(
        f"/households/{home.id}", json={"region_code": OTHER_VILLAGE}, headers={"If-Match": f'"{home.version}"'}
    )
    assert moved.status_code == 200, moved.text
    assert client("cunganbu").get(f"/visits/{told.id}").status_code == 404
    assert client("lincun").get(f"/visits/{told.id}").status_code == 200
    assert len(client("lincun").get("/findings").json()["items"]) == 1


def act(browser, where, version=1, **over):
    form = {"action": "已联系危改办现场鉴定", "acted_on": str(TODAY)} | over
    return browser.post(f"{where}:act", json=form, headers={"If-Match": f'"{version}"'})


def test_a_finding_is_acted_on_and_closed_by_somebody_else(client, session, home):
    cadre, officer = client("cunganbu"), client("xiangzhen")
    found = made(post(cadre, home, findings=[PROBLEM])).findings[0]
    where, tagged = f"/findings/{found.id}", {"If-Match": '"2"'}
    assert cadre.post(f"{where}:close", headers={"If-Match": '"1"'}).json()["code"] == "finding_not_acted"
    assert act(cadre, where, acted_on=str(TODAY - timedelta(days=1))).status_code == 422
    done = act(cadre, where, pass_on_as="measure")
    assert done.status_code == 200, done.text
    told = FindingRead.model_validate(done.json())
    assert (told.state, told.acted_by_name, told.passed_on_as) == ("acted", "何村", "measure")
    assert act(cadre, where, 2).json()["code"] == "finding_not_open"
    assert cadre.post(f"{where}:close", headers=tagged).json()["code"] == "closed_by_actor"
    closed = officer.post(f"{where}:close", headers=tagged)
    assert (closed.json()["state"], closed.json()["closed_by_name"]) == ("closed", "向镇")
    assert (
        cadre.patch(where, json={"severity": "remark"}, headers={"If-Match": '"3"'}).json()["code"]
        == "finding_is_closed"
    )
    back = officer.post(f"{where}:reopen", json={"reason": "雨后仍漏"}, headers={"If-Match": '"3"'})
    assert (back.json()["state"], back.json()["action"]) == ("open", None)
    names = set(session.scalars(select(Fact.name).where(Fact.subject_kind == "finding")))
    assert names == {"FindingActed", "FindingPassedOn", "FindingClosed", "FindingReopened"}


def test_findings_are_listed_by_owner_state_and_day(client, session, home):
    officer, cadre = client("xiangzhen"), client("cunganbu")
    mine = make.user_id(session, "cunganbu")
    late = make.finding(session, home, 20, due_on=TODAY - timedelta(days=1), owner_id=mine)
    make.finding(session, home, 3, due_on=TODAY, severity="notice")
    ids = lambda browser, **given: [row["id"] for row in browser.get("/findings", params=given).json()["items"]]  # noqa: E731
    assert ids(officer, overdue=True) == ids(cadre, mine=True) == ids(officer, severity="warning") == [str(late.id)]
    assert len(ids(officer, state="open", q="漏雨", category=["housing", "water"])) == 2
    assert ids(officer, passed_on_as="clue") == ids(client("lincun")) == []
    officers = {"owner_id": str(make.user_id(session, "xiangzhen")), "due_on": str(TODAY + timedelta(days=3))}
    given = officer.patch(f"/findings/{late.id}", json=officers, headers={"If-Match": '"1"'})
    assert (given.json()["owner_name"], given.json()["overdue"]) == ("向镇", False)
    foreign = {"owner_id": str(make.user_id(session, "lincun"))}
    assert officer.patch(f"/findings/{late.id}", json=foreign, headers={"If-Match": '"2"'}).status_code == 422
