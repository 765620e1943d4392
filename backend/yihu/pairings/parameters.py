"""What the alerts about pairings are measured by."""

from yihu.policy.parameters import declare

INACTIVE_DAYS_BEFORE_END = declare(
    "pairing.inactive_days_before_end", "行动结束前几天提醒尚未参加的人员", unit="天", least=1
)
SUPERVISION_YEARS = declare("pairing.supervision_years", "脱贫后继续帮扶、监督的年数（四个不摘）", unit="年", least=1)
