from yihu.comparisons import queries
from yihu.exchange.columns import Code, Labels, Row, Told, Word, Yes
from yihu.exchange.export import export
from yihu.exchange.export_columns import HOME, facts

STANDINGS = {"match": "一致", "differs": "不一致", "only_theirs": "只有名单有", "only_ours": "只有我们有"}
FIGURES = {
    "name": ("姓名", None), "household_no": ("户编号", None), "household_class": ("户类别", "household_class"),
    "grade": ("房屋等级", "housing_grade"), "state": ("就学情况", "school_state"), "insured": ("参保", None),
    "disability_class": ("残疾类别", "disability_class"), "disability_grade": ("残疾等级", "disability_grade"),
}  # fmt: skip
"""What is compared: title, and the code list of its words."""
CODE_LISTS = tuple(name for _, name in FIGURES.values() if name)


def _word(name: str, value: object, labels: Labels) -> object:
    if isinstance(value, bool):
        return "是" if value else "否"
    code_list = FIGURES.get(name, (name, None))[1]
    return labels[code_list].get(str(value), value) if code_list else value


def _side(side: str) -> Told:
    def say(row: Row, labels: Labels) -> str:
        told = row[side] or {}
        return facts({FIGURES.get(name, (name,))[0]: _word(name, told[name], labels) for name in sorted(told)})

    return Told(say)


def _differing(row: Row, _: Labels) -> str:
    return "、".join(FIGURES.get(name, (name,))[0] for name in row["differing"])


export(
    "department-entries", "部门名单比对", queries.entries,
    columns={
        "名单": Code("item", "comparison_item"), "名单日期": "listed_on", "姓名": "name", "证件号码": "id_masked",
        "比对": Word("standing", STANDINGS), "不一致的": Told(_differing), **HOME, "名单上的地方": "place",
        "部门数据": _side("theirs"), "我们的数据": _side("ours"), "我们的日期": "ours_on",
        "答复": Code("answer", "comparison_answer"), "答复说明": "settlement", "答复人": "settled_by_name", "答复日期": "settled_on",
        "退回原因": "returned_why", "已有更新的名单": Yes("superseded"), "单位": "unit", "来源": "source",
    },
    code_lists=CODE_LISTS,
)  # fmt: skip
