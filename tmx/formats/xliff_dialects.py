"""What CAT tools add to XLIFF 1.2, each in a namespace of its own.

Sources: Trados Studio's files and "SDLXLIFF" of its developers' documentation (conf, locked, `tag-defs`, `cmt-defs`);
memoQ's help "mqxliff" (`mq:status`, `mq:locked`, `mq:comments`); Phrase's help "MXLIFF" (`m:confirmed`, `m:locked`,
`m:tunit-metadata`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from duizhao.tmx.memory import tmx_date
from duizhao.tmx.model import NONE

Natives = tuple[tuple[str, ...], tuple[str, ...]]

SDL = "http://sdl.com/FileTypes/SdlXliff/1.0"
MEMOQ = "MQXliff"
PHRASE = "http://www.memsource.com/mxlf/2.0"


@dataclass(frozen=True, slots=True)
class SegmentState:
    """What a tool says of a segment: its state in the tool's own word, whether that means that nobody translated it,
    properties, the attributes of the entry (dates, users), and comments."""

    state: str = ""
    untranslated: bool = False
    props: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=lambda: dict(NONE))
    notes: tuple[str, ...] = ()


class Dialect:
    """Plain XLIFF 1.2: nothing is added."""

    name = "XLIFF 1.2"

    def head(self, element: Any) -> None:
        """An element that ended before the units: definitions of codes and comments."""

    def said(self, unit: Any, mid: str) -> SegmentState:
        """What the tool says of the segment `mid` of a unit."""
        return SegmentState()

    def native(self, code: Any) -> Natives:
        """The native code of a code that holds none: (start, end), () where nothing is known."""
        text = code.get("equiv-text")
        return ((text,) if text else (), ())

    def comment(self, mark: Any) -> list[str]:
        """The texts of the comments that a mark refers to."""
        return []


class Trados(Dialect):
    """Trados Studio."""

    name = "SDLXLIFF"

    def __init__(self) -> None:
        self._tags: dict[str, Natives] = {}
        self._comments: dict[str, list[str]] = {}

    def head(self, element: Any) -> None:
        for tag in element.iter(f"{{{SDL}}}tag"):
            texts = {one.tag.rpartition("}")[2]: "".join(one.itertext()) for one in tag if isinstance(one.tag, str)}
            start = texts.get("bpt") or texts.get("ph") or texts.get("st") or ""
            end = texts.get("ept", "")
            self._tags[tag.get("id", "")] = ((start,) if start else (), (end,) if end else ())
        for one in element.iter(f"{{{SDL}}}cmt-def"):
            self._comments[one.get("id", "")] = [
                _signed("".join(said.itertext()).strip(), said.get("user", ""))
                # Studio writes them with the name space of what stands around them, and with none.
                for said in one.iter(f"{{{SDL}}}Comment", "Comment")
            ]

    def said(self, unit: Any, mid: str) -> SegmentState:
        for one in unit.iterfind(f"{{{SDL}}}seg-defs/{{{SDL}}}seg"):
            if not mid or one.get("id") == mid:
                break
        else:
            return SegmentState()
        values = {value.get("key", ""): (value.text or "") for value in one.iterfind(f"{{{SDL}}}value")}
        fields = {
            "creationdate": _us_date(values.get("created_on", "")),
            "creationid": values.get("created_by", ""),
            "changedate": _us_date(values.get("modified_on", "")),
            "changeid": values.get("last_modified_by", ""),
        }
        props = {
            "x-locked": "yes" if one.get("locked") == "true" else "",
            "x-origin": one.get("origin", ""),
            "x-match": one.get("percent", ""),
        }
        conf = one.get("conf", "")
        # Without a level it was never worked on; Trados copies the source into such targets when asked to.
        return SegmentState(conf, conf in ("", "Unspecified"), props, {k: v for k, v in fields.items() if v})

    def native(self, code: Any) -> Natives:
        return self._tags.get(code.get("id", "")) or super().native(code)

    def comment(self, mark: Any) -> list[str]:
        return self._comments.get(mark.get(f"{{{SDL}}}cid", ""), [])


class MemoQ(Dialect):
    """memoQ."""

    name = "MQXLIFF"

    def said(self, unit: Any, mid: str) -> SegmentState:
        def attribute(name: str) -> str:
            return str(unit.get(f"{{{MEMOQ}}}{name}", ""))

        fields = {
            "changedate": _iso_date(attribute("lastchangedtimestamp")),
            "changeid": attribute("lastchanginguser"),
        }
        props = {
            "x-locked": "yes" if attribute("locked") not in ("", "false", "unlocked") else "",
            "x-match": attribute("percent"),
        }
        status = attribute("status")
        comments = unit.iterfind(f"{{{MEMOQ}}}comments/{{{MEMOQ}}}comment")
        notes = (_signed("".join(one.itertext()).strip(), one.get("creatoruser", "")) for one in comments)
        return SegmentState(
            status, status == "NotStarted", props, {k: v for k, v in fields.items() if v}, tuple(filter(None, notes))
        )


class PhraseTms(Dialect):
    """Phrase TMS (Memsource). Its codes stand in the text, as `{1}` and `{1>…<1}`: they are left as they are, which is
    what the tool wants back."""

    name = "MXLIFF"

    def said(self, unit: Any, mid: str) -> SegmentState:
        def attribute(name: str) -> str:
            return str(unit.get(f"{{{PHRASE}}}{name}", ""))

        fields = {
            "creationdate": _millisecond_date(attribute("created-at")),
            "creationid": attribute("created-by"),
            "changedate": _millisecond_date(attribute("modified-at")),
            "changeid": attribute("modified-by"),
        }
        props = {
            "x-locked": "yes" if attribute("locked") == "true" else "",
            "x-origin": attribute("trans-origin").replace("null", ""),
            "x-match": attribute("score"),
        }
        confirmed = attribute("confirmed")
        notes = tuple(
            _signed("".join(one.itertext()).strip(), one.get("created-by", ""))
            for one in unit.iter(f"{{{PHRASE}}}comment")
        )
        return SegmentState(
            "confirmed" if confirmed == "1" else "unconfirmed" if confirmed else "",
            confirmed != "1",
            props,
            {k: v for k, v in fields.items() if v},
            tuple(filter(None, notes)),
        )


# What says that nobody stands by a translation: states of XLIFF, Trados, memoQ and Phrase, in small letters.
_UNCONFIRMED = frozenset(
    "new initial draft unspecified unconfirmed notstarted pretranslated partiallyedited machinetranslated "
    "assembledfromfragments rejected rejectedtranslation rejectedsignoff".split()
)


def unconfirmed(state: str) -> bool:
    """Whether a state, in the word of the tool that said it, means that the translation is not to be relied on."""
    folded = state.lower()
    return folded in _UNCONFIRMED or folded.startswith("needs-")


def dialect_of(root: Any) -> Dialect:
    """The dialect of an XLIFF file, by the namespaces that its root declares."""
    declared = set(root.nsmap.values())
    for namespace, kind in ((SDL, Trados), (MEMOQ, MemoQ), (PHRASE, PhraseTms)):
        if namespace in declared:
            return kind()
    return Dialect()


def _signed(text: str, user: str) -> str:
    return f"{text} ({user})" if text and user else text


def _us_date(text: str) -> str:
    """`09/25/2020 14:03:59`, as Trados writes it, as a TMX date; "" for anything else."""
    for form in ("%m/%d/%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S"):
        try:
            return tmx_date(datetime.strptime(text, form).replace(tzinfo=UTC))
        except ValueError:
            continue
    return ""


def _iso_date(text: str) -> str:
    """`2026-07-25T16:28:28Z` as a TMX date; "" for none, and for .NET's least date, which memoQ writes for none."""
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)", text)
    return f"{found[1]}{found[2]}{found[3]}T{found[4]}{found[5]}{found[6]}Z" if found and found[1] != "0001" else ""


def _millisecond_date(text: str) -> str:
    """Milliseconds since 1970 as a TMX date; "" for 0 and for anything else."""
    try:
        return tmx_date(datetime.fromtimestamp(int(text) / 1000, UTC)) if text and int(text) > 0 else ""
    except (ValueError, OverflowError, OSError):
        return ""
