from yihu.exchange.columns import Word
from yihu.exchange.export import export
from yihu.jobs import queries

STATES = {
    "waiting": "排队中", "running": "进行中", "succeeded": "已完成", "succeeded_with_errors": "已完成，有未成功的",
    "failed": "失败", "cancelled": "已取消",
}  # fmt: skip

export(
    "jobs", "任务", queries.jobs,
    columns={
        "任务": "title", "内容": "about", "范围": "region_name", "状态": Word("state", STATES), "问题": "problem",
        "交办人": "asked_by_name", "交办时间": "created_at", "开始": "started_at", "结束": "finished_at",
    },
)  # fmt: skip
