"""How the messages to systems are taken away."""

from yihu.exchange.columns import Word
from yihu.exchange.export import export
from yihu.integration import endpoints

STATES = {"waiting": "等待", "delivered": "已送达", "dead": "失败"}

export(
    "webhook-messages", "推送记录", endpoints.MESSAGES,
    columns={
        "产生": "created_at", "变更": "changes", "状态": Word("state", STATES), "次数": "tries", "最近一次": "last_at",
        "回答": "last_status", "没有送达的原因": "last_error", "下一次": "due_at",
    },
)  # fmt: skip
