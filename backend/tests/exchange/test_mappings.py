"""Headings nobody knows: assigned by hand, kept for the source, offered again."""

import json

import pytest
from sqlalchemy import select

from tests.exchange.make import checked, row, rows_of, send, workbook
from yihu.exchange.models import ImportMapping
from yihu.kernel.audit import AuditEntry

FOREIGN = {
    "乡镇": "所属乡",
    "行政村": "所属村",
    "户编号": "编码",
    "姓名": "名字",
    "与户主关系": "关系代码",
    "证件号码": "号",
}


@pytest.fixture
def foreign(tmp_path):
    """A list under headings of which no one is ours, one column of no use, and a line above them."""
    mine = {FOREIGN[title]: cell for title, cell in row().items() if title in FOREIGN}
    return workbook(tmp_path, [mine | {"内部流水": "0001"}])


def columns_of(browser) -> dict:
    (found,) = [p for p in browser.get("/import-profiles").json()["items"] if p["profile"] == "households"]
    return {column["title"]: column["field"] for column in found["columns"]}


@pytest.fixture
def meant(client):
    fields = columns_of(client("xianji"))
    return {heading: fields[title] for title, heading in FOREIGN.items()}


def test_a_foreign_list_is_assigned_by_hand_and_kept(client, run_jobs, foreign, meant, session):
    browser = client("xianji")
    told = checked(browser, run_jobs, foreign)
    assert told["state"] == "failed"
    assert set(told["ignored_columns"]) == {*FOREIGN.values(), "内部流水"}, "what stands there, to be assigned"

    answer = browser.post(f"/imports/{told['id']}:assign-columns", json={"columns": meant})
    assert (answer.status_code, answer.json()["state"]) == (202, "validating"), answer.text
    run_jobs()
    told = browser.get(f"/imports/{told['id']}").json()
    assert (told["state"], told["counts"]["new"], told["ignored_columns"]) == ("ready", 1, ["内部流水"])
    assert told["columns"] == meant
    (shown,) = rows_of(browser, told["id"], "new")
    assert shown["label"] == "5119210001 张三"

    form = {"profile": "households", "name": "县民政系统", "columns": meant | {"内部流水": None}}
    kept = browser.post("/import-mappings", json=form).json()
    assert browser.post("/import-mappings", json=form).json()["code"] == "mapping_name_taken"
    (offered,) = browser.get("/import-mappings", params={"profile": "households"}).json()["items"]
    assert (offered["name"], offered["columns"]) == ("县民政系统", form["columns"])

    named = {"profile": "households", "file_name": "下月.xlsx", "size": len(foreign), "mapping_id": kept["id"]}
    made = browser.post("/imports", json=named).json()
    browser.put(f"/imports/{made['id']}/data", content=foreign)
    run_jobs()
    told = browser.get(f"/imports/{made['id']}").json()
    assert (told["state"], told["mapping"], told["counts"]["new"]) == ("ready", "县民政系统", 1)

    changed = browser.patch(
        f"/import-mappings/{kept['id']}",
        json={"name": "民政", "columns": {"名字": "name"}},
        headers={"If-Match": '"1"'},
    )
    assert (changed.status_code, changed.json()["version"], changed.json()["columns"]) == (200, 2, {"名字": "name"})
    assert browser.delete(f"/import-mappings/{kept['id']}", headers={"If-Match": '"1"'}).status_code == 412
    assert browser.delete(f"/import-mappings/{kept['id']}", headers={"If-Match": '"2"'}).status_code == 204
    assert browser.get("/import-mappings").json()["items"] == []
    assert browser.get(f"/imports/{made['id']}").json()["columns"] == form["columns"], "the list keeps its own"
    traces = session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("import_mapping")))
    assert list(traces) == ["import_mapping.added", "import_mapping.changed", "import_mapping.dropped"]


def test_the_hand_goes_before_our_own_spellings(client, run_jobs, tmp_path):
    """姓名 stands over something else: it is left out, or given to another column."""
    browser = client("xianji")
    data = workbook(tmp_path, [row(姓名="别名", 真名="李四")])
    told = checked(browser, run_jobs, data)
    assert told["ignored_columns"] == ["真名"]
    assert browser.post(f"/imports/{told['id']}:assign-columns", json={"columns": {"真名": "name"}}).status_code == 202
    run_jobs()
    (shown,) = rows_of(browser, told["id"], "new")
    assert shown["label"] == "5119210001 李四"
    told = browser.get(f"/imports/{told['id']}").json()
    assert told["ignored_columns"] == ["姓名"]
    browser.post(f"/imports/{told['id']}:assign-columns", json={"columns": {"姓名": None}})
    run_jobs()
    told = browser.get(f"/imports/{told['id']}").json()
    assert (told["state"], told["problem"]) == ("failed", "缺少必需的列：姓名")


def test_a_list_of_objects_knows_them_too(client, run_jobs, meant):
    browser = client("xianji")
    mine = {FOREIGN[title]: cell for title, cell in row().items() if title in FOREIGN}
    data = json.dumps(mine, ensure_ascii=False).encode()
    named = {"profile": "households", "file_name": "户.ndjson", "size": len(data), "columns": meant}
    made = browser.post("/imports", json=named).json()["id"]
    browser.put(f"/imports/{made}/data", content=data)
    run_jobs()
    told = browser.get(f"/imports/{made}").json()
    assert (told["state"], told["counts"]["new"]) == ("ready", 1), told["problem"]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"甲": "no_such_field"}, "field_unknown"),
        ({"甲": "name", "乙": "name"}, "field_twice"),
        ({"": "name"}, "string_too_short"),
        ({f"列{n}": None for n in range(101)}, "too_long"),
    ],
)
def test_what_cannot_be_meant_is_refused(client, columns, code):
    named = {"profile": "households", "file_name": "户.xlsx", "size": 1, "columns": columns}
    answer = client("xianji").post("/imports", json=named)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code), answer.text


def test_another_area_and_another_kind_see_none_of_it(client, session, foreign):
    kept = (
        client("xiangzhen")
        .post("/import-mappings", json={"profile": "households", "name": "乡镇表", "columns": {"名字": "name"}})
        .json()
    )
    other = client("linzhen")
    assert other.get("/import-mappings").json()["items"] == []
    named = {"profile": "households", "file_name": "户.xlsx", "size": 1, "mapping_id": kept["id"]}
    assert other.post("/imports", json=named).json()["code"] == "mapping_not_found"
    assert client("xianji").post("/imports", json=named | {"profile": "loans"}).json()["code"] == "mapping_not_found"
    made = send(client("xiangzhen"), foreign)
    assert other.post(f"/imports/{made}:assign-columns", json={"columns": {}}).status_code == 404
    assert session.scalars(select(ImportMapping.name)).all() == ["乡镇表"]
