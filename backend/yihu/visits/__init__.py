"""走访: visits (走访), what was found on them (走访发现), how often they are due (走访频次) and visit campaigns (遍访、慰问)."""
