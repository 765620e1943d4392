"""What departments send: taken once, found later too, settled by hand, never dropped."""

import pytest
from sqlalchemy import func, select

from tests.departments.make import bill, identify, push
from tests.households.make import id_number, member_form
from tests.make import OTHER_VILLAGE, VILLAGE
from tests.plans.make import home
from yihu.accounts.models import User
from yihu.departments import service
from yihu.departments.models import DepartmentRecord, PushBatch
from yihu.kernel.facts import Fact


@pytest.fixture
def bureau(client):
    return client("bumen")


@pytest.fixture
def known(session):
    """A household with a head whose number is on file."""
    row, head = home(session)
    number = identify(session, head)
    session.commit()
    return row, head, number


def stored(session) -> list[DepartmentRecord]:
    query = select(DepartmentRecord).order_by(DepartmentRecord.source_no)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def listed(browser, **asked) -> list[dict]:
    answer = browser.get("/department-records", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_the_same_bill_arrives_once_whatever_brings_it(session, bureau, known):
    row, head, number = known
    first, unnumbered = bill(number), bill(number, source_no=None, amount="120.00", kind="medical_bill")
    told = push(bureau, first, first, unnumbered)
    assert [r["result"] for r in told["rows"]] == ["new", "repeated", "new"]
    again = push(bureau, first, unnumbered, batch="另一批")
    assert (again["new"], again["unchanged"], again["unmatched"]) == (0, 2, 0)
    mended = push(bureau, first | {"amount": "3500.00"}, batch="另一批")
    assert mended["changed"] == 1
    assert [(str(r.amount), r.household_id, r.member_id) for r in stored(session)] == [
        ("3500.00", row.id, head.id),
        ("120.00", row.id, head.id),
    ]
    counts = {b["name"]: (b["rows"], b["added"], b["changed"]) for b in bureau.get("/push-batches").json()["items"]}
    assert counts == {"2026年11月": (3, 2, 0), "另一批": (3, 0, 1)}
    other = bill(number, source_no=first["source_no"])
    assert push(bureau, other, department="health")["new"] == 1, "the number is the department's own"


def test_a_request_sent_again_is_answered_as_before(session, bureau, known):
    form = {"department": "health", "batch": "一", "records": [bill(known[2])]}
    answers = [
        bureau.post("/department-pushes", json=form, headers={"Idempotency-Key": "0123456789abcdef"}) for _ in "ab"
    ]
    assert answers[0].text == answers[1].text
    assert session.scalar(select(PushBatch.rows)) == 1
    assert session.scalar(select(func.count()).where(Fact.name == "RecordsPushed")) == 1


def test_a_row_that_cannot_be_read_does_not_keep_the_others_out(bureau, known):
    good = bill(known[2])
    bad = [
        good | {"happened_on": "2027-01-01"}, good | {"kind": "no_such"}, good | {"amount": "-1"}, good | {"x": 1},
        bill(None), good | {"details": {"employer": "厂"}}, "text", good | {"ends_on": "2026-01-01"},
    ]  # fmt: skip
    told = push(bureau, *bad, good)
    assert (told["refused"], told["new"]) == (len(bad), 1)
    assert all(row["errors"] and row["errors"][0]["message"] for row in told["rows"][: len(bad)])
    assert told["rows"][-1] | {"id": 0} == {
        "row": 8,
        "result": "new",
        "id": 0,
        "state": "matched",
        "why": None,
        "errors": [],
    }


def test_whom_nobody_finds_is_listed_with_the_reason(session, bureau, known):
    row, head, number = known
    stranger, gone = id_number("1950-05-05", "1", 98), id_number("1950-05-05", "2", 97)
    other, left = home(session)
    identify(session, left)
    left.id_hash = None
    session.commit()
    sent = {
        "person_unknown": bill(stranger), "id_number_wrong": bill(number[:-1] + ("1" if number[-1] != "1" else "2")),
        "household_unknown": bill(None, household_no="5119299999"), "not_named": bill(None, name="张三"),
        "disagrees": bill(number, household_no=other.household_no),
    }  # fmt: skip
    told = push(bureau, *sent.values(), bill(None, household_no=row.household_no, name=head.name))
    assert [r["why"] for r in told["rows"]] == [*sent, None]
    assert told["unmatched"] == len(sent)
    assert {r["why"] for r in listed(bureau, state="unmatched")} == set(sent)
    assert [r["matched_by"] for r in listed(bureau, state="matched")] == ["household_no"]
    assert listed(bureau, why="disagrees")[0]["source_no"] == sent["disagrees"]["source_no"]
    assert gone not in bureau.get("/department-records").text


def test_a_person_registered_later_is_found(session, client, bureau, run_jobs):
    number = id_number("1966-04-03", "1")
    push(bureau, bill(number), bill(None, household_no="5119219001"))
    head = member_form("单大", "02", "1966-04-03", "1")
    form = {"household_no": "5119219001", "region_code": VILLAGE, "household_class": "ordinary", "members": [head]}
    made = client("cunganbu").post("/households", json=form)
    assert made.status_code == 201, made.text
    run_jobs()
    assert {str(r.household_id) for r in stored(session)} == {made.json()["id"]}
    assert {r.region_code for r in stored(session)} == {VILLAGE}
    assert len(listed(client("cunganbu"))) == 2, "and now the village sees them"


def settle(browser, record: dict, **form):
    path = f"/department-records/{record['id']}:settle"
    return browser.post(path, json=form, headers={"If-Match": f'"{record["version"]}"'})


def test_settling_by_hand(session, client, bureau, known):
    row, head, _ = known
    stranger = id_number("1950-05-05", "1", 96)
    push(bureau, bill(stranger), bill(stranger), bill(None, name="李四"))
    county = client("xianji")
    first, *_ = [r for r in listed(county, state="unmatched") if r["id_masked"]]
    assert settle(county, first, how="match").status_code == 422
    assert (
        settle(county, first, how="match", household_id=str(row.id), member_id=str(head.id)).json()["state"]
        == "matched"
    )
    assert [r.why for r in stored(session)].count(None) == 2, "the other bill of the same person follows"
    (nameless,) = listed(county, state="unmatched")
    assert settle(county, nameless, how="not_ours", note="外县人员").json()["state"] == "not_ours"
    assert settle(county, nameless, how="reopen").status_code == 412
    (aside,) = listed(county, state="not_ours")
    assert settle(county, aside, how="reopen").json()["why"] == "not_named"
    done = listed(county, state="matched")[0]
    assert settle(county, done, how="not_ours", note="外县人员").json()["code"] == "already_matched"
    wrong = settle(county, done, how="wrong", note="金额有误").json()
    assert (wrong["state"], wrong["household_id"], wrong["settle_note"]) == ("wrong", None, "金额有误")
    mended = next(r for r in stored(session) if str(r.id) == done["id"])
    told = push(bureau, bill(stranger, source_no=mended.source_no, amount="1.00"))
    assert told["rows"][0]["state"] == "unmatched", "what the department mends is looked at anew"


def test_many_are_put_aside_at_once(session, client, bureau):
    told = push(bureau, *(bill(None, name=f"外人{n}") for n in range(5)))
    form = {"record_ids": [r["id"] for r in told["rows"]], "how": "not_ours", "note": "非本县户籍"}
    county = client("xianji")
    assert county.post("/department-records:settle", json=form).json() == {"count": 5}
    assert county.post("/department-records:settle", json=form).json() == {"count": 0}
    assert client("linzhen").post("/department-records:settle", json=form).json() == {"count": 0}


def test_who_sees_what(session, client, bureau, known):
    number = known[2]
    session.scalars(select(User).where(User.username == "bumen")).one().unit = "县医保局"
    session.commit()
    details = {"hospital": "县人民医院", "total": "9000.00", "one_stop": True, "days": 6}
    push(bureau, bill(number, details=details), bill(None, name="外人"))
    push(client("xianji"), bill(number, kind="serious_illness", details={"illness": "某病"}), department="health")
    assert len(listed(bureau)) == 2, "its own only"
    assert listed(bureau, state="matched")[0]["details"] == details
    village = client("cunganbu")
    assert {r["kind"]: r["details"] for r in listed(village)} == {
        "inpatient": {"one_stop": True, "days": 6}, "serious_illness": {},
    }  # fmt: skip
    assert "某病" not in village.get("/department-records").text
    assert "某病" in client("xiangzhen").get("/department-records").text
    assert (client("bangfu").get("/department-records").status_code, listed(client("lincun"))) == (403, [])
    assert client("xiangzhen").post("/department-pushes", json={}).status_code == 403
    theirs = listed(client("xianji"), kind="serious_illness")[0]
    assert settle(bureau, theirs, how="wrong", note="不是我局的").status_code == 404


def test_records_move_with_their_household(session, client, bureau, known):
    row, _, number = known
    push(bureau, bill(number))
    answer = client("xiangzhen").patch(
        f"/households/{row.id}", json={"region_code": OTHER_VILLAGE}, headers={"If-Match": f'"{row.version}"'}
    )
    assert answer.is_success, answer.text
    assert [r.region_code for r in stored(session)] == [OTHER_VILLAGE]


def test_a_batch_of_another_unit(session, client, bureau):
    county = client("xianji")
    push(bureau, bill(None, name="外人"))
    form = {"department": "medical_insurance", "batch": "2026年11月", "records": [bill(None, name="外人")]}
    users = {u.username: u for u in session.scalars(select(User))}
    users["bumen"].unit, users["xianji"].unit = "县医保局", "乡村振兴局"
    session.commit()
    assert county.post("/department-pushes", json=form | {"batch": "新批"}).is_success
    assert bureau.post("/department-pushes", json=form | {"batch": "新批"}).json()["code"] == "batch_of_another"


def test_what_comes_while_the_rules_look_is_looked_at_again(session, bureau, known):
    push(bureau, bill(known[2]))
    seen = service.to_judge(session, "511921")
    push(bureau, bill(known[2]))
    service.judged(session, "511921", seen)
    again = service.to_judge(session, "511921")
    assert len(again) == 1, "its batch has changed since"
    service.judged(session, "511921", again)
    assert service.to_judge(session, "511921") == []
