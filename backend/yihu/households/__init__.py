"""农户: the household file, its members (家庭成员), income (收入) and the history of its class and status."""
