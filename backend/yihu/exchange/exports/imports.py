from yihu.exchange import queries
from yihu.exchange.columns import Column, Told, Word, Yes
from yihu.exchange.export import export

ACTIONS = {"new": "新增", "changed": "变更", "unchanged": "未变", "rejected": "拒收"}
STATES = {
    "open": "待上传", "validating": "正在预检", "ready": "待确认", "running": "正在写入", "succeeded": "已完成",
    "succeeded_with_errors": "已完成，有拒收", "failed": "失败", "cancelled": "已取消", "reversing": "正在撤销", "reversed": "已撤销",
}  # fmt: skip
COUNTED = {"行数": "rows", "新增": "new", "变更": "changed", "未变": "unchanged", "拒收": "rejected"}


def _counted(name: str) -> Column:
    return Told(lambda row, _: (row["counts"] or {}).get(name))


export(
    "imports", "导入", queries.lists,
    columns={
        "文件": "file_name", "内容": "title", "来路": Yes("direct", "业务系统推送", "上传"), "状态": Word("state", STATES),
        **{title: _counted(name) for title, name in COUNTED.items()}, "经办人": "created_by", "时间": "created_at",
    },
)  # fmt: skip

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
