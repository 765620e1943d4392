"""享受台账: what a department granted whom, one row per grant."""
