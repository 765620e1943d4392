"""The address behind a village's QR code, and the code on a receipt: both unguessable, neither stored.

A door is the village's code and a keyed hash of it, so that knowing one village's door tells nothing of the next. A receipt
is a keyed hash of the id that the villager's page has made: an answer lost on the way is given again, the same.
"""

import hmac

from yihu.cases.problems import DoorUnknown
from yihu.kernel.crypto import blind_index

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Nothing that is mistaken for something else on paper."""
LENGTH = 10
"""31 to the tenth: eight hundred million million."""
VILLAGE_DIGITS = 12


def _word(what: str) -> str:
    number = int.from_bytes(blind_index(what), "big")
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def door_of(village_code: str) -> str:
    return f"{village_code}-{_word(f'village-door:{village_code}')}"


def village_of(door: str) -> str:
    """The village's code; DoorUnknown for whatever was not made here."""
    code, _, word = door.partition("-")
    if len(code) != VILLAGE_DIGITS or not code.isascii() or not code.isdigit():
        raise DoorUnknown
    if not hmac.compare_digest(word.encode(), _word(f"village-door:{code}").encode()):
        raise DoorUnknown
    return code


def receipt_of(declaration_id: object) -> str:
    """Ten letters and digits, told as XXXXX-XXXXX."""
    word = _word(f"receipt:{declaration_id}").upper()
    return f"{word[:5]}-{word[5:]}"


def receipt_hash(receipt: str) -> bytes:
    """However it was written down: small letters, blanks, with or without the dash."""
    return blind_index(f"receipt-hash:{''.join(c for c in receipt.upper() if c.isalnum())}")
