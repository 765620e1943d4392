from io import BytesIO

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from tests.exchange import make
from tests.make import OTHER_VILLAGE, TOWNSHIP, VILLAGE
from tests.pairings import make as pairings
from yihu.helpers.models import Helper, Unit
from yihu.kernel.db import EVERYWHERE, entering


@pytest.fixture
def officer(client):
    return client("xiangzhen")


def line(number: int, name: str, **over) -> dict:
    return {
        "编号": f"{number:03}", "代表姓名": name, "人员类别": "党代表", "工作单位": "杨柏镇人民政府", "职务": "干部", "乡镇": "杨柏镇",
        "所属村": "朽石坎村", "联系电话": "0827-7200000", "最多联系户数": 2,
    } | over  # fmt: skip


def workbook(*lines: dict) -> bytes:
    book, kept = Workbook(), BytesIO()
    book.active.append(list(lines[0]))
    for each in lines:
        book.active.append(list(each.values()))
    book.save(kept)
    return kept.getvalue()


def people(session) -> dict[str, Helper]:
    session.expire_all()
    entering(EVERYWHERE)(session)
    return {row.name: row for row in session.scalars(select(Helper))}


def test_a_roster_is_loaded_again_without_doubles_and_taken_back(officer, session, run_jobs):
    first = [line(1, "苟永强"), line(2, "何秀英"), line(3, "向前", 所属村=None)]

    made = make.imported(officer, run_jobs, workbook(*first), profile="helpers")
    assert made["state"] == "succeeded", make.rows_of(officer, made["id"], "rejected")
    assert (made["counts"]["new"], made["counts"]["helpers_on_duty"]) == (3, 3)
    who = people(session)["苟永强"]
    assert (who.region_code, who.level, who.kinds, who.capacity) == (VILLAGE, "village", ["party_delegate"], 2)
    assert people(session)["向前"].region_code == TOWNSHIP
    assert "gyq" in who.search_text
    assert session.scalar(select(func.count()).select_from(Unit)) == 1
    pair = pairings.pairing(session, who, pairings.home(session))
    session.commit()
    again = make.imported(
        officer, run_jobs, workbook(line(1, "苟永强", 联系电话="7222222"), first[1]), profile="helpers"
    )
    assert (again["counts"]["changed"], again["counts"]["unchanged"], again["counts"]["helpers_not_in_list"]) == (
        1,
        1,
        1,
    )
    (row,) = make.rows_of(officer, again["id"], "changed")
    assert [(c["title"], c["old"], c["new"]) for c in row["changes"]] == [("电话", "0827-7200000", "7222222")]
    people(session)
    assert pair.helper_phone == "7222222"
    for each in (again, made):
        assert officer.post(f"/imports/{each['id']}:reverse").status_code == 202
        run_jobs()
    left = people(session)
    assert {name: row.phone for name, row in left.items()} == {"苟永强": "0827-7200000"}  # somebody relies on him
    assert session.scalar(select(func.count()).select_from(Unit)) == 1


def test_refused_rows_say_why(officer, session, run_jobs):
    for unit in ("甲", "乙"):
        row = Unit(county="511921", region_code=TOWNSHIP, name=unit, kind="other", layer="township")
        session.add(row)
        session.flush()
        pairings.helper(session, VILLAGE, "同名人", roster_no=None, unit_id=row.id)
    pairings.helper(session, OTHER_VILLAGE, "甲组", roster_no="7")
    pairings.helper(session, VILLAGE, "乙组", roster_no="7")
    session.commit()
    rows = [
        line(1, "一", 人员类别="朋友"),
        line(2, "二", 乡镇="诺江镇", 所属村=None),
        line(3, "三", 所属村="没有村"),
        line(4, "四", 人员类别=None),
        line(5, "五", 编号=None) | {"编号": None, "代表姓名": "同名人", "工作单位": None},
        line(6, "六", 编号="7"),
        line(8, "八"),
        line(8, "八"),
    ]
    report = make.checked(officer, run_jobs, workbook(*rows), profile="helpers")
    found = {r["row_no"]: [e["code"] for e in r["errors"]] for r in make.rows_of(officer, report["id"], "rejected")}
    assert found == {
        2: ["code_unknown"], 3: ["outside_area"], 4: ["village_unknown"], 5: ["missing"], 6: ["helper_ambiguous"],
        7: ["helper_ambiguous"], 9: ["helper_twice_in_list"],
    }  # fmt: skip
