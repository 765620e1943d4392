"""村级项目: the water bureau's list of works, filled in, moved on, refused in words and taken back."""

from datetime import date

from sqlalchemy import select

from tests.exchange import make
from tests.exchange.test_plans_import import workbook
from tests.make import VILLAGE
from tests.plans.make import Author, home
from yihu.villages.models import VillageProject


def project(**over) -> dict:
    return {
        "所属村": "朽石坎村", "工程名称": "供水管网延伸", "项目类别": "饮水工程", "资金来源": "行业部门资金", "总投资": "180,000",
        "开工日期": "2026-03-01", "计划完工": "2026-10-31", "实施单位": "县水务局", "形象进度": None, "竣工日期": None,
    } | over  # fmt: skip


def test_a_bureaus_projects_come_in_move_on_and_go_back(client, session, run_jobs, tmp_path):
    officer = client("bumen")

    def kept() -> list:
        session.expire_all()
        query = select(VillageProject).where(VillageProject.region_code == VILLAGE).order_by(VillageProject.name)
        return [(p.name, p.category, p.amount, p.progress, p.finished_on) for p in session.scalars(query)]

    lines = [
        project(), project(工程名称="蓄水池"), project(), project(所属村="没有的村", 工程名称="一"),
        project(工程名称="二", 计划完工="2026-02-01"), project(工程名称="三", 竣工日期="2027-01-01"),
        project(工程名称="四", 竣工日期="2026-10-01", 形象进度="60"), project(工程名称="五", 项目类别="修水坝"),
    ]  # fmt: skip
    made = make.imported(officer, run_jobs, workbook(tmp_path, *lines), profile="village_projects")
    refused = [[e["code"] for e in r["errors"]] for r in make.rows_of(officer, made["id"], "rejected")]
    assert refused == [
        ["project_twice_in_list"], ["village_unknown"], ["before_start"], ["in_the_future"], ["finished_below_100"],
        ["code_unknown"],
    ]  # fmt: skip
    assert [made["counts"][name] for name in ("new", "changed", "villages_touched")] == [2, 0, 1]
    assert kept() == [("供水管网延伸", "water", 180_000, 0, None), ("蓄水池", "water", 180_000, 0, None)]
    done = project(竣工日期="2026-10-01", 总投资=None)
    again = make.imported(
        officer, run_jobs, workbook(tmp_path, done, project(工程名称="蓄水池")), profile="village_projects"
    )
    assert [again["counts"][name] for name in ("new", "changed", "unchanged")] == [0, 1, 1]
    assert kept()[0] == ("供水管网延伸", "water", 180_000, 100, date(2026, 10, 1))
    assert officer.post(f"/imports/{again['id']}:reverse").status_code == 202
    run_jobs()
    assert kept()[0] == ("供水管网延伸", "water", 180_000, 0, None)


def test_a_project_that_a_measure_draws_on_is_not_taken_back(client, session, run_jobs, tmp_path):
    officer = client("xiangzhen")
    lines = [project(), project(工程名称="蓄水池")]
    made = make.imported(officer, run_jobs, workbook(tmp_path, *lines), profile="village_projects")
    used = session.scalars(select(VillageProject.id).where(VillageProject.name == "蓄水池")).one()
    author = Author(client("cunganbu"))
    author.start(home(session)[0].id)
    author.add(project_id=str(used), fund_source="rural_fund")
    assert officer.post(f"/imports/{made['id']}:reverse").status_code == 202
    run_jobs()
    report = officer.get(f"/imports/{made['id']}").json()
    assert (report["state"], report["counts"]["village_projects_reversed"], report["counts"]["village_projects_kept"]) == (
        "reversed", 1, 1,
    )  # fmt: skip
    assert session.scalars(select(VillageProject.name)).all() == ["蓄水池"]
