"""Files: whole or not at all, in any encoding; folders and caches on disk."""
