"""Lists as NDJSON: what a program writes, read as exactly as a workbook and refused line by line."""

import io
import json

import pytest
from sqlalchemy import select

from tests.exchange import make
from tests.exchange.test_loans import bank, home  # noqa: F401  fixtures
from tests.households.make import id_number
from yihu.exchange import objects, sheets
from yihu.exchange.form import Column
from yihu.exchange.forms.loans import COLUMNS
from yihu.exchange.unreadable import FileUnreadable
from yihu.loans.models import Loan


def loan(number: str, **over) -> dict:
    said = {
        "户编号": "5119210001",
        "承贷银行": "通江农商银行",
        "contract_no": number,
        "principal": 50000,
        "余额": 49999.5,
    }
    return said | {"rate": 3.65, "放款日": "2023-12-15", "due_on": 20291215} | over


def lines(*said: dict | str) -> bytes:
    return "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in said).encode()


def test_a_program_sends_its_list_as_objects(bank, home, session, run_jobs):  # noqa: F811
    """Titles, aliases and field names; numbers as numbers; then hostile lines, each refused by its own reason."""
    good = [
        loan("N-1"),
        loan("N-2", extra={"from": ["core"]}),
        loan("N-3", 户编号=None, 借款人证件号码=id_number("1970-01-01", "1"), purpose="\u517b\u725b"),
    ]
    hostile = {
        "not JSON": '{"户编号": "5119210001", ',
        "an array": "[1, 2]",
        "a value": "5",
        "deep": '{"户编号": ' + "[" * 100_000,
        "huge": '{"户编号": "' + "1" * objects.LINE + '"}',
        "no number": '{"principal": NaN}',
        "half a letter": '{"户编号": "\\ud800"}',
    }
    cells = {
        "twice": json.dumps(loan("N-4"))[:-1] + ', "contract_no": "N-5"}',
        "by two names": json.dumps(loan("N-6", 合同编号="N-7")),
        "nested": json.dumps(loan("N-8", principal={"yuan": 5})),
        "listed": json.dumps(loan("N-9", principal=[5])),
        "endless": json.dumps(loan("N" * (objects.CELL + 1))),
        "yes": json.dumps(loan("N-10", principal=True)),
    }
    data = b"\xef\xbb\xbf" + lines(*good, "", *hostile.values(), *cells.values()) + b"\r\n"
    report = make.imported(bank, run_jobs, data, profile="loans", name="loans.ndjson")
    assert (report["state"], report["ignored_columns"]) == ("succeeded_with_errors", ["extra"])
    refused = {
        r["row_no"]: [(e["column"], e["code"]) for e in r["errors"]]
        for r in make.rows_of(bank, report["id"], "rejected")
    }
    whole = ["not_json", "not_an_object", "not_an_object", "nested", "line_too_long", "not_json", "not_text"]
    single = [
        ("合同号", "key_twice"), ("合同号", "key_twice"), ("贷款金额", "nested"), ("贷款金额", "nested"),
        ("合同号", "too_long"), ("贷款金额", "not_a_number"),
    ]  # fmt: skip
    assert [refused[5 + place] for place in range(len(whole))] == [[(None, code)] for code in whole]
    assert [refused[5 + len(whole) + place] for place in range(len(single))] == [[one] for one in single]
    made = session.scalars(select(Loan).order_by(Loan.contract_no)).all()
    assert [(m.contract_no, str(m.principal), str(m.balance), str(m.rate), str(m.due_on)) for m in made] == [
        (f"N-{n}", "50000.00", "49999.50", "3.650", "2029-12-15") for n in (1, 2, 3)
    ]
    assert made[2].purpose == "养牛"
    book = bank.get(f"/imports/{report['id']}/rejected.xlsx").content
    why = {line["原行号"]: line["拒绝原因"] for line in make.sheet(io.BytesIO(book))}
    assert (why[6], why[14][:5]) == ('应为一个 JSON 对象，如 {"户编号": "…"}', "贷款金额：")
    assert bank.post(f"/imports/{report['id']}:reverse").status_code == 202
    run_jobs()
    assert bank.get(f"/imports/{report['id']}").json()["state"] == "reversed"
    session.expire_all()
    assert session.scalars(select(Loan)).all() == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'[\n{"a": 1}]', "JSON 数组"),
        (json.dumps(loan("N-1"), indent=1).encode(), "没有读到"),
        (b'{"a": 1}\n{"b": 2}', "没有读到"),
        (lines({"户编号": "1", "principal": 5}), "缺少必需的列：承贷银行、合同号、贷款余额、放款日期、到期日期"),
        (lines(loan("N-1")) + b"\n" + "{'户编号'}".encode("gb18030"), "UTF-8 编码，第 2 行不是"),
    ],
)
def test_what_is_no_list_of_objects_is_refused(data, reason, tmp_path):
    (tmp_path / "source").write_bytes(data)
    with pytest.raises(FileUnreadable, match=reason):
        sheets.open_table(tmp_path / "source", COLUMNS)


@pytest.mark.parametrize("hands", [1, 2, 3])
def test_objects_say_the_same_in_pieces(tmp_path, monkeypatch, hands):
    monkeypatch.setattr(sheets, "TEXT", 100)
    monkeypatch.setattr(objects, "LOOK", 3)
    said = [{"行政村": "新桥河村", "name": f"张{n}"} for n in range(50)]
    (tmp_path / "source").write_bytes(lines(*said, "", said[0], said[1] | {"day": "2026-01-01"}))
    columns = [Column("village", "行政村", required=True), Column("name", "姓名"), Column("day", "日期")]
    table = sheets.open_table(tmp_path / "source", columns)
    shares = [list(table.rows(hand, hands)) for hand in range(hands)]
    rows = sorted(row for share in shares for row in share)
    assert rows == [*enumerate([list(one.values()) for one in said], 1), (52, list(said[0].values())), rows[-1]]
    assert all(shares)
    last = rows[-1][1]
    assert (rows[-1][0], last.faults[None].code) == (53, "key_too_late"), "nothing that is known is passed over"
