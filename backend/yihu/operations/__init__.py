"""批量办理: one act at many records, previewed, done in steps, told row by row, taken back where the act allows."""
