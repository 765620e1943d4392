"""How the outcome of an operation is taken away, row by row."""

from yihu.exchange.columns import Word
from yihu.exchange.export import export
from yihu.operations import queries
from yihu.operations.models import RowState

STATES: dict[str, str] = {
    RowState.CHOSEN: "未处理", RowState.FORESEEN: "未处理", RowState.REFUSED: "不能办理", RowState.SUCCEEDED: "成功",
    RowState.FAILED: "失败", RowState.REVERSED: "已撤回", RowState.KEPT: "没有撤回",
}  # fmt: skip

export(
    "operation-rows", "批量办理逐条结果", queries.ROWS,
    columns={
        "序号": "row_no", "对象": "label", "村": "region_name", "结果": Word("state", STATES), "原因代码": "code", "原因": "message",
    },
)  # fmt: skip
