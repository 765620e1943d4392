"""How the lists of what phones have sent are taken away."""

from yihu.exchange.columns import Told, Word, Yes
from yihu.exchange.export import export
from yihu.field import queries

STATUSES = {
    "applied": "已登记", "merged": "已合并", "conflict": "有冲突", "quarantined": "待补录", "resolved": "已解决", "abandoned": "已放弃",
}  # fmt: skip
HOW = {"apply": "补录", "keep_theirs": "采用现有", "abandon": "放弃"}

export(
    "field-commands", "手机补录", queries.command_list,
    columns={
        "内容": "title", "户主": "head_name", "登记人区域": "region_name", "登记人": "user_name", "登记时间": "made_at",
        "收到时间": "received_at",
        "没有登记上的原因": Told(lambda row, _: row["problem"] and (row["problem"].get("detail") or row["problem"].get("title"))),
        "状态": Word("status", STATUSES), "处理人": "settled_by_name", "处理": Word("settled_how", HOW), "处理时间": "settled_at",
    },
)  # fmt: skip
export(
    "field-devices", "手机", queries.DEVICES,
    columns={
        "使用人": "user_name", "区域": "region_name", "手机": "label", "待上传": "pending", "需处理": "failed",
        "最早一条": "oldest_pending_at", "上次同步": "last_synced_at", "太久没有上传": Yes("stale"),
    },
)  # fmt: skip
