from datetime import date

import pytest
from sqlalchemy import func, select, text

from tests.households.make import household, id_number, member_form
from tests.make import OTHER_VILLAGE, VILLAGE
from yihu.households.models import Household, HouseholdHistory, Member
from yihu.households.schemas import HouseholdRead, HouseholdRow
from yihu.kernel.audit import AuditEntry
from yihu.kernel.facts import Fact


@pytest.fixture
def cadre(client):
    return client("cunganbu")


def new_form(**over):
    members = [
        member_form("单小红", "02", "1975-03-08", "2", phone="13812345678"),
        member_form("欧阳龘", "20", "2012-09-01", "1", schooling="primary"),
    ]
    return {"household_no": "5119210001", "region_code": VILLAGE, "household_class": "verge", "members": members} | over


def register(browser, **over):
    answer = browser.post("/households", json=new_form(**over))
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_a_cadre_registers_a_household_and_reads_its_file(cadre, session):
    made = register(cadre, phone="0827-1234567", main_cause="illness")
    answer = cadre.get(f"/households/{made}")
    file = answer.json()
    HouseholdRead.model_validate(file)
    assert answer.headers["etag"] == f'"{file["version"]}"'
    assert (file["head_name"], file["member_count"], file["region_name"]) == ("单小红", 2, "朽石坎村")
    assert [m["name"] for m in file["members"]] == ["单小红", "欧阳龘"]
    (line,) = file["history"]
    assert (line["household_class"], line["main_cause"], line["valid_to"]) == ("verge", "illness", None)
    assert session.scalar(select(func.count()).select_from(Fact).where(Fact.name == "HouseholdRegistered")) == 1
    assert session.scalar(select(AuditEntry.actor_name).where(AuditEntry.action == "household.registered")) == "何村"


def test_nothing_sensitive_leaves_the_house_in_the_clear(cadre, session):
    canary, phone = id_number("1975-03-08", "2"), "13812345678"
    made = register(cadre)
    said = (
        cadre.get(f"/households/{made}").text
        + cadre.get("/households").text
        + cadre.get(f"/households/{made}/changes").text
    )
    assert canary not in said
    assert phone not in said
    assert "5119**********" in said
    assert "138****5678" in said
    stored = session.execute(
        text("select encode(id_number, 'escape') || encode(phone, 'escape') from member where phone is not null")
    )
    assert canary not in stored.scalar_one()


def test_unmasking_needs_a_reason_and_leaves_a_trace(cadre, client, session):
    made = register(cadre)
    person = cadre.get(f"/households/{made}").json()["members"][0]["id"]
    form = {"field": "id_number", "member_id": person, "reason": "核对残疾证信息"}
    assert cadre.post(f"/households/{made}:unmask", json=form | {"reason": ""}).status_code == 422
    answer = cadre.post(f"/households/{made}:unmask", json=form)
    assert answer.json()["value"] == id_number("1975-03-08", "2")
    trace = session.scalars(select(AuditEntry).where(AuditEntry.action == "personal_data.unmasked")).one()
    assert trace.details["reason"] == "核对残疾证信息"
    assert client("shenji").post(f"/households/{made}:unmask", json=form).status_code == 403


def test_the_register_finds_by_name_initials_number_and_place(cadre, session):
    household(session, "5119210007", VILLAGE, "曾小贤", natural_village="三组")
    household(session, "5119210008", VILLAGE, "王五")
    session.commit()

    def found(**params):
        answer = cadre.get("/households", params=params)
        for row in answer.json()["items"]:
            HouseholdRow.model_validate(row)
        return [row["head_name"] for row in answer.json()["items"]]

    assert found(q="小贤") == ["曾小贤"]
    assert found(q="ZXX") == ["曾小贤"]
    assert found(q="0007") == ["曾小贤"]
    assert found(q="三组") == ["曾小贤"]
    assert found(q="%") == []
    assert found(sort="name") == ["王五", "曾小贤"]
    assert found(sort="-name") == ["曾小贤", "王五"]
    assert (
        found(household_class=["verge", "ordinary"]) == ["王五", "曾小贤"]
        or len(found(household_class="ordinary")) == 2
    )
    assert found(has_loan="true") == []
    assert found(region_code=OTHER_VILLAGE) == []
    assert found(household_no=["5119210008", "nobody's"]) == ["王五"]
    assert found(household_no=["5119210008", "5119210007"], q="小贤") == ["曾小贤"]
    assert cadre.get("/households", params={"household_no": ["x"] * 201}).status_code == 422


