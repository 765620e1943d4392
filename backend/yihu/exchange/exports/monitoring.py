from yihu.exchange.columns import Told, Word
from yihu.exchange.export import export
from yihu.exchange.export_columns import facts
from yihu.monitoring import queries
from yihu.monitoring.models import AlertLevel, AlertState
from yihu.monitoring.rule import Severity

SEVERITIES: dict[str, str] = {Severity.NOTICE: "提示", Severity.WARNING: "提醒", Severity.CRITICAL: "紧急"}
STATES: dict[str, str] = {
    AlertState.OPEN: "待认领", AlertState.CLAIMED: "办理中", AlertState.VERIFIED: "属实，待帮扶", AlertState.HELPING: "帮扶中",
    AlertState.RESOLVED: "待复核", AlertState.CLOSED: "已解除",
}  # fmt: skip
LEVELS: dict[str, str] = {AlertLevel.VILLAGE: "村", AlertLevel.TOWNSHIP: "乡镇", AlertLevel.COUNTY: "县"}
LIGHTS = {"green": "时限内", "amber": "快到期", "red": "已超期"}

export(
    "alerts", "预警清单", queries.ALERTS,
    columns={
        "预警": "title", "程度": Word("severity", SEVERITIES), "户主": "subject_label", "村": "region_name",
        "事实": Told(lambda row, _: facts(row["facts"])), "办到哪一步": Word("state", STATES),
        "该哪一级办": Word("level", LEVELS), "承办人": "assignee_name", "本步时限": "step_due_on",
        "时限状态": Word("light", LIGHTS), "产生": "raised_on", "解除": "closed_on", "解除原因": "closed_why", "依据": "clause",
    },
)  # fmt: skip
