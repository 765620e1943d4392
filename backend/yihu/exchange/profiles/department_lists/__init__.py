"""部门名单: what a department says of houses, pupils or the insured, to be reconciled with our own checks."""
