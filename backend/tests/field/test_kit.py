import gzip
from datetime import timedelta

from sqlalchemy import event

from tests.conftest import TODAY, rules_of_loans
from tests.field.make import contact, send
from tests.households.make import household
from tests.loans.make import loan
from tests.loans.test_notices import DELIVERY
from tests.make import COUNTY, OTHER_TOWNSHIP, OTHER_VILLAGE, TOWNSHIP, VILLAGE
from yihu.accounts.models import User
from yihu.field.models import KitManifest
from yihu.field.schemas import FieldKit
from yihu.helpers.models import Helper
from yihu.households.models import Household
from yihu.kernel.db import EVERYWHERE, entering
from yihu.monitoring import rounds
from yihu.pairings.models import Campaign, Pairing

pytestmark = rules_of_loans


def deliver(browser, notice: dict):
    headers = {"If-Match": f'"{notice["version"]}"'}
    return browser.post(f"/loan-notices/{notice['id']}:deliver", json=DELIVERY, headers=headers)


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


def pull(browser, since=None) -> dict:
    answer = browser.get("/field-kit", params={"since": since} if since else None)
    assert answer.status_code == 200, answer.text
    FieldKit.model_validate(answer.json())
    return answer.json()


def ids(rows: list[dict]) -> list[str]:
    return sorted(row["id"] for row in rows)


def test_a_known_cursor_is_answered_with_what_differs(client, session):
    first, second = loan(session, due_in=20), loan(session, due_in=20)
    rounds.run(session, COUNTY, TODAY)
    cadre = client("cunganbu")
    whole = pull(cadre)
    assert len(whole["households"]) == 2
    nothing = pull(cadre, whole["cursor"])
    assert (nothing["cursor"], nothing["households"], nothing["todos"]) == (whole["cursor"], [], [])
    notice = next(t["ref"] for t in whole["todos"] if t["household_id"] == str(first.household_id))
    assert deliver(cadre, notice).status_code == 200
    changed = pull(cadre, whole["cursor"])
    assert changed["cursor"] != whole["cursor"]
    assert (changed["todos"], changed["removed"]) == ([], {"households": [], "todos": [notice["id"]]})
    township = client("xiangzhen")
    moved = township.patch(
        f"/households/{second.household_id}", json={"region_code": OTHER_VILLAGE}, headers={"If-Match": '"1"'}
    )
    assert moved.status_code == 200, moved.text
    gone = pull(cadre, changed["cursor"])
    assert gone["removed"]["households"] == [str(second.household_id)]
    assert len(gone["removed"]["todos"]) == 1
    from_the_start = pull(cadre, whole["cursor"])
    assert (from_the_start["cursor"], len(from_the_start["removed"]["todos"])) == (gone["cursor"], 2)
    assert pull(cadre)["cursor"] == gone["cursor"]


def test_an_edited_household_alone_is_sent_again_and_small(client, session):
    homes = [household(session, f"51192100{number:03}", VILLAGE, "张三") for number in range(150)]
    session.commit()
    cadre = client("cunganbu")
    whole = cadre.get("/field-kit")
    send(cadre, contact(homes[3], address="村口"))
    delta = cadre.get("/field-kit", params={"since": whole.json()["cursor"]})
    assert [(row["id"], row["address"]) for row in delta.json()["households"]] == [(str(homes[3].id), "村口")]
    assert delta.json()["code_lists"] == {}
    assert len(gzip.compress(whole.content)) < 1_000_000
    assert len(gzip.compress(delta.content)) < 3_000


def test_a_cursor_nobody_knows_sends_for_everything(client, session):
    household(session, "5119210001", VILLAGE, "张三")
    session.commit()
    cadre = client("cunganbu")
    first = pull(cadre)["cursor"]
    for number in range(5):
        household(session, f"511921000{number + 2}", VILLAGE, "张三")
        session.commit()
        pull(cadre)
    for cursor in (first, "0" * 32, "x"):
        answer = cadre.get("/field-kit", params={"since": cursor})
        assert (answer.status_code, answer.json()["code"]) == (410, "kit_changed")
    entering(EVERYWHERE)(session)
    assert session.query(KitManifest).count() == 5
    foreign = pull(client("xiangzhen"))["cursor"]
    assert cadre.get("/field-kit", params={"since": foreign}).status_code == 410


def pairing(session, home, helper, **over) -> Pairing:
    told = {"helper_name": helper.name, "helper_level": helper.level, "kind": "assistance_person", "valid_from": TODAY}
    row = Pairing(
        county=COUNTY, region_code=home.region_code, household_id=home.id, helper_id=helper.id,
        **told | over,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def helper_of(session, username) -> Helper:
    user = session.query(User).filter_by(username=username).one()
    row = Helper(county=COUNTY, region_code=user.region_code, name=user.name, name_sort="", search_text="", level="county", user_id=user.id, valid_from=TODAY)  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_a_helper_gets_his_households_and_what_is_to_do_there(client, session):
    mine, other, past = (loan(session, due_in=20) for _ in range(3))
    homes = {row.id: session.get(Household, (COUNTY, row.household_id)) for row in (mine, other, past)}
    rounds.run(session, COUNTY, TODAY)
    me = helper_of(session, "bangfu")
    pairing(session, homes[mine.id], me)
    ended = {"valid_from": TODAY - timedelta(days=9), "valid_to": TODAY, "end_reason": "transferred"}
    pairing(session, homes[past.id], me, **ended)
    session.commit()
    kit = pull(client("bangfu"))
    assert ids(kit["households"]) == [str(mine.household_id)]
    assert {todo["household_id"] for todo in kit["todos"]} == {str(mine.household_id)}
    assert len(pull(client("cunganbu"))["households"]) == 3


def test_a_county_officer_gets_whom_he_helps_too(client, session):
    quiet, far = household(session, "5119210001", VILLAGE), household(session, "5119210002", VILLAGE)
    pairing(session, quiet, helper_of(session, "xianji"))
    session.commit()
    assert ids(pull(client("xianji"))["households"]) == [str(quiet.id)]
    assert far.id


def test_the_kit_names_running_campaigns_and_colleagues(client, session):
    days = {"starts_on": TODAY - timedelta(days=1), "ends_on": TODAY}
    for region_code, name, over in (
        (TOWNSHIP, "遍访", {}), (COUNTY, "节前慰问", {}), (OTHER_TOWNSHIP, "别处", {}),
        (COUNTY, "去年", {"ends_on": TODAY - timedelta(days=1)}),
    ):  # fmt: skip
        session.add(Campaign(county=COUNTY, region_code=region_code, kind="full_coverage", name=name, **days | over))
    session.commit()
    kit = pull(client("cunganbu"))
    assert sorted(c["name"] for c in kit["campaigns"]) == ["节前慰问", "遍访"]
    assert sorted(c["name"] for c in kit["colleagues"]) == ["何村", "方扶"]
    assert {"visit_purpose", "finding_severity", "pairing_kind", "unit_layer"} <= kit["code_lists"].keys()


def test_a_township_gets_only_households_with_something_to_do(client, session):
    due = loan(session, due_in=20)
    loan(session, due_in=300)
    rounds.run(session, COUNTY, TODAY)
    kit = client("xiangzhen").get("/field-kit").json()
    assert [row["id"] for row in kit["households"]] == [str(due.household_id)]


def test_who_does_no_field_work_gets_no_kit(client):
    assert client("yinhang").get("/field-kit").status_code == 403


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
    entering(EVERYWHERE)(session)
    for _ in range(20):
        loan(session, due_in=20)
    rounds.run(session, COUNTY, TODAY)
    session.commit()
    assert statements() == one
