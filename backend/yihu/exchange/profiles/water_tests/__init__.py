"""水质检测: results of laboratories, by source and day."""
