"""What the due-date ladder is measured by."""

from yihu.policy.parameters import declare

REMINDER_DAYS_BEFORE = declare("loan.reminder_days_before", "到期前几天须完成提醒", unit="天")
WRITTEN_DAYS_BEFORE = declare("loan.written_days_before", "到期前几天须送达书面通知", unit="天")
NOTICE_MARGIN_DAYS = declare("loan.notice_margin_days", "提前几天产生提醒和通知", unit="天")
UNDELIVERED_DAYS = declare("loan.undelivered_days", "书面通知几天未送达即预警", unit="天", least=1)
OVERDUE_ESCALATION_DAYS = declare("loan.overdue_escalation_days", "逾期几天后报县", unit="天", least=1)
USE_CHECK_DAYS = declare("loan.use_check_days", "放款几天内须走访核查用途", unit="天", least=1)
PRODUCTIVE_PERCENT = declare("loan.productive_percent", "贷款投入产业的比例低于百分之几即提示", unit="%", least=1)
OVERDUE_PERCENT = declare("loan.overdue_percent", "一个村的逾期率高于百分之几即预警", unit="%")

LADDER = (REMINDER_DAYS_BEFORE, WRITTEN_DAYS_BEFORE, NOTICE_MARGIN_DAYS)
"""Without these the round raises no reminder and no written notice."""
