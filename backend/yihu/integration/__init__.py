"""对接: what other systems follow. The change feed (变更流) tells in the order of commits what has changed; webhooks (推送) are driven off it."""
