"""Terminology: from aligned pairs to a glossary with evidence, through review, out to every tool."""

from duizhao.terminology.extraction.extract import ExtractSettings, extract
from duizhao.terminology.formats import read_glossary, write_glossary
from duizhao.terminology.glossary import Concept, Example, Glossary, Link, Status, Term
from duizhao.terminology.matching import Match, Matcher
from duizhao.terminology.merging import merge
from duizhao.terminology.seed import seed

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
