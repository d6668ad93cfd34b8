"""A pre-translated document as XLIFF 1.2 and 2.1.

In 1.2 a sentence is a `trans-unit`, a paragraph a `group`; matches are `alt-trans`, terms and repetitions notes. In 2.1
a paragraph is a `unit` with a `segment` for each sentence; matches stand in the Translation Candidates module, terms in
the Glossary module. Both say of each sentence where it is from, so that what comes back goes into a memory with its
places.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from duizhao.corpora.saying import say
from duizhao.tmx.formats.xliff2 import NAMESPACES as XLIFF2
from duizhao.tmx.formats.xliff2 import OURS
from duizhao.tmx.formats.xliff12 import NAMESPACES as XLIFF12
from duizhao.tmx.formats.xliff12 import TOOL, props_xml, tool_xml
from duizhao.tmx.locators import locator_props
from duizhao.tmx.model import Prop
from duizhao.tmx.pretranslation.segments import PretranslatedSegment, Pretranslation, Readiness
from duizhao.tmx.store.found import MemoryMatch
from duizhao.tmx.xml.unit_xml import attribute_xml, text_xml

MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
GLOSSARY = "urn:oasis:names:tc:xliff:glossary:2.0"

_STATES12 = {
    Readiness.EXACT: 'state="translated" state-qualifier="exact-match"',
    Readiness.UNSURE: 'state="needs-review-translation" state-qualifier="exact-match"',
    Readiness.FILLED: 'state="needs-review-translation" state-qualifier="fuzzy-match"',
    Readiness.OFFERED: 'state="needs-translation"',
    Readiness.NEW: 'state="new"',
}
_STATES2 = {
    Readiness.EXACT: f'state="translated" subState="{OURS}exact"',
    Readiness.UNSURE: 'state="initial" subState="match:unsure"',
    Readiness.FILLED: 'state="initial" subState="match:fuzzy"',
    Readiness.OFFERED: 'state="initial"',
    Readiness.NEW: 'state="initial"',
}


def write_pretranslated12(stream: BinaryIO, made: Pretranslation) -> None:
    """Write XLIFF 1.2 (strict)."""
    stream.write(
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<xliff xmlns="{XLIFF12[0]}" version="1.2">\n'
            f'<file original="{attribute_xml(made.name)}" source-language="{attribute_xml(made.language)}" '
            f'target-language="{attribute_xml(made.target)}" datatype="plaintext" tool-id="{TOOL}">\n'
            f"{tool_xml()}<body>\n"
        ).encode()
    )
    number = 0
    for unit, segments in made.units:
        name = f' resname="{attribute_xml(unit.cite)}"' if unit.number else ""
        stream.write(f'<group id="{attribute_xml(unit.id)}"{name}>\n'.encode())
        for segment in segments:
            number += 1
            stream.write(_unit12(number, segment).encode())
        stream.write(b"</group>\n")
    stream.write(b"</body>\n</file>\n</xliff>\n")


def _unit12(number: int, segment: PretranslatedSegment) -> str:
    alternatives = "".join(
        f'<alt-trans match-quality="{match.score}" origin="{attribute_xml(_origin(match))}">'
        f"<source>{text_xml(match.source)}</source><target>{text_xml(match.target)}</target></alt-trans>"
        for match in segment.offered
    )
    notes = "".join(f'<note from="duizhao">{text_xml(said)}</note>' for said in _said(segment))
    return (
        f'<trans-unit id="{number}" resname="{attribute_xml(segment.at.unit)}" xml:space="preserve">'
        f"<source>{text_xml(segment.text)}</source>"
        f"<target {_STATES12[segment.readiness]}>{text_xml(segment.target)}</target>"
        f"{alternatives}{notes}{props_xml(_props(segment))}</trans-unit>\n"
    )


def _props(segment: PretranslatedSegment) -> list[tuple[str, str]]:
    props = [(prop.type, prop.text) for prop in locator_props(segment.at)]
    return [*props, ("x-match", str(segment.matches[0].score))] if segment.target else props


def _said(segment: PretranslatedSegment, *, terms: bool = True) -> Iterator[str]:
    """What a translator reads beside a sentence."""
    if segment.repeats:
        yield f"repeats {segment.repeats}"
    if segment.readiness is Readiness.UNSURE:
        several = len({match.target for match in segment.matches if match.score == 100}) > 1
        yield say("translated in several ways") if several else say("the memory's pair is doubtful")
    if terms:
        yield from map(str, segment.terms)


def _origin(match: MemoryMatch) -> str:
    where = f"§{match.number}" if match.number[:1].isdigit() else match.number
    return f"{match.document} {where}".rstrip() or "memory"


def write_pretranslated2(stream: BinaryIO, made: Pretranslation) -> None:
    """Write XLIFF 2.1."""
    stream.write(
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<xliff xmlns="{XLIFF2[0]}" xmlns:mtc="{MATCHES}" xmlns:gls="{GLOSSARY}" version="2.1" '
            f'srcLang="{attribute_xml(made.language)}" trgLang="{attribute_xml(made.target)}">\n'
            f'<file id="f1" original="{attribute_xml(made.name)}">\n'
        ).encode()
    )
    number = 0
    for place, (_, segments) in enumerate(made.units, 1):
        stream.write(_unit2(place, segments, number).encode())
        number += len(segments)
    if not made.units:
        stream.write(b'<unit id="u0" translate="no"><segment><source/></segment></unit>\n')
    stream.write(b"</file>\n</xliff>\n")


def _unit2(place: int, segments: tuple[PretranslatedSegment, ...], before: int) -> str:
    """A paragraph; `before` is how many sentences the document has before it."""
    matches, entries, notes, texts = [], [], [], []
    at = [prop for prop in locator_props(segments[0].at) if prop.type != "x-sentence"]
    notes += [_note(prop) for prop in at]
    for number, segment in enumerate(segments, before + 1):
        id_ = f"s{number}"
        matches += [_match2(match, id_) for match in segment.offered]
        entries += [
            f'<gls:glossEntry ref="#{id_}"><gls:term>{text_xml(hint.term)}</gls:term>'
            + "".join(f"<gls:translation>{text_xml(one)}</gls:translation>" for one in hint.translations)
            + (f"<gls:definition>not {text_xml(', '.join(hint.avoid))}</gls:definition>" if hint.avoid else "")
            + "</gls:glossEntry>"
            for hint in segment.terms
            if hint.translations or hint.avoid
        ]
        notes += [_note(Prop(f"{OURS}said", f"{id_}: {one}")) for one in _said(segment, terms=False)]
        if segment.before:
            texts.append(f'<ignorable><source xml:space="preserve">{text_xml(segment.before)}</source></ignorable>')
        target = f'<target xml:space="preserve">{text_xml(segment.target)}</target>' if segment.target else ""
        texts.append(
            f'<segment id="{id_}" {_STATES2[segment.readiness]}>'
            f'<source xml:space="preserve">{text_xml(segment.text)}</source>{target}</segment>'
        )
    return (
        f'<unit id="u{place}">'
        + (f"<mtc:matches>{''.join(matches)}</mtc:matches>" if matches else "")
        + (f"<gls:glossary>{''.join(entries)}</gls:glossary>" if entries else "")
        + f"<notes>{''.join(notes)}</notes>{''.join(texts)}</unit>\n"
    )


def _note(prop: Prop) -> str:
    return f'<note category="{attribute_xml(prop.type)}">{text_xml(prop.text)}</note>'


def _match2(match: MemoryMatch, id_: str) -> str:
    return (
        f'<mtc:match ref="#{id_}" type="tm" similarity="{match.score}" origin="{attribute_xml(_origin(match))}">'
        f"<source>{text_xml(match.source)}</source><target>{text_xml(match.target)}</target></mtc:match>"
    )
