"""Writing: what a record looks like, the on-disk formats, and files that are whole or absent."""
