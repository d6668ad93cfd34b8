"""The fast way through large memories; correct without it, several times slower."""
