"""政策参数: thresholds and code lists, dated and by region, each with its source. Unset means unset."""
