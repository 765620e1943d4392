"""The written loan notice (到期书面通知书) as paper: what it says, as PDF and as Word. Both are laid out from one wording."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from yihu.kernel import documents
from yihu.loans import letter_docx
from yihu.loans.models import Rung

TITLES = {Rung.REMINDER: "到期提醒书", Rung.WRITTEN: "到期书面通知书", Rung.OVERDUE: "逾期通知书"}


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One notice to one household: amounts in yuan to the fen, days_left negative when overdue.

    No identity number, no phone of the household, no health: only what the household must know to repay.
    """

    rung: Rung
    number: str | None
    """As registered, for example 通杨贷通〔2026〕12号."""
    issuing_unit: str
    issued_on: date
    county_name: str
    township_name: str
    village_name: str
    group_name: str | None
    head_name: str
    borrower_name: str
    bank_name: str
    contract_no: str
    principal: Decimal
    balance: Decimal
    lent_on: date
    due_on: date
    days_left: int
    contact_name: str | None = None
    contact_phone: str | None = None
    programme_name: str = "脱贫人口小额信贷"


def render_pdf(letters: Sequence[Letter]) -> bytes:
    """One A4 page a letter, in the given order. ValueError without letters."""
    sheets = [wording(letter) for letter in letters]
    return documents.sheets_pdf("loans/letter.typ", sheets[0]["title"] if sheets else "", sheets)


def render_docx(letters: Sequence[Letter]) -> bytes:
    """One page a letter, in the given order, for an office that edits before it prints. ValueError without letters."""
    if not letters:
        raise ValueError("nothing to print")
    return documents.word(letter_docx.template(), {"sheets": [wording(letter) for letter in letters]})


def wording(letter: Letter) -> dict[str, Any]:
    """Every text of the letter, ready for layout: `paragraphs` are runs of text, `strong` ones stand out."""
    place = f"{letter.village_name}{letter.group_name or ''}"
    householder = "" if letter.borrower_name == letter.head_name else f"（户主：{letter.head_name}）"
    return {
        "title": f"{letter.programme_name}{TITLES[letter.rung]}",
        "number": letter.number or "",
        "issuing_unit": letter.issuing_unit,
        "issued_on": documents.long_date(letter.issued_on),
        "addressee": f"{place}{letter.borrower_name}{householder}：",
        "paragraphs": [_matter(letter), *([{"text": text, "strong": False}] for text in _requests(letter))],
        "receipt": _receipt(letter, place),
    }


def _matter(letter: Letter) -> list[dict[str, Any]]:
    lent_on, due_on = documents.long_date(letter.lent_on), documents.long_date(letter.due_on)
    loan = f"您好！您于{lent_on}在{letter.bank_name}办理的{letter.programme_name}（合同编号：{letter.contract_no}），"
    owed = f"余额{documents.yuan_figures(letter.balance)}（{documents.yuan_capitals(letter.balance)}）"
    if letter.days_left > 0:
        due = f"{due_on}到期", f"，距到期还有{letter.days_left}天。"
    elif letter.days_left == 0:
        due = f"{due_on}到期", "，即今天到期。"
    else:
        due = f"已于{due_on}到期", f"，逾期{-letter.days_left}天。"
    return [
        {"text": f"{loan}本金{documents.yuan_figures(letter.principal)}，目前", "strong": False},
        {"text": f"{owed}，{due[0]}", "strong": True},
        {"text": due[1], "strong": False},
    ]


def _requests(letter: Letter) -> list[str]:
    if letter.days_left >= 0:
        repay, renew = "请在到期日前", "如需续贷或展期，请于到期前向经办银行咨询。"
    else:
        repay, renew = "请尽快", "能否续贷或展期，请向经办银行咨询。"
    contact = "，".join(
        text
        for text in (
            letter.contact_name and f"联系人：{letter.contact_name}",
            letter.contact_phone and f"电话：{letter.contact_phone}",
        )
        if text
    )
    return [
        f"{repay}到{letter.bank_name}还清本金和利息，利息以银行核算为准。请勿把还款交给个人或转入个人账户。",
        f"{renew}还款有困难的，请尽早告诉村委会或我们，一起想办法。",
        f"{contact or '如有疑问，请到经办银行或本单位询问'}。",
    ]


def _receipt(letter: Letter, place: str) -> dict[str, Any]:
    return {
        "cut": "沿此线裁下，回执由送达单位存档",
        "title": "送达回执",
        "rows": [
            ["通知书编号", letter.number or "", "户　　主", letter.head_name],
            ["住　　址", f"{letter.county_name}{letter.township_name}{place}"],
            ["签收人签名", "", "与户主关系", ""],
            ["送达日期", "　　　　年　　月　　日", "送达人签名", ""],
            ["送达情况", "□本人签收　□家属代收　□拒绝签收　代收或拒签原因："],
        ],
    }
