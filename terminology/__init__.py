"""Terminology: from aligned pairs to a glossary with evidence, through review, out to every tool."""

from terminology.extraction import ExtractSettings, extract
from terminology.formats import read_glossary, write_glossary
from terminology.glossary import Concept, Example, Glossary, Link, Status, Term
from terminology.matching import Match, Matcher
from terminology.merging import merge
from terminology.seed import seed

__all__ = [
    "Concept",
    "Example",
    "ExtractSettings",
    "Glossary",
    "Link",
    "Match",
    "Matcher",
    "Status",
    "Term",
    "extract",
    "merge",
    "read_glossary",
    "seed",
    "write_glossary",
]
