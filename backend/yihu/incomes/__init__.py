"""收入核算: households' income per head by year and over the last twelve months, against the lines of the province."""
