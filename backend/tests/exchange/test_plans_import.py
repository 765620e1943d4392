"""Plans by workbook: begun, edited, adjusted, exported, taken back."""

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from tests.conftest import TODAY
from tests.exchange import make
from tests.make import OTHER_TOWNSHIP
from tests.plans.make import CONSENT, Author, home
from yihu.plans.likeness_models import PlanPrint
from yihu.plans.models import Measure, Plan


@pytest.fixture
def officer(client):
    return client("xiangzhen")


def line(row, text="养殖肉牛3头，合作社保底回收", **over) -> dict:
    return {
        "户编号": row.household_no, "户主": row.head_name, "年度": 2026, "收入目标": "1.2万", "农户意愿": None, "对象": None,
        "类别": "产业扶贫", "内容": text, "针对原因": "缺技术", "数量": 3, "单位": "头", "开始": "2026-03-01",
        "时限": "2026/11/30", "责任人": "何春林", "资金来源": "衔接资金", "金额": "15,000", "五个一批": None,
    } | over  # fmt: skip


def workbook(folder, *lines: dict) -> bytes:
    book = Workbook()
    book.active.append(list(lines[0]))
    for each in lines:
        book.active.append(list(each.values()))
    book.save(folder / "plans.xlsx")
    return (folder / "plans.xlsx").read_bytes()


def taken_back(officer, run_jobs, made) -> dict:
    assert officer.post(f"/imports/{made['id']}:reverse").status_code == 202
    run_jobs()
    return officer.get(f"/imports/{made['id']}").json()["counts"]


def count(session, table) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(table))


def test_a_list_begins_drafts_with_what_is_on_file(officer, session, run_jobs, tmp_path):
    row, head = home(session)
    row.net_income_per_capita, row.income_year = 13000, 2025
    session.commit()
    lines = [line(row, 农户意愿="多养牛"), line(row, "参加电工培训", 类别="就业与培训", 对象=head.name)]
    made = make.imported(officer, run_jobs, workbook(tmp_path, *lines), profile="plans")
    assert made["state"] == "succeeded", make.rows_of(officer, made["id"], "rejected")
    assert (made["counts"]["new"], made["counts"]["plans_new"]) == (2, 1)
    warned = [[e["code"] for e in r["errors"]] for r in make.rows_of(officer, made["id"], "new")]
    assert (warned, made["counts"]["targets_below_income"]) == ([["target_below_income"]] * 2, 1)
    (listed,) = officer.get("/plans", params={"household_id": str(row.id)}).json()["items"]
    plan = officer.get(f"/plans/{listed['id']}").json()
    assert (plan["state"], plan["why"], plan["edition"], plan["kind"]) == ("draft", "imported", 1, "consolidation")
    assert (plan["income_target"], plan["wish"], plan["causes"]) == ("12000.00", "多养牛", ["illness", "no_skill"])
    first, second = plan["measures"]
    assert (first["quantity"], first["amount"], first["fund_source"]) == ("3.00", "15000.00", "rural_fund")
    assert (second["member_name"], second["category"]) == (head.name, "employment")
    assert plan["completeness"] > 0
    assert count(session, PlanPrint) == 1
    session.expire_all()
    assert taken_back(officer, run_jobs, made)["plans_reversed"] == 1
    assert (count(session, Plan), count(session, Measure), count(session, PlanPrint)) == (0, 0, 0)


def test_a_draft_is_edited_and_restored_unless_somebody_went_on(officer, session, run_jobs, tmp_path):
    row, _ = home(session)
    author = Author(officer)
    author.start(row.id)
    kept = author.add(text="养殖肉牛3头，合作社保底回收", unit="头")
    author.verb("confirm", CONSENT)
    session.commit()
    changed = line(row, 数量=6, 针对原因=None, 责任人="新人", 收入目标=None)
    made = make.imported(officer, run_jobs, workbook(tmp_path, changed, line(row, "新修猪圈")), profile="plans")
    (told,) = make.rows_of(officer, made["id"], "changed")
    assert {(c["title"], c["old"], c["new"]) for c in told["changes"]} >= {
        ("数量", "3.00", "6.00"),
        ("责任人", "何春林", "新人"),
    }
    plan = officer.get(f"/plans/{author.plan['id']}").json()
    assert [m["text"] for m in plan["measures"]] == ["养殖肉牛3头，合作社保底回收", "新修猪圈"]
    assert plan["consent_stale"]
    assert taken_back(officer, run_jobs, made)["plans_reversed"] == 1
    session.expire_all()
    plan = officer.get(f"/plans/{author.plan['id']}").json()
    assert [(m["text"], m["quantity"], m["id"]) for m in plan["measures"]] == [(kept["text"], "3.00", kept["id"])]
    assert not plan["consent_stale"]
    made = make.imported(officer, run_jobs, workbook(tmp_path, changed), profile="plans")
    session.expire_all()
    author.plan = officer.get(f"/plans/{author.plan['id']}").json()
    author.change(wish="改了主意")
    assert taken_back(officer, run_jobs, made)["plans_kept"] == 1
    assert officer.get(f"/plans/{author.plan['id']}").json()["measures"][0]["quantity"] == "6.00"


