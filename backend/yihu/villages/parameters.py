"""When the rules speak of a village's projects, and what its indicators ought to reach."""

from collections.abc import Mapping

from yihu.policy.parameters import Parameter, declare

PERCENT = "%"

PROJECT_DUE_DAYS = declare("village.project_due_days", "村项目到期前几天提醒", unit="天", least=1)
PROJECT_LAG_POINTS = declare(
    "village.project_lag_points", "村项目进度落后时间进度几个百分点即预警", unit="个百分点", least=1
)
INDUSTRY_MONTH = declare("village.industry_month", "从几月起提示当年没有产业项目的村", unit="月", least=1)

INDICATORS: Mapping[str, Parameter] = {
    code: declare(f"village.least_{code}", f"村级指标目标：{title}", unit=unit)
    for code, title, unit in (
        ("broadband_share", "固定宽带普及率", PERCENT),
        ("broadband_speed", "宽带速率", "兆"),
        ("mobile_generation", "移动通信（几G）", "G"),
        ("toilet_share", "卫生厕所普及率", PERCENT),
        ("cooperatives", "合作社", "个"),
    )
}
"""The least that a place's plan wants of each, from its day on; unset where no plan says it."""
