"""账号: who works here (用户), what each role may do (权限), whose area is whose (责任人)."""
