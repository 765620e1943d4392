"""任务: long work in one place. Whoever has asked for it sees how far it is, what came of it, and may stop it."""
