"""ID numbers (GB 11643-1999) and disability card numbers, which begin with one.

A disability card is the 18-digit number, the class (1-7) and the grade (1-4): 20 digits; cards issued again carry two
more, a letter-free reissue count. All three lengths occur in the national export.
"""

import re
from datetime import date, datetime
from functools import lru_cache
from operator import mul
from typing import NamedTuple

from yihu.kernel.clock import LOCAL

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
OLDEST = date(1900, 1, 1)
STARTED = datetime.now(LOCAL).date()
"""Whoever was born before this process began needs no look at the clock."""
CHECK = "10X98765432"
SHAPE = re.compile(r"[1-9]\d{16}[\dX](?:[1-7][1-4](?:[0-9B]\d)?)?", re.ASCII)
FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘx", "0123456789XXX")


class IdNumberError(ValueError):
    """Why a number is refused: `code` for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class IdNumber(NamedTuple):
    number: str
    """The 18 digits."""
    sex: str
    """GB/T 2261.1: 1 male, 2 female."""
    born_on: date
    disability_class: str | None
    disability_grade: int | None

    @property
    def masked(self) -> str:
        return mask(self.number)


def mask(number: str) -> str:
    """First four and last four of 18: tells neighbours apart, not enough to misuse."""
    return f"{number[:4]}**********{number[14:]}"


@lru_cache(maxsize=50_000)
def _day(digits: str) -> date:
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


@lru_cache(maxsize=100_000)
def _weighed(digits: str, at: int) -> int:
    return sum(map(mul, WEIGHTS[at:], map(int, digits)))


def check_digit(first17: str) -> str:
    """In the parts of which there are few different ones in a county: place, day of birth, number of the day."""
    return CHECK[(_weighed(first17[:6], 0) + _weighed(first17[6:14], 6) + _weighed(first17[14:], 14)) % 11]


def _shaped(number: str) -> str:
    if len(number) == 15 and number.isdigit():
        raise IdNumberError("id_number_15_digits", "15 位旧身份证号已停用，请填写 18 位号码")
    if len(number) not in (18, 20, 22):
        raise IdNumberError("id_number_length", f"证件号码应为 18 位（残疾证 20 或 22 位），现在是 {len(number)} 位")
    if SHAPE.fullmatch(number) is None:
        raise IdNumberError("id_number_characters", "证件号码含有不该出现的字符")
    return number


def parse(text: str) -> IdNumber:
    """Read an ID or disability card number; raises `IdNumberError` with a Chinese message."""
    number = text if SHAPE.fullmatch(text) else _shaped("".join(text.split()).translate(FULL_WIDTH))
    first = number[:18]
    try:
        born_on = _day(first[6:14])
    except ValueError:
        raise IdNumberError("id_number_birth_date", "证件号码中的出生日期不存在") from None
    if born_on < OLDEST or (born_on > STARTED and born_on > datetime.now(LOCAL).date()):
        raise IdNumberError("id_number_birth_date", "证件号码中的出生日期不合理")
    if check_digit(first[:17]) != first[17]:
        raise IdNumberError("id_number_checksum", "证件号码校验位不正确，请核对是否输错")
    sex = "1" if int(first[16]) % 2 else "2"
    card = number[18:]
    return IdNumber(first, sex, born_on, card[0] if card else None, int(card[1]) if card else None)


PHONE = re.compile(r"(?:\+?86)?(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})", re.ASCII)


def parse_phone(text: str) -> str:
    """Digits of a mobile or land-line number; raises ValueError."""
    match = PHONE.fullmatch(text) or PHONE.fullmatch("".join(text.split()).translate(FULL_WIDTH))
    if match is None:
        raise ValueError("电话号码应为 11 位手机号，或带区号的座机号")
    return match[1]


CARD = re.compile(r"\d{12,19}", re.ASCII)


def parse_bank_card(text: str) -> str:
    number = "".join(text.split()).translate(FULL_WIDTH)
    if CARD.fullmatch(number) is None:
        raise ValueError("银行卡号应为 12 到 19 位数字")
    return number
