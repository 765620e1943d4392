"""外业: what people on the ground and at the desk start their day with: field kit (外业包), to-dos (待办), desk (工作台)."""
