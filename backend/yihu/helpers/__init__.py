"""帮扶力量: who can help: units (帮扶单位) and what they answer for, helpers (帮扶人员), what a village is entitled to."""
