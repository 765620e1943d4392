"""When the rules speak of a village's projects."""

from yihu.policy.parameters import declare

PROJECT_DUE_DAYS = declare("village.project_due_days", "村项目到期前几天提醒", unit="天", least=1)
PROJECT_LAG_POINTS = declare(
    "village.project_lag_points", "村项目进度落后时间进度几个百分点即预警", unit="个百分点", least=1
)
INDUSTRY_MONTH = declare("village.industry_month", "从几月起提示当年没有产业项目的村", unit="月", least=1)
