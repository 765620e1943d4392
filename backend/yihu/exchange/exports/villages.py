from yihu.exchange.columns import Code, Number
from yihu.exchange.export import export
from yihu.exchange.export_columns import VILLAGE, share
from yihu.villages import queries

export(
    "village-plans", "村规划", queries.VILLAGE_PLANS,
    columns={
        "规划": "title", **VILLAGE, "起始年": "first_year", "截止年": "last_year", "村民会议通过": "adopted_on",
        "目标": "goal_count", "项目": "project_count",
    },
)  # fmt: skip
export(
    "village-projects", "村项目", queries.PROJECTS,
    columns={
        "项目": "name", "地方": "region_name", "类别": Code("category", "measure_category"),
        "资金来源": Code("fund_source", "fund_source"), "资金科目或文号": "fund_line", "金额": Number("amount"), "开工": "starts_on",
        "完成时限": "due_on", "负责人": "owner_name", "进度": share("progress"), "完成": "finished_on",
    },
)  # fmt: skip
