"""What changed from one memory to another: added, removed, and otherwise translated units."""

from __future__ import annotations

import pickle
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from duizhao.corpora.harmless import line, markup
from duizhao.corpora.language.table import spaced
from duizhao.corpora.saying import language as spoken_language
from duizhao.corpora.saying import told, translated
from duizhao.tmx.model import Entry, sides
from duizhao.tmx.operations.dedupe import entry_key

Kind = Literal["added", "removed", "changed", "same"]


class Difference(NamedTuple):
    """A unit that differs: `old` is None for an added one, `new` for a removed one."""

    kind: Kind
    old: Entry | None
    new: Entry | None


def differences(old: Iterable[Entry], new: Iterable[Entry], source_language: str = "") -> Iterator[Difference]:
    """The differences between two memories: what is new in the new one's order, then what was removed in the old one's.

    Units are the same when their texts in all languages and their codes are; of the others with one source, the first
    new one is taken as the change of the first old one. Properties and dates do not count. The old memory waits on
    disk.
    """
    # An empty name is a temporary database that goes to disk when it outgrows its cache.
    with closing(sqlite3.connect("", isolation_level=None)) as store:
        store.execute(
            "CREATE TABLE unit (position INTEGER PRIMARY KEY, pair BLOB, source BLOB, used INTEGER, entry BLOB)"
        )
        store.execute("CREATE TABLE fresh (position INTEGER PRIMARY KEY, source BLOB, entry BLOB)")
        store.execute("BEGIN")
        store.executemany(
            "INSERT INTO unit VALUES (NULL, ?, ?, 0, ?)",
            (
                (
                    entry_key(entry, source_language),
                    entry_key(entry, source_language, by="source"),
                    pickle.dumps(entry, protocol=pickle.HIGHEST_PROTOCOL),
                )
                for entry in old
            ),
        )
        store.execute("CREATE INDEX by_pair ON unit (pair, used)")
        store.execute("CREATE INDEX by_source ON unit (source, used)")
        # First everything that stayed the same, so that a change is not paired with a unit that did.
        for entry in new:
            if _take(store, "pair", entry_key(entry, source_language)) is None:
                store.execute(
                    "INSERT INTO fresh VALUES (NULL, ?, ?)",
                    (
                        entry_key(entry, source_language, by="source"),
                        pickle.dumps(entry, protocol=pickle.HIGHEST_PROTOCOL),
                    ),
                )
            else:
                yield Difference("same", entry, entry)
        for source, data in store.execute("SELECT source, entry FROM fresh ORDER BY position"):
            before = _take(store, "source", source)
            entry = pickle.loads(data)  # written by ourselves a moment ago, into a file nobody else can open
            yield Difference("added" if before is None else "changed", before, entry)
        for (data,) in store.execute("SELECT entry FROM unit WHERE used = 0 ORDER BY position"):
            yield Difference("removed", pickle.loads(data), None)


def _take(store: sqlite3.Connection, column: str, key: bytes) -> Entry | None:
    found = store.execute(
        f"SELECT position, entry FROM unit WHERE {column} = ? AND used = 0 ORDER BY position LIMIT 1", (key,)
    ).fetchone()
    if found is None:
        return None
    store.execute("UPDATE unit SET used = 1 WHERE position = ?", (found[0],))
    entry: Entry = pickle.loads(found[1])
    return entry


# A word, or a mark by itself.
_PIECE = re.compile(r"[^\W_]+|.", re.DOTALL)
# What is compared costs the product of both lengths, or more; texts of 1,000 pieces are no sentences.
_MOST_COMPARED = 1000**2


def changes(old: str, new: str, language: str) -> list[tuple[str, str, str]]:
    """How a text became another: (`equal`, `delete`, `insert` or `replace`, old piece, new piece), by words or, where
    words are not spaced, by characters.

    >>> changes("体面工作", "体面劳动", "zh-CN")
    [('equal', '体面', '体面'), ('replace', '工作', '劳动')]
    """
    a, b = _pieces(old, language), _pieces(new, language)
    if len(a) * len(b) > _MOST_COMPARED:
        return [("equal" if old == new else "replace", old, new)]
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return [(tag, "".join(a[i:j]), "".join(b[k:m])) for tag, i, j, k, m in matcher.get_opcodes()]


def _pieces(text: str, language: str) -> list[str]:
    if not spaced(language):
        return list(text)
    return _PIECE.findall(text)


def _texts(entry: Entry | None, source_language: str, target: str = "") -> tuple[str, str, str]:
    """Source, target and the target's language of an entry."""
    both = sides(entry, source_language, target) if entry else None
    if both is None:
        texts = [variant.text for variant in entry.variants] if entry else []
        return (" | ".join(texts), "", "en")
    return both[0].text, both[1].text, both[1].language


