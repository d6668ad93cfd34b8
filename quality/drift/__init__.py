"""Drift: which translated sentences are out of date, by the history of the original and of the translation."""
