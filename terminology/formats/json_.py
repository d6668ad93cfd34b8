"""JSON: the whole glossary with its evidence, for programs and for keeping; reading gives back what was written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from duizhao.corpora.codec import noun, plain
from duizhao.corpora.errors import InputError, SettingsError, unreadable
from duizhao.corpora.model import Recipe
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import write_text
from duizhao.terminology.glossary import Concept, Glossary, Link, Status, Term

VERSION = 1


def write_json(glossary: Glossary, path: str | Path) -> None:
    """Write a glossary as JSON, UTF-8, empty fields left out. Raises OutputError."""
    data = {
        "format": "duizhao glossary",
        "version": VERSION,
        "name": glossary.name,
        "source_language": glossary.source_language,
        "target_language": glossary.target_language,
        "recipe": plain(glossary.recipe),
        "concepts": [plain(concept, brief=True) for concept in glossary],
    }
    write_text(path, json.dumps({k: v for k, v in data.items() if v is not None}, ensure_ascii=False, indent=1) + "\n")


def read_json(path: str | Path, *, source_language: str = "en", target_language: str = "zh-CN") -> Glossary:
    """Read what `write_json` wrote; the file's languages count. Raises InputError with the line or the concept."""
    path = Path(path)
    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise unreadable(error, path) from error
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8", path=path, cure="Write it again") from error
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, or thousands of brackets; a JSONDecodeError says where.
        said, line = getattr(error, "msg", str(error)), getattr(error, "lineno", None)
        raise InputError(say("not JSON: {said}", said=said), path=path, line=line, cure="Write it again") from error
    if not isinstance(data, dict) or data.get("format") != "duizhao glossary":
        raise InputError("not a glossary of ours", path=path, line=1, cure="Give a file that `glossary` wrote")
    if data.get("version", 0) > VERSION:
        raise InputError(
            say("version {version} is newer than this program", version=data["version"]),
            path=path,
            cure="Update duizhao",
        )
    concepts = []
    for number, item in enumerate(data.get("concepts", []), 1):
        try:
            concepts.append(_concept(item))
        except (KeyError, TypeError, ValueError, AttributeError, SettingsError) as error:
            unit = str(item.get("id", number)) if isinstance(item, dict) else str(number)
            raise InputError(
                say("a faulty concept: {error}", error=error), path=path, unit=unit, cure="Mend it"
            ) from error
    recipe = noun(Recipe, data["recipe"]) if data.get("recipe") else None
    return Glossary(
        tuple(concepts),
        data.get("source_language", source_language),
        data.get("target_language", target_language),
        data.get("name", ""),
        recipe,
    )


def _concept(item: dict[str, Any]) -> Concept:
    terms = tuple(Term(**{**t, "status": Status.parse(t.get("status", "preferred"))}) for t in item["terms"])
    links = tuple(noun(Link, x) for x in item.get("links", []))
    rest = {k: item[k] for k in ("domain", "definition", "definition_source", "note") if k in item}
    return Concept(item["id"], terms, links, **rest, history=tuple(item.get("history", ())))
