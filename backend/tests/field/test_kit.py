import gzip

from sqlalchemy import event

from tests.conftest import TODAY
from tests.households.make import household
from tests.loans.make import loan
from tests.make import COUNTY, OTHER_VILLAGE, VILLAGE
from yihu.field.schemas import FieldKit
from yihu.monitoring import rounds


def test_a_cadre_gets_his_village_and_what_is_due(client, session):
    for days in (-3, 20, 33, 45):
        loan(session, due_in=days)
    loan(session, household(session, "5119210099", OTHER_VILLAGE, "邻居"), due_in=20)
    rounds.run(session, COUNTY, TODAY)
    kit = FieldKit.model_validate(client("cunganbu").get("/field-kit").json())
    assert (kit.user.username, kit.business_on) == ("cunganbu", TODAY)
    assert len(kit.households) == 4
    assert {h.region_code for h in kit.households} == {VILLAGE}
    assert [(todo.title, todo.group, str(todo.due_on)) for todo in kit.todos] == [
        ("贷款到期提醒", "overdue", "2026-11-08"),
        ("书面到期通知", "overdue", "2026-11-13"),
        ("逾期催告", "overdue", "2026-11-21"),
        ("书面到期通知", "week", "2026-11-26"),
    ]
    assert kit.todos[0].ref["head_name"] == "张三"
    assert {entry.code for entry in kit.code_lists["sex"]} >= {"1", "2"}


def test_the_same_cursor_is_answered_small_and_an_old_one_sends_for_everything(client, session):
    loan(session, due_in=20)
    rounds.run(session, COUNTY, TODAY)
    cadre = client("cunganbu")
    first = cadre.get("/field-kit").json()
    again = cadre.get("/field-kit", params={"since": first["cursor"]}).json()
    assert (again["cursor"], again["households"], again["todos"]) == (first["cursor"], [], [])
    notice = first["todos"][0]["ref"]
    form = {"delivered_on": str(TODAY), "outcome": "received", "receiver_name": "张三", "receiver_relation": "self"}
    done = cadre.post(
        f"/loan-notices/{notice['id']}:deliver", json=form, headers={"If-Match": f'"{notice["version"]}"'}
    )
    assert done.status_code == 200, done.text
    outdated = cadre.get("/field-kit", params={"since": first["cursor"]})
    assert (outdated.status_code, outdated.json()["code"]) == (410, "kit_changed")
    assert cadre.get("/field-kit").json()["todos"] == []


def test_a_township_gets_only_households_with_something_to_do(client, session):
    due = loan(session, due_in=20)
    loan(session, due_in=300)
    rounds.run(session, COUNTY, TODAY)
    kit = client("xiangzhen").get("/field-kit").json()
    assert [row["id"] for row in kit["households"]] == [str(due.household_id)]


def test_who_does_no_field_work_gets_no_kit(client):
    assert client("yinhang").get("/field-kit").status_code == 403


def test_a_village_fits_into_a_megabyte(client, session):
    for number in range(150):
        home = household(session, f"51192100{number:03}", VILLAGE, "张三")
        if number % 5 == 0:
            loan(session, home, due_in=number)
    rounds.run(session, COUNTY, TODAY)
    body = client("cunganbu").get("/field-kit").content
    assert len(gzip.compress(body)) < 1_000_000


def test_a_kit_takes_as_many_statements_for_many_households_as_for_one(client, session, engine):
    cadre, seen = client("cunganbu"), []

    def statements() -> int:
        seen.clear()
        event.listen(engine, "before_cursor_execute", note)
        assert cadre.get("/field-kit").status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    def note(*given):
        seen.append(given[2])

    loan(session, due_in=20)
    rounds.run(session, COUNTY, TODAY)
    session.commit()
    one = statements()
    for _ in range(20):
        loan(session, due_in=20)
    rounds.run(session, COUNTY, TODAY)
    session.commit()
    assert statements() == one
