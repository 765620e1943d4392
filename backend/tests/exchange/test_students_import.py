"""A school's roll keeps what its pupils are."""

from tests.exchange import make
from tests.exchange.test_bank_lists import refused
from tests.exchange.test_plans_import import taken_back, workbook
from tests.households.make import id_number
from tests.plans.make import home
from yihu.households.models import Member
from yihu.kernel.crypto import blind_index


def test_a_roll_keeps_what_pupils_are_and_goes_back(client, session, run_jobs, tmp_path):
    officer = client("xiangzhen")
    row, head = home(session)
    number = id_number("2012-05-06", "2")
    girl = Member(
        county=row.county, region_code=row.region_code, household_id=row.id, name="张小花", name_initials="zxh",
        name_sort="zhangxiaohua", relation="12", schooling="primary", id_hash=blind_index(number), id_masked="5119**",
    )  # fmt: skip
    session.add(girl)
    session.commit()
    before = row.version

    def line(**over) -> dict:
        return {
            "学生身份证号": number,
            "户编号": None,
            "学生姓名": "张小花",
            "就读年级": "初一",
            "班主任": "李老师",
        } | over

    bad = {
        "person_not_found": line(学生身份证号=id_number("2011-01-01", "1")),
        "id_number_checksum": line(学生身份证号=number[:17] + ("1" if number[17] != "1" else "2")),
        "name_disagrees": line(学生姓名="张大花"),
        "household_not_named": line(学生身份证号=None),
        "member_not_found": line(学生身份证号=None, 户编号=row.household_no, 学生姓名="无此人"),
        "code_unknown": line(就读年级="少年班"),
        "student_twice_in_list": line(就读年级="初二"),
    }
    by_name = line(学生身份证号=None, 户编号=row.household_no, 学生姓名=head.name, 就读年级="非在校生")
    made = make.imported(officer, run_jobs, workbook(tmp_path, line(), by_name, *bad.values()), profile="students")
    assert refused(officer, made) == [[code] for code in bad]
    assert ([made["counts"][n] for n in ("new", "changed", "unchanged")], made["ignored_columns"]) == (
        [0, 1, 1],
        ["班主任"],
    )
    (changed,) = make.rows_of(officer, made["id"], "changed")
    assert [(c["title"], c["old"], c["new"]) for c in changed["changes"]] == [("在校生状况", "小学", "七年级")]

    def stands() -> tuple[str, int]:
        session.expire_all()
        return girl.schooling, row.version

    assert stands() == ("junior_1", before + 1)
    counts = taken_back(officer, run_jobs, made)
    assert (counts["members_reversed"], counts["members_kept"], stands()) == (1, 0, ("primary", before + 2))
