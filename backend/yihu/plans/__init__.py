"""一户一策: a plan per household and year (户计划), its measures (措施), their review and progress; above them the village's (村规划)."""
