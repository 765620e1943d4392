from yihu.exchange.columns import Code, Number, Word
from yihu.exchange.export import export
from yihu.exchange.export_columns import VILLAGE, share
from yihu.villages import assets, queries

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
export(
    "collective-assets", "村集体资产", assets.ASSETS,
    columns={
        **VILLAGE, "阶段": Word("stage", {"resource": "资源", "asset": "资产", "equity": "股权"}), "种类": Code("kind", "collective_asset_kind"), "名称": "name", "数量": Number("quantity"),
        "单位": "unit", "评估价值": Number("value"), "评估日期": "valued_on", "经营者": "operator", "用途": "purpose",
        "年收益": Number("yearly_income"), "股权构成": "shares", "依据": "source", "起始": "started_on", "终止": "ended_on",
        "由何转来": "came_from_name", "转为": "became_name",
    },
)  # fmt: skip
