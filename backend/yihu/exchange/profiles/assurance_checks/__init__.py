"""保障核查: checks written down elsewhere, judged like those of a phone."""
