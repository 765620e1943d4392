"""A unit's workbook of visits: recorded once, in the visitor's name, mended, taken back."""

from datetime import date

from sqlalchemy import select

from tests.exchange import make
from tests.exchange.test_bank_lists import refused
from tests.exchange.test_plans_import import taken_back, workbook
from tests.make import COUNTY
from tests.pairings.make import helper, pairing
from tests.plans.make import home
from yihu.accounts.models import User
from yihu.helpers.models import Unit
from yihu.visits.models import Finding, Visit


def test_visits_are_recorded_once_mended_and_taken_back(client, session, run_jobs, tmp_path):
    officer = client("xiangzhen")
    row, head = home(session)
    stranger, _ = home(session, region_code="511921100201")
    bureau = Unit(county=COUNTY, region_code=COUNTY, name="县文旅局", kind="department", layer="county")
    session.add(bureau)
    session.flush()
    he = helper(session, name="何春林", unit_id=bureau.id, level="county")
    helper(session, name="何春林", level="village")
    pairing(session, he, row)
    session.commit()

    def line(**over) -> dict:
        return {
            "走访时间": "2026/11/3", "户号": row.household_no, "农户姓名": head.name, "行政村": None, "走访方式": None,
            "帮扶责任人": "何春林", "工作单位": None, "层级": None, "同行人员": "王一、李二", "走访目的": None, "政策宣讲": None,
            "工作内容": "家中老人身体好转，\n猪已出栏。", "群众诉求": None, "下次走访": None, "活动": None, "参加户数": None,
        } | over  # fmt: skip

    village = {
        "户号": None,
        "农户姓名": None,
        "行政村": "新桥河村",
        "走访方式": "到村",
        "参加户数": 46,
        "走访目的": "政策宣传、调研",
    }
    good = [
        line(),
        line(**village, 工作单位="县文旅局"),
        line(走访时间=46338, 走访方式="电话", 帮扶责任人="赵路人", 层级="乡镇级", 群众诉求="想学技术"),
    ]
    bad = {
        "household_not_found": line(户号=stranger.household_no, 工作单位="县文旅局"),
        "household_not_named": line(户号=None, 工作单位="县文旅局"),
        "member_not_found": line(农户姓名="王不识"),
        "missing": line(户号=None, 农户姓名=None, 走访方式="到村", 工作单位="县文旅局"),
        "not_a_household": line(行政村="新桥河村", 走访方式="到村", 工作单位="县文旅局"),
        "not_in_a_village": line(参加户数=3),
        "in_the_future": line(走访时间="2027-01-01"),
        "not_after": line(下次走访="2026-11-03"),
        "visitor_not_found": line(帮扶责任人="赵路人"),
        "visitor_ambiguous": line(**village),
        "campaign_unknown": line(活动="没有的行动"),
        "code_unknown": line(走访目的="串门"),
        "not_a_date": line(走访时间="11月3日"),
        "visit_twice_in_list": line(工作内容="又写了一遍"),
    }
    made = make.imported(officer, run_jobs, workbook(tmp_path, *good, *bad.values()), profile="visits")
    assert refused(officer, made) == [[code] for code in bad]
    assert [made["counts"][name] for name in ("new", "households_visited", "visitors_not_on_roster")] == [3, 1, 1]

    def visits() -> dict[str, Visit]:
        session.expire_all()
        return {v.contact: v for v in session.scalars(select(Visit))}

    told = visits()
    home_visit, gathering, call = told["home"], told["village"], told["phone"]
    assert (home_visit.helper_id, home_visit.visitor_level, home_visit.visitor_name) == (he.id, "county", "何春林")
    assert (home_visit.purposes, home_visit.participants) == (["routine"], ["王一", "李二"])
    assert home_visit.situation == "家中老人身体好转，\n猪已出栏。"
    assert home_visit.recorded_by == session.scalar(select(User.id).where(User.username == "xiangzhen"))
    assert (gathering.region_code[:9], gathering.household_id, gathering.households_reached) == ("511921119", None, 46)
    assert (gathering.purposes, call.visitor_level, call.helper_id) == (["policy", "survey"], "township", None)
    assert call.visited_on == date(2026, 11, 12)
    seen = officer.get("/visits", params={"household_id": str(row.id)}).json()["items"]
    assert {(v["contact"], v["recorded_by_name"]) for v in seen} == {("home", "向镇"), ("phone", "向镇")}

    second = make.imported(officer, run_jobs, workbook(tmp_path, line(群众诉求="缺资金"), good[1]), profile="visits")
    assert [second["counts"][name] for name in ("new", "changed", "unchanged")] == [0, 1, 1]
    (changed,) = make.rows_of(officer, second["id"], "changed")
    assert [(c["title"], c["old"], c["new"]) for c in changed["changes"]] == [("诉求", None, "缺资金")]
    assert visits()["home"].needs == "缺资金"
    about = {
        "category": "industry",
        "severity": "notice",
        "text": "缺启动资金",
        "owner_name": "向镇",
        "found_on": call.visited_on,
    }
    session.add(Finding(county=COUNTY, region_code=row.region_code, visit_id=call.id, household_id=row.id, **about))
    session.commit()
    taken_back(officer, run_jobs, second)
    assert visits()["home"].needs is None
    counts = taken_back(officer, run_jobs, made)
    assert (counts["visits_reversed"], counts["visits_kept"]) == (1, 2), "what was changed or led to something stays"
    assert set(visits()) == {"home", "phone"}
    assert (
        client("cunganbu").post("/imports", json={"profile": "visits", "file_name": "x.xlsx", "size": 9}).status_code
        == 403
    )
