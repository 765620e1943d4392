"""When the rules speak of a village's projects, and what its indicators ought to reach."""

from collections.abc import Mapping

from yihu.policy.parameters import Parameter, declare

YES_NO = "是否"
"""Unit of what is there or not: 1 or 0."""

PROJECT_DUE_DAYS = declare("village.project_due_days", "村项目到期前几天提醒", unit="天", least=1)
PROJECT_LAG_POINTS = declare(
    "village.project_lag_points", "村项目进度落后时间进度几个百分点即预警", unit="个百分点", least=1
)
INDUSTRY_MONTH = declare("village.industry_month", "从几月起提示当年没有产业项目的村", unit="月", least=1)

INDICATORS: Mapping[str, Parameter] = {
    code: declare(f"village.least_{code}", f"村级指标目标：{title}", unit=unit)
    for code, title, unit in (
        ("broadband_share", "固定宽带普及率", "%"),
        ("broadband_speed", "宽带速率", "兆"),
        ("mobile_generation", "移动通信（几G）", "G"),
        ("broadband", "通宽带", YES_NO),
        ("hardened_road", "通硬化路", YES_NO),
        ("bus", "通客运班车", YES_NO),
        ("power_grid", "农网改造完成", YES_NO),
        ("clinic", "有卫生室", YES_NO),
        ("culture_room", "有文化室", YES_NO),
        ("emergency_broadcast", "通应急广播", YES_NO),
        ("waste_chain", "垃圾集中处置", YES_NO),
        ("toilet_share", "卫生厕所普及率", "%"),
        ("cooperatives", "合作社", "个"),
    )
}
"""The least that a place's plan wants of each, from its day on; unset where no plan says it."""
