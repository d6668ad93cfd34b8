"""Phrases in PostgreSQL: an index of words and characters two by two.

pg_trgm sees every ideograph between its spaces alone, so that of 劳动 it can only say which texts hold 劳 somewhere and
动 somewhere: of a million texts it reads tens of thousands to find which. An inverted index of neighbours knows the
phrase itself where it is of two characters, and all of its pairs where it is longer. It is an index of an
expression: whoever writes a variant keeps it right, whether they know of it or not.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

FUNCTION = (
    "CREATE OR REPLACE FUNCTION duizhao_pairs(terms text) RETURNS text[] LANGUAGE sql "
    "IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT coalesce(array_agg(DISTINCT w[i] || ' ' || w[i + 1]), '{}') "
    "FROM (SELECT string_to_array(btrim(terms), ' ') AS w) s, generate_subscripts(w, 1) i WHERE i < cardinality(w) $$"
)
INDEX = "CREATE INDEX IF NOT EXISTS variant_pairs ON variant USING gin (duizhao_pairs(terms))"
EXISTS = "SELECT to_regclass('variant_pairs') IS NOT NULL"


def phrase_condition(terms: str, *, paired: bool) -> tuple[str, list[Any]]:
    """What a variant has to fulfil to hold a phrase (as `tokens.terms` writes it; a last word may end with `*`), with
    its values. `paired` says whether there is an index of pairs.

    >>> phrase_condition(" 劳 动 ", paired=True)
    ('terms LIKE ? AND duizhao_pairs(terms) @> ?', ['% 劳 动 %', ['劳 动']])
    """
    words = terms.split()
    begun = bool(words) and words[-1].endswith("*")
    escaped = " ".join(words).rstrip("*").replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    condition, values = "terms LIKE ?", [f"% {escaped}%" if begun else f"% {escaped} %"]
    whole = words[:-1] if begun else words
    if paired and len(whole) > 1:
        return f"{condition} AND duizhao_pairs(terms) @> ?", [*values, [" ".join(pair) for pair in pairwise(whole)]]
    return condition, list(values)
