"""附件: photos and signatures, stripped of their metadata, kept beside the database."""
