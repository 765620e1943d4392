"""一户一策: plans of households, one row per measure."""
