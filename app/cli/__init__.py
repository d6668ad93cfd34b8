"""The command line: one file a verb, each a thin wrapper on ordinary functions."""
