from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.exchange.models import ImportChange
from yihu.field.command import Clash, Done, Sent, command
from yihu.households import service
from yihu.households.changes import locked
from yihu.households.models import Household
from yihu.households.schemas import HouseholdUpdate, Phone
from yihu.kernel.audit import AuditEntry
from yihu.kernel.crypto import masked
from yihu.kernel.schemas import Input

SEEN = {"phone": "phone_masked", "address": "address"}
"""What a phone shows of each field."""
STORED = {"phone": "phone_hash", "address": "address"}
"""What tells two values apart in a row's image, which holds sealed ones only."""


class Contact(Input):
    """At least one of both; null clears it."""

    phone: Phone | None = None
    address: Annotated[str | None, Field(max_length=200)] = None

    @model_validator(mode="after")
    def _something(self) -> "Contact":
        if not self.model_fields_set:
            raise ValueError("没有要更正的内容")
        return self


def _mask(phone: Any) -> Any:
    return masked(phone, 3, 4) if isinstance(phone, str) else None


@command(
    "household_contact", Contact, needs=Permission.CONTACTS_CORRECT, title="更正联系方式", masks={"phone": _mask}
)  # fmt: skip
def correct_contact(session: Session, user: Caller, sent: Sent) -> Done:
    row = locked(session, user, sent.subject)
    before = row.version
    mine = {name: getattr(sent.form, name) for name in sorted(sent.form.model_fields_set)}
    differing = {name: value for name, value in mine.items() if getattr(row, name) != value}
    touched = changed_since(session, row, sent, differing)
    if touched:
        raise Clash({name: _three(row, sent, name, differing[name]) for name in sorted(touched)}, before)
    version = before
    if differing:
        version = service.change(session, user, row.id, HouseholdUpdate(**differing), before).version
    return Done("household", row.id, version, row.id, merged=before != sent.base_version)


def _three(row: Household, sent: Sent, name: str, mine: Any) -> dict[str, Any]:
    theirs = getattr(row, SEEN[name])
    return {"base": sent.base.get(SEEN[name]), "mine": _mask(mine) if name == "phone" else mine, "theirs": theirs}


def changed_since(session: Session, row: Household, sent: Sent, names: Iterable[str]) -> set[str]:
    """Which fields somebody may have changed since the person looked.

    Masks hide a change (138****1234 was another number), so the record of changes decides, version by version. A version
    that no record explains may have changed anything.
    """
    wanted = set(names)
    other = {name for name in wanted if SEEN[name] in sent.base and sent.base[SEEN[name]] != getattr(row, SEEN[name])}
    if not wanted or sent.base_version == row.version:
        return other
    if sent.base_version is None or sent.base_version > row.version:
        return wanted
    recorded = _recorded(session, row, sent.base_version)
    told = {name for changes in recorded.values() for name in changes}
    silent = set(range(sent.base_version + 1, row.version + 1)) - recorded.keys()
    return other | (wanted & (told | (_imported(session, row, silent) if silent else set())))


def _recorded(session: Session, row: Household, base_version: int) -> dict[int, list[str]]:
    """Version -> fields of the household that the change record names."""
    a = AuditEntry
    version = a.details["version"].as_integer()
    mine = (a.county == row.county, a.subject_id == row.id, a.subject_kind == "household", version > base_version)
    return {
        at: list(changes or {}) for at, changes in session.execute(select(version, a.details["changes"]).where(*mine))
    }


def _imported(session: Session, row: Household, versions: set[int]) -> set[str]:
    """Fields that imports changed at these versions; all of them where a version is not an import's either."""
    c = ImportChange
    mine = (c.county == row.county, c.table_name == "household", c.row_id == row.id, c.version_after.in_(versions))
    images = {
        found.version_after: found.before for found in session.execute(select(c.version_after, c.before).where(*mine))
    }
    if images.keys() != versions:
        return set(STORED)
    now = {name: _as_stored(getattr(row, column)) for name, column in STORED.items()}
    return {name for name, column in STORED.items() if any((b or {}).get(column) != now[name] for b in images.values())}


def _as_stored(value: Any) -> Any:
    """As PostgreSQL writes it into JSON."""
    return f"\\x{value.hex()}" if isinstance(value, bytes) else value
