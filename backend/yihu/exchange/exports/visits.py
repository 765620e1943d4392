from yihu.exchange.columns import Code, Number, Word
from yihu.exchange.export import export
from yihu.exchange.export_columns import HOME, HOUSEHOLD_CLASS, LAYER, counted
from yihu.visits import pair_counts, queries
from yihu.visits.compliance import MISSING
from yihu.visits.models import Visit

CONTACTS = {"home": "入户", "reception_point": "定点接待", "phone": "电话", "village": "到村"}
CADENCES = {"week": "每周", "month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年"}
STATES = {"open": "待处理", "acted": "待核实", "closed": "已办结"}
PASSED_ON = {"measure": "列入帮扶措施", "clue": "转监测线索"}

export(
    "visits", "走访记录", queries.VISITS, follows=Visit,
    columns={
        "日期": "visited_on", **HOME, "方式": Word("contact", CONTACTS), "事由": Code("purposes", "visit_purpose"),
        "走访人": "visitor_name", "层级": Code("visitor_level", LAYER), "见到": "person_met", "情况": "situation", "需求": "needs",
        "建议": "suggestions", "照片": counted("attachments"), "发现": counted("findings"), "专项行动": "campaign_name",
        "下次走访": "next_on", "登记人": "recorded_by_name", "登记时间": "created_at", "作废": "voided_on", "作废原因": "voided_why",
    },
)  # fmt: skip
export(
    "findings", "走访发现", queries.FINDINGS,
    columns={
        "发现的问题": "text", **HOME, "类别": Code("category", "finding_category"), "程度": Code("severity", "finding_severity"),
        "走访人": "visitor_name", "负责人": "owner_name", "发现日期": "found_on", "处理期限": "due_on", "状态": Word("state", STATES),
        "处理": "action", "处理日期": "acted_on", "处理人": "acted_by_name", "转办": Word("passed_on_as", PASSED_ON),
        "办结": "closed_on", "办结人": "closed_by_name",
    },
)  # fmt: skip
export(
    "visits-missing", "还没有走访的户", *MISSING.values(),
    columns={
        **HOME, "户类别": HOUSEHOLD_CLASS, "应走访": Word("cadence", CADENCES), "期满": "due_on", "上次走访": "last_visited_on",
        "由谁走访": "answering",
    },
)  # fmt: skip
export(
    "pair-counts", "结对走访", pair_counts.PAIR_COUNTS,
    columns={
        **HOME, "结对类别": Code("kind", "pairing_kind"), "帮扶人": "helper_name", "单位": "helper_unit",
        "期间走访": Number("visits"), "最近一次": "last_visited_on",
    },
)  # fmt: skip
