"""Training lists of several departments: the same course of the same person is one row that names them all."""

from sqlalchemy import select

from tests.exchange import make
from tests.exchange.make import exported, lines
from tests.exchange.test_plans_import import taken_back, workbook
from tests.plans.make import home
from yihu.benefits.models import Training


def test_lists_of_departments_are_merged_by_person_course_and_day(client, session, run_jobs, tmp_path):
    officer = client("bumen")
    row, head = home(session)
    session.commit()

    def line(department: str, **over) -> dict:
        return {
            "户编号": row.household_no, "学员姓名": head.name, "培训名称": "中药材种植技术", "开班日期": "2026-03-01", "部门": department,
            "培训天数": None, "证书": None,
        } | over  # fmt: skip

    def kept() -> list:
        session.expire_all()
        return [
            (t.departments, t.days, t.certificate)
            for t in session.scalars(select(Training).order_by(Training.starts_on))
        ]

    def sent(*rows: dict) -> dict:
        return make.imported(officer, run_jobs, workbook(tmp_path, *rows), profile="trainings")

    sent(line("农业局", 培训天数=5), line("扶贫局、妇联", 培训名称="家政服务", 开班日期="2026-05-01"))
    second = sent(line("人社部门", 证书="结业证"), line("残联", 开班日期="2026-07-01"))
    assert (second["counts"]["changed"], second["counts"]["new"]) == (1, 1)
    assert kept() == [
        (["agriculture", "human_resources"], 5, "结业证"),
        (["rural_revitalisation", "womens_federation"], None, None),
        (["disabled_federation"], None, None),
    ]
    again = sent(line("人社部门"), line("农业局"))
    assert (again["counts"]["unchanged"], again["counts"]["rejected"]) == (1, 1), (
        "in one list the departments stand in one row"
    )
    assert (
        officer.get("/trainings?several=true&department=womens_federation").json()["items"][0]["member_name"]
        == head.name
    )
    _, data = exported(officer, run_jobs, list="/trainings?several=true&sort=starts_on")
    assert next(one["部门"] for one in lines(data)) == "农业农村局、人力资源和社会保障局"
    taken_back(officer, run_jobs, second)
    assert kept()[0] == (["agriculture"], 5, None)

    bad = {
        "missing": line(""), "code_unknown": line("火星局"), "member_not_found": line("残联", 学员姓名="王不识"),
        "in_the_future": line("残联", 开班日期="2027-01-01"),
    }  # fmt: skip
    told = make.checked(officer, run_jobs, workbook(tmp_path, *bad.values()), profile="trainings")
    refused = make.rows_of(officer, told["id"], "rejected")
    assert [one["errors"][0]["code"] for one in refused] == list(bad)
