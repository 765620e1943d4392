"""两不愁三保障和饮水安全: checks (核查) per household, member and item, rounds (排查), the ledger of defects (问题台账)."""
