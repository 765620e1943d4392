"""部门推送: what departments report, one row per record."""
