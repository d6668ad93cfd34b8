"""Numbers: quantities, dates, references and symbols that have the same value in both scripts (二十 = 20, 第155号 = No.
155)."""

from __future__ import annotations

from duizhao.alignment.signals.links import Links
from duizhao.alignment.text_side import Side

# A small number in words comes and goes in translation ("both", 双方); one in digits does not.
_LOOSE = 0.5


def links(source: Side, target: Side) -> Links:
    """Links between equal values, whatever is counted: a year on one side may be read as a number on the other."""
    sides = []
    firm: dict[str, float] = {}
    for side in (source, target):
        tokens = []
        for i, key, sure in side.values():
            tokens.append((i, key))
            firm[key] = max(firm.get(key, 0.0), 1.0 if sure else _LOOSE)
        sides.append(tokens)
    shared = {key for _, key in sides[0]} & {key for _, key in sides[1]}
    # A value that only one side states may be a numeral we misread: it is left out rather than held against a bead.
    kept = [[token for token in tokens if token[1] in shared] for tokens in sides]
    return Links.of(kept[0], kept[1], {(key, key): firm[key] for key in shared})
