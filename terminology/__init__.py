"""Terminology: from aligned pairs to a glossary with evidence, through review, out to every tool."""

from duizhao.terminology.extraction.extract import ExtractSettings, extract
from duizhao.terminology.formats import GlossaryFormat, glossary_formats, read_glossary, write_glossary
from duizhao.terminology.glossary import Concept, Example, Glossary, Link, Status, Term
from duizhao.terminology.ilo_seed import seed
from duizhao.terminology.lookup import look_up
from duizhao.terminology.matching import Match, Matcher
from duizhao.terminology.merging import merge

__all__ = [
    "Concept",
    "Example",
    "ExtractSettings",
    "Glossary",
    "GlossaryFormat",
    "Link",
    "Match",
    "Matcher",
    "Status",
    "Term",
    "extract",
    "glossary_formats",
    "look_up",
    "merge",
    "read_glossary",
    "seed",
    "write_glossary",
]
