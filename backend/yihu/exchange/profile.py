"""What an importer does with a list: the SQL that plans, applies and takes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.permissions import Permission
from yihu.exchange.form import Form


@dataclass(frozen=True)
class Batch:
    """The list being planned or applied."""

    county: str
    import_id: UUID
    region_code: str
    """Area of the importing user: rows outside are refused."""
    source: str
    """File name, kept as the source of what it changes."""

    @property
    def binds(self) -> dict[str, Any]:
        return {
            "county": self.county,
            "import_id": self.import_id,
            "lo": self.region_code,
            "hi": self.region_code + ":",
            "source": self.source,
            "stem": str(self.import_id)[:28],
        }


class Verb(Protocol):
    def __call__(self, session: Session, batch: Batch) -> dict[str, int]: ...


@dataclass(frozen=True)
class Profile:
    form: Form
    permission: Permission
    plan: Verb
    """Read `stage`, write `fault` and what each accepted row would do; returns counts of its own."""
    plan_tables: Mapping[str, str]
    """Of the tables that `plan` makes, those that `apply` reads, and the column each is indexed by."""
    looks_at: tuple[str, ...]
    """Tables of the county that `plan` reads: while they are as they were, it finds the same."""
    outcome: str
    """Query over the plan: row_no, region_code, label, action, target_id, data, changes, errors."""
    apply: Verb
    """Carry out what `plan` found; returns counts of its own."""
    reverse: Verb
    """Undo what was applied and not changed since."""
    rows: str = "1"
    """SQL: how many rows of the list a row of `outcome` speaks for."""

    @property
    def name(self) -> str:
        return self.form.name

    @property
    def title(self) -> str:
        return self.form.title
