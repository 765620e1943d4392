from yihu.accounts.permissions import Permission as P  # noqa: N817  stands in every line
from yihu.field.figure import Figure, subject
from yihu.field.schemas import Tone
from yihu.monitoring.models import Alert, AlertLevel, AlertState
from yihu.monitoring.queries import AMBER, OPEN, RED, VERIFIED_BY_HAND

BY_HAND = "handling=verify&handling=case"
LIST = "/office/alerts"

subject("预警核实", 15, {
    "alerts_unclaimed": Figure(
        "待认领的线索", f"{LIST}?state=open&{BY_HAND}", Tone.WARNING, P.ALERTS_READ, Alert,
        VERIFIED_BY_HAND & (Alert.state == AlertState.OPEN),
    ),
    "alerts_red": Figure("超期未办的预警", f"{LIST}?light=red", Tone.DANGER, P.ALERTS_READ, Alert, RED),
    "alerts_amber": Figure("快到期的预警", f"{LIST}?light=amber", Tone.WARNING, P.ALERTS_READ, Alert, AMBER),
    "alerts_at_county": Figure(
        "该县里办的线索", f"{LIST}?level=county&{BY_HAND}", Tone.DANGER, P.ALERTS_READ, Alert,
        VERIFIED_BY_HAND & OPEN & (Alert.level == AlertLevel.COUNTY), county_only=True,
    ),
    "alerts_to_close": Figure(
        "待复核销号", f"{LIST}?state=resolved", Tone.WARNING, P.ALERTS_CLOSE, Alert, Alert.state == AlertState.RESOLVED,
    ),
    "alerts_cured": Figure(
        "条件已消除、待办结", f"{LIST}?cured=true", Tone.NEUTRAL, P.ALERTS_WORK, Alert, OPEN & Alert.cured_on.is_not(None),
    ),
})  # fmt: skip