def test_pages_follow_each_other_without_gap_or_overlap(cadre, session):
    for number in range(7):
        household(session, f"51192100{number:02}", VILLAGE, "张三")
    session.commit()
    seen, cursor = [], None
    while True:
        params = {"page_size": 3, "sort": "household_no", "include_total": "true"} | (
            {"cursor": cursor} if cursor else {}
        )
        page = cadre.get("/households", params=params).json()
        seen += [row["household_no"] for row in page["items"]]
        assert page["total"] == 7
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [f"51192100{number:02}" for number in range(7)]
    first = cadre.get("/households", params={"page_size": 3}).json()["next_cursor"]
    changed = cadre.get("/households", params={"page_size": 3, "cursor": first, "q": "张"})
    assert (changed.status_code, changed.json()["code"]) == (400, "cursor_invalid")


def test_another_village_does_not_exist_for_a_cadre(client, session):
    row = household(session, "5119210009", OTHER_VILLAGE, "李四")
    session.commit()
    cadre = client("cunganbu")
    match = {"If-Match": '"1"'}
    assert cadre.get(f"/households/{row.id}").status_code == 404
    assert cadre.get(f"/households/{row.id}/changes").status_code == 404
    assert cadre.patch(f"/households/{row.id}", json={"address": "x"}, headers=match).status_code == 404
    assert (
        cadre.post(
            f"/households/{row.id}/members", json=member_form("张三", "20", "2001-01-01", "1"), headers=match
        ).status_code
        == 404
    )
    assert cadre.put(f"/households/{row.id}/incomes/2025", json={"items": []}, headers=match).status_code == 404
    assert cadre.post(f"/households/{row.id}:unmask", json={"field": "phone", "reason": "核对电话"}).status_code == 404
    assert cadre.post("/households", json=new_form(region_code=OTHER_VILLAGE)).status_code == 403
    assert client("xiangzhen").get(f"/households/{row.id}").status_code == 200
    assert client("linzhen").get(f"/households/{row.id}").status_code == 404
    assert client("guanli").get(f"/households/{row.id}").status_code == 403


def test_row_level_security_holds_when_the_filter_is_forgotten(session, client, sessions):
    household(session, "5119210009", OTHER_VILLAGE, "李四")
    session.commit()
    with sessions() as forgetful:
        forgetful.execute(
            text("select set_config('yihu.lo', :v, true), set_config('yihu.hi', :v || ':', true)"), {"v": VILLAGE}
        )
        assert forgetful.scalar(select(func.count()).select_from(Household)) == 0
        forgetful.execute(text("select set_config('yihu.lo', '', true), set_config('yihu.hi', '', true)"))
        assert forgetful.scalar(select(func.count()).select_from(Household)) == 0


def test_a_stale_edit_is_refused_and_a_change_keeps_its_history(cadre, session):
    made = register(cadre)
    version = cadre.get(f"/households/{made}").json()["version"]
    tag = {"If-Match": f'"{version}"'}
    assert cadre.patch(f"/households/{made}", json={"address": "二组"}).status_code == 428
    answer = cadre.patch(
        f"/households/{made}", json={"household_class": "sudden_hardship", "phone": "13900001111"}, headers=tag
    )
    assert answer.status_code == 200, answer.text
    stale = cadre.patch(f"/households/{made}", json={"address": "二组"}, headers=tag)
    assert stale.status_code == 412
    assert stale.json()["current_version"] == answer.json()["version"]
    kept = session.execute(
        select(HouseholdHistory.household_class, HouseholdHistory.valid_to).order_by(HouseholdHistory.id)
    ).all()
    assert [row.household_class for row in kept] == ["verge", "sudden_hardship"]
    assert kept[0].valid_to == date(2026, 11, 23)
    entry = cadre.get(f"/households/{made}/changes").json()[0]
    assert entry["details"]["changes"]["household_class"] == ["verge", "sudden_hardship"]
    assert "13900001111" not in str(entry)


