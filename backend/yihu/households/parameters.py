"""When a file counts as old."""

from yihu.policy.parameters import declare

STALE_DAYS = declare("household.stale_days", "在册户档案几天没有更新即提示", unit="天", least=1)
