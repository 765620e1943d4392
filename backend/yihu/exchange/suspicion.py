"""A list that differs far too much from the files is more often the wrong list than the truth."""

from typing import Any

from sqlalchemy.orm import Session

from yihu.exchange.profile import Batch
from yihu.kernel import clock
from yihu.policy.parameters import Parameter, declare, value_of

REJECTED = declare("import.suspicious_rejected_percent", "导入：被拒绝的行超过百分之几时停下来核对", unit="%")
CHANGED = declare("import.suspicious_changed_percent", "导入：有变动的行超过已有行的百分之几时停下来核对", unit="%")


def of(session: Session, batch: Batch, counts: dict[str, int]) -> dict[str, Any]:
    """Reasons to stop, and which limits nobody has set."""
    known = counts["changed"] + counts["unchanged"]
    shares: tuple[tuple[Parameter, int, int, str], ...] = (
        (REJECTED, counts["rejected"], counts["rows"], "被拒绝"),
        (CHANGED, counts["changed"], known, "与现有资料不同"),
    )
    reasons, unset = [], []
    for parameter, part, whole, what in shares:
        limit = value_of(session, parameter, batch.region_code, clock.business_date())
        if limit is None:
            unset.append(parameter.title)
        elif whole and part * 100 > limit * whole:
            share = f"{part * 100 / whole:.1f}"
            reasons.append({"code": parameter.key, "message": f"{share}% 的行{what}（{part}/{whole}），超过 {limit}%"})
    return {"reasons": reasons, "unset": unset}