def test_one_person_belongs_to_one_household(cadre):
    register(cadre)
    twin = new_form(household_no="5119210002")
    answer = cadre.post("/households", json=twin)
    assert (answer.status_code, answer.json()["code"]) == (409, "person_in_another_household")
    assert cadre.post("/households", json=new_form()).status_code == 409


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("51192119750308002X", "校验位"),
        ("511921750308002", "15 位"),
        ("5119211975130800", "16 位"),
        ("511921197513080021", "出生日期"),
    ],
)
def test_a_wrong_id_number_is_refused_where_it_stands(cadre, number, said):
    form = new_form()
    form["members"][0]["id_number"] = number
    answer = cadre.post("/households", json=form)
    assert answer.status_code == 422
    error = answer.json()["errors"][0]
    assert error["pointer"] == "/members/0/id_number"
    assert said in error["message"]
    assert number not in answer.text


def test_income_is_summed_by_the_database(cadre):
    made = register(cadre)
    items = [
        {"item": "wage", "amount": "20000.50"},
        {"item": "dibao", "amount": "3000"},
        {"item": "production_cost", "amount": "1000.50"},
    ]
    answer = cadre.put(f"/households/{made}/incomes/2025", json={"items": items}, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    file = cadre.get(f"/households/{made}").json()
    assert file["incomes"][0]["net_income"] == "22000.00"
    assert (file["net_income_per_capita"], file["income_year"]) == ("11000.00", 2025)


def test_a_member_joins_changes_and_leaves(cadre, session):
    made = register(cadre, household_class="ordinary")
    form = member_form("单大明", "51", "1948-05-01", "1")
    version = cadre.post(f"/households/{made}/members", json=form, headers={"If-Match": '"1"'}).json()["version"]
    person = next(m for m in cadre.get(f"/households/{made}").json()["members"] if m["name"] == "单大明")
    path = f"/households/{made}/members/{person['id']}"
    changed = cadre.patch(
        path, json={"health": "chronic", "special_groups": ["elderly"]}, headers={"If-Match": f'"{version}"'}
    )
    assert changed.status_code == 200, changed.text
    assert [
        r["household_no"] for r in cadre.get("/households", params={"special_group": "elderly"}).json()["items"]
    ] == ["5119210001"]

    def key(flag: str) -> int:
        return len(cadre.get("/households", params={"key_group": flag}).json()["items"])

    assert (key("true"), key("false")) == (1, 0), "三户一体, for her age"
    left = cadre.post(
        f"{path}:leave",
        json={"left_on": "2026-11-01", "reason": "去世"},
        headers={"If-Match": f'"{changed.json()["version"]}"'},
    )
    assert left.status_code == 200, left.text
    assert (key("true"), key("false")) == (0, 1)
    assert cadre.get(f"/households/{made}").json()["member_count"] == 2
    assert session.scalar(select(func.count()).select_from(Member).where(Member.left_on.is_not(None))) == 1


def test_issues_are_found_and_go_away_when_mended(cadre):
    members = [
        member_form("单小红", "02", "1975-03-08", "2"),
        member_form("单幼", "20", "2022-02-02", "1", schooling="junior_3"),
    ]
    made = register(cadre, members=members)
    file = cadre.get(f"/households/{made}").json()
    assert {issue["code"] for issue in file["issues"]} == {"missing_cause", "age_against_schooling"}
    assert cadre.get("/households", params={"has_issue": "true"}).json()["items"][0]["issue_count"] == 2
    person = file["members"][1]["id"]
    cadre.patch(
        f"/households/{made}/members/{person}",
        json={"schooling": "preschool_child"},
        headers={"If-Match": f'"{file["version"]}"'},
    )
    assert {issue["code"] for issue in cadre.get(f"/households/{made}").json()["issues"]} == {"missing_cause"}


def test_a_retried_registration_is_applied_once(cadre, session):
    headers = {"Idempotency-Key": "0123456789abcdef-retry"}
    first = cadre.post("/households", json=new_form(), headers=headers)
    again = cadre.post("/households", json=new_form(), headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert session.scalar(select(func.count()).select_from(Household)) == 1
    other = cadre.post("/households", json=new_form(household_no="5119210003"), headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_search_by_id_number_is_exact_and_stays_in_the_area(cadre, client):
    register(cadre)
    form = {"id_number": id_number("1975-03-08", "2")}
    assert len(cadre.post("/households:search", json=form).json()["items"]) == 1
    assert client("lincun").post("/households:search", json=form).json()["items"] == []
