"""小额信贷: a bank's list of micro-loans, one row per contract."""
