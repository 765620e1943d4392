"""A department's list: taken once, matched, mended, taken back; whom nobody finds is kept."""

from sqlalchemy import select

from tests.departments.make import bill, identify, push
from tests.exchange import make
from tests.exchange.test_plans_import import workbook
from tests.households.make import id_number
from tests.plans.make import home
from yihu.departments.models import DepartmentRecord, PushBatch


def line(**over) -> dict:
    return {
        "类型": "住院费用", "结算单号": None, "证件号码": None, "姓名": None, "户编号": None, "结算日期": "2026-10-01", "个人自付": None,
        "医院": None, "一站式结算": None, "住院天数": None, "用人单位": None,
    } | over  # fmt: skip


def stored(session) -> list[DepartmentRecord]:
    query = select(DepartmentRecord).order_by(DepartmentRecord.source_no)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def test_a_list_is_taken_once_matched_and_taken_back(client, session, run_jobs, tmp_path):
    row, head = home(session)
    number = identify(session, head)
    session.commit()
    bureau = client("bumen")
    lines = [
        line(结算单号="Z1", 证件号码=number, 个人自付="6,200元", 医院="县人民医院", 一站式结算="否", 住院天数="6天"),
        line(结算单号="Z1", 证件号码=number, 个人自付="6,200元", 医院="县人民医院", 一站式结算="否", 住院天数=6),
        line(结算单号="Z2", 证件号码=id_number("1950-05-05", "1", 91), 个人自付=100),
        line(结算单号="Z3", 证件号码=number[:-1] + "?", 姓名="张三"),
        line(结算单号="Z4", 类型="失业", 户编号=row.household_no, 姓名=head.name, 用人单位="某厂"),
    ]
    made = make.imported(bureau, run_jobs, workbook(tmp_path, *lines), profile="departments")
    assert made["state"] == "succeeded", make.rows_of(bureau, made["id"], "rejected")
    assert (made["counts"]["new"], made["counts"]["unchanged"], made["counts"]["records_unmatched"]) == (4, 1, 2)
    first, unknown, faulty, jobless = stored(session)
    assert (first.details, str(first.amount)) == (
        {"hospital": "县人民医院", "one_stop": False, "days": 6}, "6200.00",
    )  # fmt: skip
    assert (first.member_id, jobless.member_id, jobless.department) == (head.id, head.id, "human_resources")
    assert (unknown.why, faulty.why, faulty.id_fault) == ("person_unknown", "id_number_wrong", "id_number_characters")
    batch = session.scalars(select(PushBatch)).one()
    assert (batch.name, batch.rows, batch.added) == ("成员.xlsx", 5, 4)
    rest = bill(number, source_no="Z1", amount="6200.00", happened_on="2026-10-01", details=first.details)
    assert push(bureau, rest)["unchanged"] == 1, "the same bill over the other way"
    mended = make.imported(bureau, run_jobs, workbook(tmp_path, lines[0] | {"个人自付": 6500}), profile="departments")
    assert mended["counts"]["changed"] == 1
    for each, left in ((mended, ["6200.00", "100.00", "None", "None"]), (made, ["6200.00"])):
        assert bureau.post(f"/imports/{each['id']}:reverse").status_code == 202
        run_jobs()
        assert [str(r.amount) for r in stored(session)] == left, "what was changed since stays"


def test_refused_rows_say_why(client, session, run_jobs, tmp_path):
    bad = {
        "code_unknown": line(类型="没有这种", 姓名="张三"), "person_not_named": line(), "missing": line(结算日期=None, 姓名="张三"),
        "in_the_future": line(结算日期="2027-01-01", 姓名="张三"), "not_of_this_kind": line(用人单位="某厂", 姓名="张三"),
        "not_whole": line(住院天数="1.5", 姓名="张三"), "not_yes_no": line(一站式结算="也许", 姓名="张三"),
    }  # fmt: skip
    bureau = client("bumen")
    report = make.checked(bureau, run_jobs, workbook(tmp_path, *bad.values(), line(姓名="外人")), profile="departments")
    rows = make.rows_of(bureau, report["id"], "rejected")
    assert [r["errors"][0]["code"] for r in rows] == list(bad)
    assert [r["data"]["未对应"] for r in make.rows_of(bureau, report["id"], "new")] == ["没有证件号码和户编号"]


def test_low_income_work_and_assets_are_kinds_of_one_list(client, session, run_jobs, tmp_path):
    row, head = home(session)
    number = identify(session, head)
    session.commit()
    bureau = client("bumen")
    kinds = {
        "农村低保": "dibao", "五保": "destitute", "低保边缘户": "dibao_verge", "支出型困难": "rigid_spending", "门诊账单": "medical_bill",
        "辍学": "dropout", "务工": "job_start", "机动车": "vehicle", "购房": "commercial_house", "市场主体": "business",
        "财政供养人员": "state_payroll", "高校毕业生": "graduate",
    }  # fmt: skip
    lines = [line(类型=written, 证件号码=number, 姓名=head.name) for written in kinds]
    made = make.imported(
        bureau, run_jobs, workbook(tmp_path, *lines, line(类型="养蜂", 证件号码=number)), profile="departments"
    )
    (refused,) = make.rows_of(bureau, made["id"], "rejected")
    assert [e["code"] for e in refused["errors"]] == ["code_unknown"]
    seen = bureau.get("/department-records", params={"page_size": 100}).json()["items"]
    assert {r["kind"] for r in seen if r["household_id"] == str(row.id)} == set(kinds.values())
    assert bureau.post(f"/imports/{made['id']}:reverse").status_code == 202
    run_jobs()
    assert stored(session) == []