def _compared(found: Difference, source_language: str) -> tuple[str, str]:
    """The language in which both versions of a unit in several are shown, and its name where it is another than the
    target's: of the languages that changed the target's, else the first; "" for what `sides` gives."""
    old, new = found.old, found.new
    if old is None or new is None or max(len(old.variants), len(new.variants)) < 3:
        return "", ""
    before = {variant.language: variant.content for variant in old.variants}
    after = {variant.language: variant.content for variant in new.variants}
    usual = _texts(new, source_language)[2]
    if before.get(usual) != after.get(usual):
        return usual, ""
    third = next((tag for tag in (*after, *before) if before.get(tag) != after.get(tag)), "")
    return third, third


def text_lines(found: Difference, source_language: str = "") -> list[str]:
    """A difference for a terminal: the source, then `-` and `+` lines; changed pieces in [-brackets-]{+like these+}."""
    third, name = _compared(found, source_language)
    source, target, language = _texts(found.new or found.old, source_language, third)
    where = line(_where(found))
    if found.kind == "added":
        return [f"+ {where}{line(source)}", f"+   {line(target)}"]
    if found.kind == "removed":
        return [f"- {where}{line(source)}", f"-   {line(target)}"]
    before = _texts(found.old, source_language, third)[1]
    marked = (f"{name}: " if name else "") + "".join(
        old if tag == "equal" else (f"[-{old}-]" if old else "") + (f"{{+{new}+}}" if new else "")
        for tag, old, new in changes(before, target, language)
    )
    return [f"~ {where}{line(source)}", f"~   {line(marked)}"]


def record(found: Difference) -> dict[str, object]:
    """A difference for machines: what kind, both versions' texts, and where they stand (document, paragraph, unit)."""
    old, new = ([v.text for v in e.variants] if e else None for e in (found.old, found.new))
    entry = found.new or found.old
    at = {name: text for name in ("document", "paragraph", "unit") if entry and (text := entry.prop(f"x-{name}"))}
    return {"kind": found.kind, "old": old, "new": new, "at": at}


def _where(found: Difference) -> str:
    entry = found.new or found.old
    number = entry.prop("x-paragraph") if entry else None
    return f"§{number} " if number else f"{unit} " if entry and (unit := entry.prop("x-unit")) else ""


_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body {{ font: 15px/1.55 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; margin: 2rem auto;
  max-width: 72rem; padding: 0 1rem; color: #1c2733; background: #fff }}
h1 {{ font-size: 1.3rem; margin: 0 0 .3rem }} p {{ color: #52606d; margin: 0 0 1.2rem }}
table {{ border-collapse: collapse; width: 100% }} td {{ vertical-align: top; padding: .5rem .6rem;
  border-top: 1px solid #e4e7eb }}
td.n {{ white-space: nowrap; color: #7b8794; width: 6rem }} tr.added td.n {{ color: #0b6b3a }}
tr.removed td.n {{ color: #a61b1b }} td.t {{ width: 46% }}
del {{ background: #fde2e2; color: #8a1c1c; text-decoration: line-through }}
ins {{ background: #d9f2e3; color: #0b5a31; text-decoration: none }}
</style></head><body>
<h1>{title}</h1>
"""


def html_page(found: Iterable[Difference], title: str, source_language: str = "") -> Iterator[str]:
    """The differences as one self-contained page, piece by piece: source, and the target with its changes marked."""
    yield _PAGE.format(title=markup(title), language=spoken_language())
    counts: Counter[str] = Counter()
    yield "<table><tbody>\n"
    for difference in found:
        counts[difference.kind] += 1
        if difference.kind == "same":
            continue
        third, _ = _compared(difference, source_language)
        source, target, language = _texts(difference.new or difference.old, source_language, third)
        before = _texts(difference.old, source_language, third)[1] if difference.old else ""
        marked = "".join(
            markup(old)
            if tag == "equal"
            else (f"<del>{markup(old)}</del>" if old else "") + (f"<ins>{markup(new)}</ins>" if new else "")
            for tag, old, new in changes(before, target if difference.new else "", language)
        )
        yield (
            f'<tr class="{difference.kind}">'
            f'<td class="n">{translated(difference.kind)} {markup(_where(difference))}</td>'
            f'<td class="t">{markup(source)}</td><td class="t" lang="{markup(language)}">{marked}</td></tr>\n'
        )
    changed, added, removed, same = (counts[kind] for kind in ("changed", "added", "removed", "same"))
    summary = told(
        "{changed} changed, {added} added, {removed} removed, {same} same",
        changed=changed,
        added=added,
        removed=removed,
        same=same,
    )
    yield f"</tbody></table>\n<p>{summary}</p>\n</body></html>\n"
