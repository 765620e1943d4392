"""农户成员信息: the member export of the national system, one row per person, the household repeated on each row."""
