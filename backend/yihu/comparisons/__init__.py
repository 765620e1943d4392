"""数据比对: a department's list beside our own records, line by line; each difference is asked in the village, its answer goes back."""
