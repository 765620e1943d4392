"""The thresholds of each item and the days of rounds. A threshold without a value judges nothing: the person says."""

from yihu.policy.parameters import Parameter, declare

CLASSES = {
    "registered_poor": "建档立卡贫困户",
    "general_exited": "脱贫户",
    "unstable_exited": "脱贫不稳定户",
    "verge": "边缘易致贫户",
    "sudden_hardship": "突发严重困难户",
}
SCREENED: dict[str, Parameter] = {
    code: declare(
        f"assurance.screening_{code}", f"“三保障”及饮水排查：{label}", str, choices={"month": "每月", "never": "不排查"}
    )
    for code, label in CLASSES.items()
}
SCREENING_REMINDER_DAYS = declare("assurance.screening_reminder_days", "每月排查期满前几天提醒", unit="天")
RECHECK_REMINDER_DAYS = declare("assurance.recheck_reminder_days", "全面核查期满前几天提醒未核查户", unit="天")

SCHOOL_AGE_FROM = declare("assurance.school_age_from", "义务教育：起始年龄（含）", unit="周岁", least=1)
SCHOOL_AGE_TO = declare("assurance.school_age_to", "义务教育：终止年龄（含）", unit="周岁", least=1)

WATER_RULE = declare(
    "assurance.water_rule",
    "饮水安全：评价标准",
    str,
    choices={"rule_2004": "2004年指标体系", "rule_2023": "2023年评价准则"},
)
WATER_AREA = declare(
    "assurance.water_area", "饮水安全：水量标准", str, choices={"normal": "一般地区", "dry": "干旱地区"}
)
WATER_LITRES = declare("assurance.water_litres", "饮水安全：每人每天最少水量", unit="升", least=1)
WATER_LITRES_DRY = declare("assurance.water_litres_dry", "饮水安全：干旱地区每人每天最少水量", unit="升", least=1)
WATER_MINUTES = declare("assurance.water_minutes", "饮水安全：单次取水往返最多", unit="分钟", least=1)
WATER_METRES = declare("assurance.water_metres", "饮水安全：取水水平距离最多", unit="米", least=1)
WATER_HEIGHT = declare("assurance.water_height", "饮水安全：取水垂直高差最多", unit="米", least=1)
WATER_SHORT_DAYS = declare("assurance.water_short_days", "饮水安全：一年供水不足最多", unit="天")

WATER_TEST_DAYS: dict[str, Parameter] = {
    kind: declare(f"assurance.water_test_days_{kind}", f"水质检测间隔：{label}", unit="天", least=1)
    for kind, label in {
        "tap": "自来水", "cellar": "水窖", "well": "水井", "spring": "山泉水", "haul": "拉运水",
    }.items()
}  # fmt: skip
MOVE_IN_DAYS = declare("assurance.move_in_days", "新房交付几天后仍未入住即预警", unit="天", least=1)
OLD_HOUSE_DAYS = declare("assurance.old_house_days", "入住几天后旧房仍未拆除即预警", unit="天", least=1)
TERM_STARTS = declare("assurance.term_starts", "本学期开学日期（如 2026-09-01）", str)
TERM_CONFIRM_DAYS = declare("assurance.term_confirm_days", "开学几天后仍未确认就学即预警", unit="天", least=1)
SUBSIDY_DAYS = declare("assurance.subsidy_days", "开学几天后教育资助仍未发放即预警", unit="天", least=1)
NEXT_STEP_DAYS = declare("assurance.next_step_days", "失学辍学几天仍无下一步措施即预警", unit="天", least=1)
INSURED_FROM_MONTH = declare("assurance.insured_from_month", "当年基本医保参保从几月起核对", unit="月", least=1)
DISASTER_CHECK_DAYS = declare("assurance.disaster_check_days", "受灾几天后仍未核查即预警", unit="天", least=1)
