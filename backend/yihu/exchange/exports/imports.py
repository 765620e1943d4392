from yihu.exchange import queries
from yihu.exchange.columns import Told, Word
from yihu.exchange.export import export

ACTIONS = {"new": "新增", "changed": "变更", "unchanged": "未变", "rejected": "拒收"}

export(
    "import-rows", "导入逐行结果", queries.ROWS,
    columns={
        "行号": "row_no", "对象": "label", "结果": Word("action", ACTIONS),
        "变更": Told(lambda row, _: "；".join(
            f"{one['title']}：{one['old'] or '空'} → {one['new'] or '空'}" for one in row["changes"]
        )),
        "拒收原因": Told(lambda row, _: "；".join(
            "：".join(filter(None, (one["column"], one["message"]))) for one in row["errors"]
        )),
    },
)  # fmt: skip
