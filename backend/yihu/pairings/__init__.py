"""结对帮扶: who helps whom: pairings (结对), campaigns (专项行动) and computed proposals (自动结对方案)."""
