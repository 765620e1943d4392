"""Two people, one field: nothing is overwritten unseen, and nothing that was typed is lost."""

import pytest

from tests.conftest import TODAY
from tests.field.make import command, contact, send
from tests.households.make import household
from tests.loans.make import loan, notices
from tests.loans.test_notices import DELIVERY, deliver
from tests.make import COUNTY, VILLAGE
from yihu.exchange.models import ImportBatch, ImportChange
from yihu.field.models import FieldCommand
from yihu.households.models import Household
from yihu.kernel.audit import AuditEntry
from yihu.kernel.crypto import blind_index
from yihu.kernel.db import EVERYWHERE, entering
from yihu.loans.models import LoanNotice

ONE, TWIN = "13812341234", "13899991234"
"""Two numbers that look the same under their masks."""


@pytest.fixture
def home(session):
    phone = {"phone": ONE, "phone_hash": blind_index(ONE), "phone_masked": "138****1234"}
    row = household(session, "5119210001", VILLAGE, "张三", address="一组", **phone)
    session.commit()
    return row


@pytest.fixture
def cadre(client):
    return client("cunganbu")


@pytest.fixture
def office(client):
    return client("xiangzhen")


@pytest.fixture
def change(office, home):
    """The office changes the household."""

    def patch(version, **given):
        answer = office.patch(f"/households/{home.id}", json=given, headers={"If-Match": f'"{version}"'})
        assert answer.status_code == 200, answer.text

    return patch


@pytest.fixture
def now(session, home):
    def look() -> tuple:
        session.expire_all()
        entering(EVERYWHERE)(session)
        row = session.get(Household, (COUNTY, home.id))
        return row.address, row.phone, row.version

    return look


def test_another_field_is_merged_and_an_equal_value_needs_no_writing(cadre, home, change, now):
    seen = home.version
    change(seen, address="二组", natural_village="刘家湾")
    (merged,) = send(cadre, contact(home, seen, phone=TWIN))
    assert (merged["status"], merged["subject"]["version"]) == ("merged", seen + 2)
    (same,) = send(cadre, contact(home, seen, address="二组"))
    assert (same["status"], same["subject"]["version"]) == ("merged", seen + 2)
    assert now() == ("二组", TWIN, seen + 2)


def test_the_same_field_is_a_conflict_that_shows_both_and_writes_neither(cadre, home, change, now):
    seen = home.version
    change(seen, address="二组")
    typed = contact(home, seen, {"address": "一组", "phone_masked": "138****1234"}, address="三组", phone=TWIN)
    (result,) = send(cadre, typed)
    assert result["status"] == "conflict"
    assert result["conflict"] == {
        "fields": {"address": {"base": "一组", "mine": "三组", "theirs": "二组"}}, "version": seen + 1,
    }  # fmt: skip
    assert now() == ("二组", ONE, seen + 1)
    (listed,) = cadre.get("/field-commands", params={"status": "conflict"}).json()["items"]
    assert listed["patch"] == {"address": "三组", "phone": "138****1234"}
    assert (listed["head_name"], listed["conflict"], listed["problem"]["code"]) == (
        "张三", result["conflict"], "changed_meanwhile",
    )  # fmt: skip


def test_a_mask_hides_no_change(cadre, home, change, now):
    """138****1234 became another 138****1234: what the phone shows is the same, what it would overwrite is not."""
    seen = home.version
    change(seen, phone=TWIN)
    (result,) = send(cadre, contact(home, seen, {"phone_masked": "138****1234"}, phone="13700000000"))
    assert result["status"] == "conflict"
    assert result["conflict"]["fields"]["phone"] == {
        "base": "138****1234", "mine": "137****0000", "theirs": "138****1234",
    }  # fmt: skip
    assert now()[1] == TWIN


def test_a_member_added_meanwhile_is_no_conflict(cadre, home, office, now):
    form = {"name": "张小妹", "relation": "10", "born_on": "1999-01-01"}
    added = office.post(f"/households/{home.id}/members", json=form, headers={"If-Match": f'"{home.version}"'})
    assert added.status_code == 201, added.text
    (result,) = send(cadre, contact(home, home.version, address="二组"))
    assert (result["status"], now()[0]) == ("merged", "二组")


@pytest.mark.parametrize("known", [True, False])
def test_what_an_import_changed_is_known_from_its_record_and_else_presumed(cadre, home, session, now, known):
    """An import writes no change record per household, but keeps each row's image."""
    batch = ImportBatch(county=COUNTY, region_code=COUNTY, profile="households", file_name="x", created_by=home.id, created_by_name="向镇")  # fmt: skip
    session.add(batch)
    session.flush()
    if known:
        before = {"phone_hash": "\\x" + blind_index(ONE).hex(), "address": "老地方"}
        session.add(ImportChange(county=COUNTY, import_id=batch.id, table_name="household", row_id=home.id, region_code=VILLAGE, version_after=home.version + 1, before=before))  # fmt: skip
    seen = home.version
    session.get(Household, (COUNTY, home.id)).natural_village = "导入"
    session.commit()
    (phone,) = send(cadre, contact(home, seen, phone=TWIN))
    assert phone["status"] == ("merged" if known else "conflict")
    (address,) = send(cadre, contact(home, seen, address="二组"))
    assert address["status"] == "conflict", "its image says that the import changed it"


