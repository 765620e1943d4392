"""What must stay fast, measured beside its limit in the same run. Machines are noisy: read the ratios."""
