from yihu.exchange.columns import Number, Word, Yes
from yihu.exchange.export import export
from yihu.exchange.export_columns import HOME, HOUSEHOLD_CLASS
from yihu.incomes import queries

STANDINGS = {"below": "低于线", "near": "接近线", "above": "高于线", "unknown": "没有收入数据", "no_line": "没有设置线"}
CHANGES = {"entering": "将低于线", "leaving": "将不低于线"}

export(
    "incomes", "收入核算", *queries.LISTINGS.values(),
    columns={
        **HOME, "户类别": HOUSEHOLD_CLASS, "人口": "member_count", "人均纯收入": Number("per_head"),
        "上一期": Number("per_head_before"), "下降（%）": "drop_percent", "现行线": Number("line"),
        "情况": Word("standing", STANDINGS), "下滑": Yes("falling"), "换线以后": Word("change", CHANGES),
    },
)  # fmt: skip
