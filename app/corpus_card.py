"""The datasheet of a corpus as a page for people, with the head by which the library `datasets` finds the files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from duizhao.corpora.harmless import markdown

_HEAD = """---
configs:
- config_name: default
  data_files:
  - split: train
    path: "data/train-*.parquet"
task_categories:
- translation
---

# Aligned sentence pairs

{pairs} pairs of {documents} document pairs, aligned with duizhao {version}: {source} characters of source, {target} of
target.

A row has both texts, the confidence (0 to 1) that they belong together, where they stand (document, unit, place), and
what is known of the document. A licence is what the documents' table said; see to it that yours lets you pass texts on.

```python
polars.read_parquet("data/*.parquet")
pandas.read_parquet("data")
datasets.load_dataset("parquet", data_files="data/*.parquet")
```
"""
_TABLES = {
    "languages": "Languages",
    "confidence": "Confidence, from",
    "licences": "Licence",
    "years": "Year",
    "recipes": "Aligned by",
}
_TOLD = {"omission": "one side is empty", "excluded": "people kept it out"}


def card(data: Mapping[str, Any]) -> str:
    """The page, of a datasheet as plain data."""
    sizes = data["characters"]
    text = _HEAD.format(
        pairs=data["pairs"],
        documents=data["documents"],
        version=data["duizhao"],
        source=sizes.get("source", 0),
        target=sizes.get("target", 0),
    )
    for key, title in _TABLES.items():
        text += _table((title, "pairs"), [(name, number) for name, number in data[key].items()])
    filters = data["filters"]
    told = {**_TOLD, **filters, "confidence": f"confidence under {filters['min_confidence']}"}
    text += f"\nOf {data['pairs_before']} pairs and omissions were left out:\n"
    return text + _table(
        ("Filter", "pairs", "what"), [(name, number, told[name]) for name, number in data["left_out"].items()]
    )


def _table(heading: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    lines = [f"| {' | '.join(heading)} |", f"|{'---|' * len(heading)}"]
    lines += [f"| {' | '.join(markdown(str(cell)) for cell in row)} |" for row in rows]
    return "\n" + "\n".join(lines) + "\n"
