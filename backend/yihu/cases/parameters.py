"""Terms of the procedures. Provinces differ: 5 + 15 working days, 2 + 20 working days, 15 days in all."""

from yihu.policy.parameters import declare

KINDS_OF_DAY = {"working": "工作日", "calendar": "自然日"}
DAYS_KIND = declare("case.days_kind", "个案各环节期限按哪种日子计算", str, choices=KINDS_OF_DAY)
VERIFY_DAYS = declare("case.verify_days", "收到线索后几天内入户核实", unit="天", least=1)
DECIDE_DAYS = declare("case.decide_days", "几天内完成评议、公示、审核、审定", unit="天", least=1)
DECIDE_FROM = declare(
    "case.decide_from", "评议至审定的期限从哪天算起", str, choices={"clue": "收到线索", "verified": "核实完成"}
)
HELP_DAYS = declare("case.help_days", "认定后几天内落实帮扶措施（自然日）", unit="天", least=1)
NOTICE_DAYS = declare("case.notice_days", "村内公示至少几天", unit="天", least=1)
NOTICE_DAYS_KIND = declare("case.notice_days_kind", "公示天数按哪种日子计算", str, choices=KINDS_OF_DAY)
QUORUM_PERCENT = declare("case.quorum_percent", "评议到会人数至少占应到的百分之几", unit="%", least=1)
AGREE_PERCENT = declare("case.agree_percent", "评议同意票须超过到会人数的百分之几", unit="%", least=1)
INCOME_STABLE_MONTHS = declare("case.income_stable_months", "收入稳定达到几个月方可消除风险", unit="个月", least=1)
LOOK_BACK_MONTHS = declare("case.look_back_months", "风险消除后几个月回头看", unit="个月", least=1)
DECLARATION_DAYS = declare("case.declaration_days", "自主申报几天内答复", unit="天", least=1)
UNVERIFIED_DAYS = declare("case.unverified_days", "复核个案几天未入户核实即预警", unit="天", least=1)
UNDOCUMENTED_DAYS = declare("case.undocumented_days", "环节的佐证材料几天未传到即预警", unit="天", least=1)
