"""Columns and cells that many lists have in common. Read by the reading process: imports nothing but how cells are read."""

from collections.abc import Mapping
from typing import Any

from yihu.exchange import cells, sealed
from yihu.exchange.cells import CellError, needed, remembered
from yihu.exchange.form import Book, Column, Part, Read

HOUSEHOLD_NO = Column("household_no", "户编号", ("户号", "家庭编号"), help="与证件号码至少填一项", example="5119210001")
ID_NUMBER = Column(
    "id_number",
    "证件号码",
    ("身份证号", "身份证号码", "公民身份号码"),
    help="18 位，设为文本格式；与户编号至少填一项",
)
BANK = Column("bank", "承贷银行", ("银行", "贷款银行", "经办银行", "放款银行"), required=True, example="农村商业银行")
CONTRACT_NO = Column(
    "contract_no", "合同号", ("合同编号", "借款合同号", "借据号", "借款合同编号"), required=True, example="NS20230001"
)
TOWNSHIP = Column("township", "乡镇", ("所属乡镇", "乡镇名称"), help="村名在县里唯一的可以不填", example="杨柏镇")


def _person(_: Book) -> Read:
    """Only what finds the person and tells him apart is kept: blind index and masked number."""
    read = sealed.id_number("member.id_number")

    def index(cell: Any) -> str:
        return "\t".join(read(cell).split("\t")[1:3])

    return index


def plain(column: str, kind: str, read: Read, into: str | None = None) -> Part:
    """One cell to one staging column of this SQL type."""
    return Part((column,), {into or column: kind}, lambda _: read)


def code(column: str, code_list: str, into: str | None = None, *, required: bool = False) -> Part:
    """A code by what the list calls it."""

    def reader(book: Book) -> Read:
        read = cells.listed(book.lists[code_list])
        return needed(read) if required else read

    return Part((column,), {into or column: "text"}, reader)


def codes(column: str, code_list: str) -> Part:
    """Several codes of one cell."""
    return Part((column,), {column: "text[]"}, lambda book: cells.several(book.lists[code_list]))


def named(column: str, *, required: bool = False, into: str | None = None) -> Part:
    """A person's name."""
    read = needed(cells.name) if required else cells.name
    return plain(column, "text", lambda cell: read(cell).split("\t", 1)[0], into)


def id_number(column: str = "id_number") -> Part:
    return Part((column,), {"id_hash": "bytea", "id_masked": "text"}, _person)


def bank(column: str = "bank") -> Part:
    """A bank by its label or an alias, or by the one kind of bank whose name is part of the full name (通江农商银行)."""

    def reader(book: Book) -> Read:
        return needed(remembered(lambda cell: _bank_code(book.lists["bank"], cells.folded(cell))))

    return Part((column,), {"bank_code": "text"}, reader)


def _bank_code(spellings: Mapping[str, str], written: str) -> str:
    if not written:
        return cells.NULL
    known = spellings.get(written)
    if known:
        return known
    inside = {code for spelled, code in spellings.items() if len(spelled) > 1 and spelled in written}
    if len(inside) != 1:
        raise CellError("code_unknown", f"不认识的银行“{written[:20]}”")
    return inside.pop()


WHOSE = (plain("household_no", "text", cells.number()), id_number())
"""What the columns HOUSEHOLD_NO and ID_NUMBER hold."""
