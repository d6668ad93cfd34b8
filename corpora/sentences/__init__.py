"""Sentence segmentation: rules, the cutter, SRX."""
