"""Cells that hold what only ciphertext may leave the reading process: ID numbers and phone numbers."""

import re
from typing import Any

from yihu.exchange.cells import EXACT, NULL, CellError, folded, plain
from yihu.exchange.form import Read
from yihu.households import identity
from yihu.kernel.crypto import blind_index, masked, seal


def _bytes(value: bytes) -> str:
    return r"\\x" + value.hex()


LOST = re.compile(r"\d(\.\d+)?[Ee]\+?\d+")


def id_number(place: str) -> Read:
    """Sealed number, blind index, masked number, sex, birth date, disability class and grade; sealed for `place`."""
    nothing = "\t".join([NULL] * 7)

    def read(cell: Any) -> str:
        if not isinstance(cell, str):
            if cell in (None, ""):
                return nothing
            if isinstance(cell, float) and cell >= EXACT:
                raise CellError(
                    "id_number_lost_precision", "证件号码被存成了数字，末几位已丢失，请设为文本格式后重新填写"
                )
        written = plain(cell)
        if not written:
            return nothing
        try:
            found = identity.parse(written)
        except identity.IdNumberError as error:
            if LOST.fullmatch(written):
                raise CellError(
                    "id_number_lost_precision", "证件号码被写成了科学计数，末几位已丢失，请重新填写完整号码"
                ) from None
            raise CellError(error.code, str(error)) from None
        card = (found.disability_class, str(found.disability_grade)) if found.disability_class else (NULL, NULL)
        sealed, index = _bytes(seal(found.number, place)), _bytes(blind_index(found.number))
        return "\t".join((sealed, index, found.masked, found.sex, found.born_on.isoformat(), *card))

    return read


def phone(place: str) -> Read:
    """Sealed number, blind index, masked number."""
    nothing = f"{NULL}\t{NULL}\t{NULL}"

    def read(cell: Any) -> str:
        found = folded(cell)
        if not found:
            return nothing
        try:
            found = identity.parse_phone(found)
        except ValueError as error:
            raise CellError("phone_malformed", str(error)) from None
        return "\t".join((_bytes(seal(found, place)), _bytes(blind_index(found)), masked(found, 3, 4)))

    return read
