from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.kernel.schemas import Input
from yihu.operations.operation import each, operation
from yihu.pairings import queries, service
from yihu.pairings.problems import PairingNotFound
from yihu.pairings.schemas import PairingEnd


class EndPairings(Input):
    """`valid_to`: the first day they no longer hold; `end_reason` of the code list `pairing_end`."""

    valid_to: date
    end_reason: Annotated[str, Field(max_length=40)]
    end_note: Annotated[str | None, Field(max_length=200)] = None


@operation(
    "pairings.end", "结束结对", Permission.PAIRINGS_WRITE, queries.PAIRINGS,
    lambda row: f"{row['head_name'] or row['region_name'] or ''} {row['helper_name']}", EndPairings,
)  # fmt: skip
@each
def act(session: Session, user: Caller, pairing_id: UUID, form: EndPairings) -> None:
    row = session.scalar(queries.one(user, pairing_id).with_for_update())
    if row is None:
        raise PairingNotFound
    service.end(session, user, pairing_id, PairingEnd(**form.model_dump()), row.version)
