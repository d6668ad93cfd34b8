"""The verbs of `duizhao tmx`, a file each."""
