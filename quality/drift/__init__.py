"""Drift: which translated sentences are out of date, by the history of the original and of the translation."""

from duizhao.quality.drift.accepted import Accepted, read_accepted
from duizhao.quality.drift.change import Change, Drift, Nature
from duizhao.quality.drift.detection import History, Version, detect
from duizhao.quality.drift.entries import ENTRIES

__all__ = ["ENTRIES", "Accepted", "Change", "Drift", "History", "Nature", "Version", "detect", "read_accepted"]
