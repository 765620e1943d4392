"""What plans are measured by."""

from yihu.policy.parameters import declare

COMPLETENESS_LEAST = declare("plan.completeness_least", "计划完整度达到多少才能提交", unit="分")
LIKENESS_PERCENT = declare("plan.likeness_percent", "措施文字相同多少视为雷同", unit="%", least=1)
SAME_MEASURE_PERCENT = declare("plan.same_measure_percent", "同一条措施在一个村用到多少户视为照搬", unit="%", least=1)
DUE_SOON_DAYS = declare("plan.measure_due_soon_days", "措施到期前几天提醒", unit="天")
ADJUST_WITHIN_DAYS = declare("plan.adjust_within_days", "收入受冲击后几天内须调整计划", unit="天", least=1)
BATCH_TARGETS = {
    code: declare(f"plan.batch_target_{code}", f"五个一批目标人数：{words}", unit="人")
    for code, words in {
        "production": "发展生产", "relocation": "易地搬迁", "ecology": "生态补偿", "education": "发展教育",
        "safety_net": "社会保障兜底",
    }.items()
}  # fmt: skip
