"""部门推送: what departments report of persons and households (records, in batches), matched to the register, settled by hand."""
