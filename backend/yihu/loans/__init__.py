"""小额信贷: loans (贷款) and what the due date orders: reminder (到期提醒), written notice (书面通知), overdue (逾期)."""
