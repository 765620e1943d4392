"""The lines income is held against, by place and year. None is shipped that no yearbook or notice gives."""

from yihu.policy.parameters import declare

POVERTY_LINE = declare("income.poverty_line", "农村贫困标准（当年价）", unit="元", least=1)
MONITORING_LINE = declare("income.monitoring_line", "防止返贫监测线（当年）", unit="元", least=1)
NEAR_PERCENT = declare("income.near_percent", "人均纯收入高出监测线不到百分之几算接近", unit="%")
DROP_PERCENT = declare("income.drop_percent", "人均纯收入比上年下降百分之几及以上算下滑", unit="%", least=1)
TARGET = declare("income.target", "农村人均纯收入目标", unit="元", least=1)
RURAL_DISPOSABLE = declare("income.rural_disposable", "上年全省农村居民人均可支配收入", unit="元", least=1)
YEAR_DUE_MONTH = declare("income.year_due_month", "从几月起提示没有上年收入的在册户", unit="月", least=1)

READ = (POVERTY_LINE, MONITORING_LINE, NEAR_PERCENT, DROP_PERCENT, TARGET)
