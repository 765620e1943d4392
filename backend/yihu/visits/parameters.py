"""How often who visits whom, and what is late. A level and class without a value is not asked for: 未设置."""

from enum import StrEnum

from yihu.policy.parameters import Parameter, declare


class Level(StrEnum):
    """Whose person has to go (县乡村三级包保)."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class Cadence(StrEnum):
    """Once in each calendar week (from Monday), month, quarter, half-year or year."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


LEVELS = {Level.COUNTY: "县级", Level.TOWNSHIP: "乡级", Level.VILLAGE: "村级"}
CLASSES = {
    "registered_poor": "建档立卡贫困户",
    "general_exited": "脱贫户",
    "unstable_exited": "脱贫不稳定户",
    "verge": "边缘易致贫户",
    "sudden_hardship": "突发严重困难户",
    "prevention_target": "防止返贫致贫对象",
    "ordinary": "一般农户",
}
CADENCES: dict[Level, dict[str, Parameter]] = {
    level: {
        code: declare(
            f"visit.{level}_cadence_{code}",
            f"{who}走访频次：{whom}",
            str,
            choices={"week": "每周", "month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年"},
        )
        for code, whom in CLASSES.items()
    }
    for level, who in LEVELS.items()
}
REMINDERS: dict[Level, Parameter] = {
    level: declare(f"visit.{level}_reminder_days", f"{who}走访期满前几天提醒", unit="天")
    for level, who in LEVELS.items()
}
OLDEST_DAYS = declare("visit.oldest_days", "可补记几天以内的走访（乡镇、县里补录不限）", unit="天", least=1)
FINDING_DAYS = declare("visit.finding_days", "走访发现的问题几天内须处理", unit="天", least=1)
SILENT_DAYS = declare("visit.silent_days", "帮扶责任人几天未入户即预警", unit="天", least=1)
COVERAGE_LAG_POINTS = declare("visit.coverage_lag_points", "遍访进度落后时间进度几个百分点即预警", unit="个百分点")
FESTIVAL_DAYS = declare("visit.festival_days", "七一、春节前几天提醒走访慰问", unit="天", least=1)
