"""`yihu init`: a county's first day."""

import csv
import re
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import create_engine, text

from yihu import cli
from yihu.accounts.passwords import verify
from yihu.kernel import installation
from yihu.kernel.installation import CannotSetUpError
from yihu.regions import service as regions
from yihu.regions.extract import COLUMNS
from yihu.seed import accounts, county

COUNTY = "511921"
ADMIN = ("Guanli", "冉立新")
SMALL = (
    ("62", "甘肃省", ""),
    ("6229", "临夏回族自治州", "62"),
    ("622926", "东乡族自治县", "6229"),
    ("622926100", "锁南镇", "622926"),
)


@pytest.fixture
def empty(copy_of):
    return copy_of("migrated")


@pytest.fixture
def small(tmp_path):
    """A region file as Excel saves it, with a byte order mark."""
    path = tmp_path / "622926.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([*row, "", "", "", ""] for row in SMALL)
    return path


def rows(url, query):
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text(query)).all()
    engine.dispose()
    return found


def count(url, table):
    return rows(url, f"select count(*) from {table}")[0][0]


def test_an_administrator_can_sign_in_and_must_change_the_password(empty):
    told = county.begin(empty, COUNTY, None, ADMIN)
    assert told[0].startswith("通江县：")
    password = re.search(r"用户名 guanli，初始密码 (\S+)", "\n".join(told))[1]
    ((password_hash, must_change, role),) = rows(
        empty, "select password_hash, must_change_password, role from app_user"
    )
    assert verify(password, password_hash)
    assert must_change
    assert role == "administrator"
    assert count(empty, "region") == len(list(regions.read_file(regions.county_file(COUNTY))))
    assert count(empty, "code") > 300
    assert rows(empty, "select action, actor_name from audit_entry") == [("user.created", "系统")]


def test_running_it_again_changes_nothing(empty):
    county.begin(empty, COUNTY, None, ADMIN)
    tables = ("region", "code", "policy_parameter", "app_user", "audit_entry")
    before = [count(empty, table) for table in tables], rows(empty, "select password_hash from app_user")
    assert "密码不变" in county.begin(empty, COUNTY, None, ADMIN)[-1]
    assert len(county.begin(empty, COUNTY)) == 1
    assert ([count(empty, table) for table in tables], rows(empty, "select password_hash from app_user")) == before
    assert "zongguan" in county.begin(empty, COUNTY, None, ("zongguan", "苟永强"))[1], "who lost the first password"


def test_another_county_comes_from_a_file(empty, small):
    assert county.begin(empty, "622926", small, ADMIN)[0].startswith("东乡族自治县：已载入 4 个区划")


def refused(url, message, *given):
    with pytest.raises(CannotSetUpError, match=message):
        county.begin(url, *given)
    assert count(url, "region") == count(url, "code") == count(url, "app_user") == 0, "all or nothing"


def test_what_does_not_fit_is_refused_whole(empty, small, tmp_path):
    refused(empty, "6 位数字", "5119", None, ADMIN)
    refused(empty, "还没有系统管理员", COUNTY)
    refused(empty, "3 到 40 位", COUNTY, None, ("管理员", "冉立新"))
    refused(empty, "找不到区划文件.*regions extract 622926", "622926", None, ADMIN)
    refused(empty, "没有县级代码 511921", COUNTY, small, ADMIN)
    other = tmp_path / "other.csv"
    other.write_text("编码,名称\n622926,东乡族自治县\n", "utf-8")
    refused(empty, "不是区划文件", "622926", other, ADMIN)
    other.write_bytes("code,name\n622926,东乡族自治县\n".encode("gb18030"))
    refused(empty, "不是区划文件", "622926", other, ADMIN)
    content = small.read_text("utf-8")
    small.write_text("\n".join(line for line in content.splitlines() if not line.startswith("6229,")), "utf-8")
    refused(empty, r"区划文件有误：.*6229\)", "622926", small, ADMIN)
    small.write_text(content + "511921,通江县,5119,,,,\n", "utf-8")
    refused(empty, "511921 不属于 622926", "622926", small, ADMIN)
    small.write_text(content.replace("622926100,锁南镇,622926,", "622926100,锁南镇,622926,昨天"), "utf-8")
    refused(empty, "区划文件有误", "622926", small, ADMIN)


def test_the_demo_and_real_households_never_share_a_database(empty):
    engine = create_engine(empty)
    with county.Session(engine) as session, session.begin():
        regions.load_county(session, COUNTY, regions.read_file(regions.county_file(COUNTY)))
        accounts.create(session, "Demo-Pass-2026", date(2026, 11, 23))
    engine.dispose()
    with pytest.raises(CannotSetUpError, match="演示账号"):
        county.begin(empty, COUNTY, None, ("zongguan", "苟永强"))


def test_a_username_of_another_county_is_not_taken_over(empty, small):
    county.begin(empty, COUNTY, None, ADMIN)
    with pytest.raises(CannotSetUpError, match="已被别人使用"):
        county.begin(empty, "622926", small, ADMIN)
    assert rows(empty, "select code from region where code = '622926'") == []


def test_the_command_prints_it(empty, monkeypatch, capsys):
    @contextmanager
    def database(_):
        yield empty

    monkeypatch.setattr(installation, "database", database)
    assert cli.main(["init", "--county", COUNTY, "--admin", "guanli"]) == 1
    assert "一起给出" in capsys.readouterr().err
    assert cli.main(["init", "--county", COUNTY, "--admin", "guanli", "--name", "冉立新"]) == 0
    assert "初始密码" in capsys.readouterr().out
