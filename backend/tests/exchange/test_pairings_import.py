import pytest
from sqlalchemy import select

from tests.exchange import make
from tests.exchange.test_helpers_import import workbook
from tests.make import OTHER_VILLAGE, VILLAGE
from tests.pairings import make as pairings
from yihu.kernel.db import EVERYWHERE, entering
from yihu.pairings.models import Pairing


@pytest.fixture
def officer(client):
    return client("xiangzhen")


def line(head: str | None, helper: str, **over) -> dict:
    return {
        "村": "朽石坎村", "户主": head, "户编号": None, "结对成员": None, "帮扶人": helper, "单位": None, "编号": None,
        "类别": "党代表", "起始": "2026-03-01",
    } | over  # fmt: skip


def held(session) -> set[tuple]:
    session.expire_all()
    entering(EVERYWHERE)(session)
    return {(p.helper_name, p.kind, p.region_code, str(p.valid_from)) for p in session.scalars(select(Pairing))}


def test_a_sheet_makes_pairs_prints_them_and_is_taken_back(officer, session, run_jobs):
    pairings.helper(session, VILLAGE, "苟永强")
    pairings.helper(session, VILLAGE, "何秀英")
    pairings.helper(session, OTHER_VILLAGE, "何秀英")  # the one of the village is meant
    pairings.home(session, head="单小红")
    home = pairings.home(session, head="单大")
    session.commit()
    rows = [
        line("单小红", "苟永强"),
        line(None, "何秀英", 户编号=home.household_no, 村=None),
        line(None, "何秀英", 类别="第一书记", 起始=None),
        line("单大", "苟永强", 类别="结对教师", 结对成员="单大"),
    ]
    made = make.imported(officer, run_jobs, workbook(*rows), profile="pairings")
    assert made["state"] == "succeeded", make.rows_of(officer, made["id"], "rejected")
    assert (made["counts"]["new"], made["counts"]["households_paired"], made["counts"]["helpers_paired"]) == (4, 2, 2)
    assert held(session) == {
        ("苟永强", "party_delegate", VILLAGE, "2026-03-01"),
        ("何秀英", "party_delegate", VILLAGE, "2026-03-01"),
        ("何秀英", "first_secretary", VILLAGE, "2026-11-23"),
        ("苟永强", "teacher", VILLAGE, "2026-03-01"),
    }
    printed = make.exported(officer, run_jobs, list="/pairings/grouping-sheet")[1]
    again = make.checked(officer, run_jobs, printed, profile="pairings")
    assert (again["counts"]["unchanged"], again["counts"]["rejected"]) == (4, 0), make.rows_of(
        officer, again["id"], "rejected"
    )
    pair = officer.get("/pairings", params={"kind": "teacher"}).json()["items"][0]
    ended = {"valid_to": "2026-11-01", "end_reason": "task_done"}
    assert officer.post(f"/pairings/{pair['id']}:end", json=ended, headers={"If-Match": '"1"'}).status_code == 200
    assert officer.post(f"/imports/{made['id']}:reverse").status_code == 202
    run_jobs()
    assert held(session) == {("苟永强", "teacher", VILLAGE, "2026-03-01")}


def test_refused_rows_say_why(officer, session, run_jobs):
    pairings.helper(session, VILLAGE, "苟永强")
    secretary = pairings.helper(session, VILLAGE, "赵书记", kind="first_secretary")
    for _ in range(2):
        pairings.helper(session, OTHER_VILLAGE, "李同名")
    for place in (VILLAGE, OTHER_VILLAGE):
        pairings.home(session, place, head="张同名")
    pairings.home(session, head="单小红")
    here = {"county": "511921", "region_code": VILLAGE, "helper_name": "赵书记", "helper_level": "county"}
    session.add(Pairing(helper_id=secretary.id, kind="first_secretary", valid_from=pairings.LONG_AGO, **here))
    session.commit()
    rows = [
        line("没有这户", "苟永强"),
        line("张同名", "苟永强", 村=None),
        line("单小红", "没有此人"),
        line("单小红", "李同名"),
        line("单小红", "苟永强", 起始="2027-01-01"),
        line(None, "苟永强"),
        line(None, "苟永强", 类别="第一书记", 村=None),
        line(None, "苟永强", 类别="第一书记"),
        line("单小红", "苟永强", 类别="志愿者", 结对成员="没有"),
        line("单小红", "苟永强"),
        line("单小红", "苟永强"),
    ]
    report = make.checked(officer, run_jobs, workbook(*rows), profile="pairings")
    refused = make.rows_of(officer, report["id"], "rejected")
    assert {r["row_no"]: [e["code"] for e in r["errors"]] for r in refused} == {
        2: ["household_not_found"], 3: ["household_ambiguous"], 4: ["helper_not_found"], 5: ["helper_ambiguous"],
        6: ["in_future"], 7: ["household_not_named"], 8: ["missing"], 9: ["first_secretary_there"], 10: ["member_not_found"],
        12: ["pairing_twice_in_list"],
    }  # fmt: skip
    told = {r["row_no"]: r["errors"][0]["message"] for r in refused}
    assert "朽石坎村" in told[3]
    assert "2 户" in told[3]
