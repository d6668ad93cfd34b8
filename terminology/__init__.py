"""Terminology: from aligned pairs to a glossary with evidence, through review, and out to every tool that reads terms."""

from terminology.glossary import Concept, Example, Glossary, Link, Status, Term
from terminology.matching import Match, Matcher

__all__ = ["Concept", "Example", "Glossary", "Link", "Match", "Matcher", "Status", "Term"]
