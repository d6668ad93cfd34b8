"""Whether XLIFF is what the schemas of OASIS allow."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

FOLDER = Path(__file__).with_name("schemas")


@cache
def _schema(name: str) -> Any:
    tree = etree.parse(FOLDER / name)
    for one in tree.iter("{http://www.w3.org/2001/XMLSchema}import"):
        # The schemas name a copy that is not here; nothing is fetched.
        one.set("schemaLocation", (FOLDER / "xml.xsd").as_uri())
    return etree.XMLSchema(tree)


def faults(data: bytes) -> list[str]:
    """What the schema of a file's version objects to; [] for nothing. XLIFF 1.2 is held against the strict one."""
    root = etree.fromstring(data)
    schema = _schema("xliff-core-2.0.xsd" if root.get("version", "").startswith("2") else "xliff-core-1.2-strict.xsd")
    schema.validate(root)
    return [error.message for error in schema.error_log]
