from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from yihu.accounts.access import Caller
from yihu.accounts.permissions import Permission
from yihu.operations.operation import Outcome, operation, outcomes
from yihu.pairings import ending, queries
from yihu.pairings.schemas import PairingEnd


class EndPairings(PairingEnd):
    """`valid_to`: the first day they no longer hold; `end_reason` of the code list `pairing_end`."""


@operation(
    "pairings.end", "结束结对", Permission.PAIRINGS_WRITE, queries.PAIRINGS,
    lambda row: f"{row['head_name'] or row['region_name'] or ''} {row['helper_name']}", EndPairings,
)  # fmt: skip
def act(session: Session, user: Caller, ids: Sequence[UUID], form: EndPairings) -> dict[UUID, Outcome]:
    return outcomes(ids, ending.end(session, user, ids, form))