def test_somebody_who_saw_nothing_overwrites_nothing(cadre, home, now):
    blind = contact(home, address="三组")
    blind["base_version"] = None
    later = contact(home, 99, address="三组")
    assert [r["status"] for r in send(cadre, blind, later)] == ["conflict", "conflict"]
    assert now()[0] == "一组"


def settle(browser, result, how, **over):
    return browser.post(f"/field-commands/{result['id']}:settle", json={"how": how, **over})


@pytest.fixture
def conflict(cadre, home, change):
    seen = home.version
    change(seen, address="二组")
    (result,) = send(cadre, contact(home, seen, address="三组"))
    assert result["status"] == "conflict"
    return result


def test_mine_wins_when_a_person_says_so(cadre, conflict, now, session):
    answer = settle(cadre, conflict, "apply", note="本人确认")
    assert answer.status_code == 200, answer.text
    row = answer.json()
    assert (row["status"], row["settled_how"], row["settled_by_name"]) == ("resolved", "apply", "何村")
    assert now() == ("三组", ONE, 3)
    assert settle(cadre, conflict, "abandon").json()["code"] == "already_settled"
    told = session.query(AuditEntry).filter_by(action="field_command.settled").one()
    assert (told.actor_name, told.details["author"], told.details["how"]) == ("何村", "何村", "apply")


def test_theirs_stays_or_mine_is_given_up(cadre, office, conflict, home, now):
    assert settle(office, conflict, "keep_theirs").json()["status"] == "resolved"
    (refused,) = send(cadre, contact(home, phone="1"))
    assert settle(cadre, refused, "keep_theirs").json()["errors"][0]["code"] == "nothing_to_keep"
    assert settle(cadre, refused, "abandon").json()["status"] == "abandoned"
    assert now() == ("二组", ONE, 2)


def test_what_changed_once_more_is_shown_once_more(cadre, conflict, change, now):
    change(2, address="四组")
    row = settle(cadre, conflict, "apply").json()
    assert row["status"] == "conflict"
    assert row["conflict"] == {"fields": {"address": {"base": None, "mine": "三组", "theirs": "四组"}}, "version": 3}
    assert now()[0] == "四组"
    assert settle(cadre, conflict, "apply").json()["status"] == "resolved"
    assert now()[0] == "三组"


def test_what_is_still_wrong_stays_with_its_reason(cadre, office, home, session):
    (refused,) = send(cadre, contact(home, phone="1"))
    answer = settle(office, refused, "apply")
    assert (answer.status_code, answer.json()["code"]) == (409, "still_refused")
    assert "手机号" in answer.json()["detail"] or "电话" in answer.json()["detail"]
    assert session.query(FieldCommand).one().status == "quarantined"


@pytest.fixture
def notice(session, home):
    loan(session, home, 20)
    found = next(n for n in notices(session) if n.state == "open")
    session.commit()
    return found


def delivery(notice, **over):
    return command("notice_delivery", notice.id, DELIVERY | over, base_version=notice.version)


def test_a_notice_delivered_by_two_is_a_conflict_unless_both_say_the_same(client, cadre, notice, session):
    assert deliver(client("xiangzhen"), notice).status_code == 200
    photo = "0f0f0f0f-0000-4000-8000-0000000000aa"
    same, other = send(cadre, delivery(notice, attachment_ids=[photo]), delivery(notice, receiver_name="张大娘"))
    assert (same["status"], other["status"]) == ("merged", "conflict")
    assert other["conflict"]["fields"] == {
        "receiver_name": {"base": None, "mine": "张大娘", "theirs": DELIVERY["receiver_name"]}
    }
    row = cadre.get(f"/loan-notices/{notice.id}").json()
    assert (row["delivered_by_name"], row["attachments"]) == ("向镇", [{"id": photo, "here": False}])
    assert settle(cadre, other, "apply").json()["status"] == "resolved"
    row = cadre.get(f"/loan-notices/{notice.id}").json()
    assert (row["receiver_name"], row["delivered_by_name"]) == ("张大娘", "何村")
    assert session.query(AuditEntry).filter_by(action="loan_notice.delivery_undone").count() == 1


def test_the_office_records_in_the_name_of_him_who_was_there(client, cadre, notice, session):
    (parked,) = send(cadre, delivery(notice, receiver_name=None))
    assert parked["problem"]["errors"][0]["pointer"] == "/receiver_name"
    corrected = delivery(notice) | {"replaces": parked["id"]}
    session.query(LoanNotice).filter_by(id=notice.id).one().raised_on = TODAY.replace(day=24)
    session.commit()
    (parked,) = send(cadre, corrected)
    assert parked["problem"]["errors"][0]["code"] == "before_raised"
    entering(EVERYWHERE)(session)
    session.query(LoanNotice).filter_by(id=notice.id).one().raised_on = TODAY.replace(day=1)
    session.commit()
    assert settle(client("xiangzhen"), parked, "apply").json()["status"] == "resolved"
    row = cadre.get(f"/loan-notices/{notice.id}").json()
    assert (row["state"], row["delivered_by_name"]) == ("delivered", "何村")
    told = session.query(AuditEntry).filter_by(action="loan_notice.delivered").one()
    assert told.actor_name == "向镇"
