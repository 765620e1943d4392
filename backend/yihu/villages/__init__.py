"""村级规划与项目: the plan of a village (村规划), its goals (目标) and projects (项目); household measures draw on them."""
