"""监测预警: rules that look at the county's data each day, and the alerts (预警) they raise and close."""
