"""How far somebody has been told of changes: a place in the order of facts, and the token that stands for it outside."""

import base64
import json
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from yihu.kernel import clock
from yihu.kernel.problems import Problem

LIFE = timedelta(days=30)
KEPT = LIFE + timedelta(days=5)
"""Facts outlive the tokens that point at them by more than the longest transaction."""


class SyncTokenInvalid(Problem):
    """Send the token as it was given, whole."""

    status = 400
    title = "同步令牌无效"


class SyncTokenExpired(Problem):
    """Older than 30 days, or from before the database was put back. Read the lists whole, then follow anew."""

    status = 410
    title = "同步令牌已过期，请重新全量读取后再接着同步"


@dataclass(frozen=True)
class Position:
    """Everything up to here has been told."""

    xid: int
    seq: int


HORIZON = text(
    "select cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint) as xmin,"
    " cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint) as xmax"
)
"""Below `xmin` nothing more can appear; `xmax` is the next transaction's."""


def token(position: Position) -> str:
    made = json.dumps([position.xid, position.seq, int(clock.now().timestamp())])
    return base64.urlsafe_b64encode(made.encode()).decode().rstrip("=")


def opened(found: str) -> Position:
    """Where a token points to. Errors: SyncTokenInvalid, SyncTokenExpired."""
    try:
        xid, seq, made = json.loads(base64.urlsafe_b64decode(found + "=" * (-len(found) % 4)))
        age = clock.now().timestamp() - int(made)
        position = Position(int(xid), int(seq))
    except (ValueError, TypeError, OverflowError):
        raise SyncTokenInvalid from None
    if not (0 <= position.xid < 2**63 and 0 <= position.seq < 2**63):
        raise SyncTokenInvalid
    if age > LIFE.total_seconds():
        raise SyncTokenExpired
    return position
