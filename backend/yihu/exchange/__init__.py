"""对接: lists in and out. One file, one importer."""
