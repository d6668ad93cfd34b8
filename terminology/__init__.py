"""Terminology: from aligned pairs to a glossary with evidence, through review, out to every tool."""

from terminology.glossary import Concept, Example, Glossary, Link, Status, Term
from terminology.matching import Match, Matcher
from terminology.seed import seed

__all__ = ["Concept", "Example", "Glossary", "Link", "Match", "Matcher", "Status", "Term", "seed"]