def test_what_is_exported_comes_back_unchanged_and_as_text(officer, session, run_jobs):
    row, head = home(session)
    author = Author(officer)
    author.start(row.id)
    author.complete(head.id)
    author.add(text='=HYPERLINK("x")\n第二行', quantity="2.5", amount="99.90", batch="production")
    head.left_on = TODAY
    session.commit()
    sheet = make.exported(officer, run_jobs, list="/plans/sheet?year=2026")[1]
    again = make.checked(officer, run_jobs, sheet, profile="plans")
    assert (again["counts"]["unchanged"], again["counts"]["rows"]) == (4, 4), make.rows_of(
        officer, again["id"], "rejected"
    )


def in_force(client, session, row, head):
    author, reviewer = Author(client("cunganbu")), Author(client("xiangzhen"))
    author.start(row.id)
    author.complete(head.id)
    author.verb("confirm", CONSENT)
    assert author.verb("submit").is_success
    reviewer.plan = author.plan
    return author, reviewer


def test_a_plan_in_force_gets_an_edition_and_one_under_review_refuses(client, officer, session, run_jobs, tmp_path):
    row, head = home(session)
    _, reviewer = in_force(client, session, row, head)
    session.commit()
    sheet = make.exported(officer, run_jobs, list="/plans/sheet?year=2026&state=submitted")[1]
    report = make.checked(officer, run_jobs, sheet, profile="plans")
    assert (report["counts"]["unchanged"], report["counts"]["rows"]) == (3, 3)
    report = make.checked(officer, run_jobs, workbook(tmp_path, line(row, "新修猪圈")), profile="plans")
    (refused,) = make.rows_of(officer, report["id"], "rejected")
    assert refused["errors"][0]["code"] == "plan_submitted"
    reviewer.verb("approve", {})
    session.commit()
    made = make.imported(officer, run_jobs, workbook(tmp_path, line(row, "新修猪圈")), profile="plans")
    assert (made["counts"]["plans_adjusted"], made["counts"]["measures_not_in_list"]) == (1, 3)
    states = {p["edition"]: (p["state"], p["measure_count"]) for p in officer.get("/plans").json()["items"]}
    assert states == {1: ("active", 3), 2: ("draft", 4)}
    assert taken_back(officer, run_jobs, made)["plans_reversed"] == 1
    assert [p["state"] for p in officer.get("/plans").json()["items"]] == ["active"]


def test_each_refused_row_says_why(officer, session, run_jobs, tmp_path):
    row, _ = home(session)
    far, _ = home(session, region_code=f"{OTHER_TOWNSHIP}001")
    session.commit()
    bad = {
        "household_not_found": line(far) | {"计划类型": "巩固提升计划"}, "head_disagrees": line(row, 户主="别人"),
        "member_not_found": line(row, 对象="没有此人"), "code_unknown": line(row, 类别="画饼"),
        "before_start": line(row, 时限="2026-01-01"), "out_of_range": line(row, 数量=0),
        "plan_kind_mismatch": line(row) | {"计划类型": "帮扶计划"}, "not_a_date": line(row, 开始="昨天"),
        "missing": line(row, None), "measure_unknown": line(row) | {"措施编号": "0199f2a0-0000-7000-8000-000000000000"},
        "too_long": line(row, "长" * 501), "not_filled": line(row, "发展{数量}头肉牛"),
    }  # fmt: skip
    columns = [*line(row), "计划类型", "措施编号"]
    lines = [{name: each.get(name) for name in columns} for each in bad.values()]
    good = {name: line(row, "好好的").get(name) for name in columns}
    lines += [good, good, good | {"内容": "另一条", "收入目标": 9000}]
    report = make.checked(officer, run_jobs, workbook(tmp_path, *lines), profile="plans")
    refused = {r["row_no"]: [e["code"] for e in r["errors"]] for r in make.rows_of(officer, report["id"], "rejected")}
    assert {n: codes[0] for n, codes in refused.items() if n < len(bad) + 2} == dict(enumerate(bad, 2))
    assert refused[2] == ["household_not_found"], "of a household that is not there nothing else is said"
    assert list(refused.values())[-2:] == [["measure_twice_in_list"], ["plan_disagrees"]]
    told = {r["row_no"]: r["errors"][0]["message"] for r in make.rows_of(officer, report["id"], "rejected")}
    assert "产业扶持" in told[5], "what is allowed is told"
