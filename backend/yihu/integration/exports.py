"""How the messages to systems are taken away."""

from yihu.exchange.columns import Labels, Row, Told
from yihu.exchange.export import export
from yihu.integration import endpoints

STATES = {"waiting": "等待", "delivered": "已送达", "dead": "失败"}


def _state(row: Row, _labels: Labels) -> str:
    return "已停用，暂不推送" if row["state"] == "waiting" and row["due_at"] is None else STATES[row["state"]]


export(
    "webhook-messages", "推送记录", endpoints.MESSAGES,
    columns={
        "产生": "created_at", "变更": "changes", "状态": Told(_state), "次数": "tries", "最近一次": "last_at",
        "回答": "last_status", "没有送达的原因": "last_error", "下一次": "due_at",
    },
)  # fmt: skip
