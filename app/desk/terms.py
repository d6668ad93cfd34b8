"""The glossary at the desk: the same file as `duizhao glossary extract` and `import` work on, decided concept by
concept. Every step is written at once and can be taken back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.saying import say, translated
from duizhao.corpora.storage.files import write_bytes
from duizhao.terminology import Concept, Glossary, Link, Status, Term, read_glossary, write_glossary
from duizhao.terminology.formats.cells import PARTS_OF_SPEECH, part_of_speech
from duizhao.terminology.glossary import concept_id, fold
from duizhao.terminology.review.regroup import inheriting
from duizhao.terminology.review.signing import signed
from duizhao.terminology.review.telling import history_sentence
from duizhao.terminology.review.work import Signature
from duizhao.terminology.variation.naming import name_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duizhao.alignment.encoders.protocol import Encoder
    from duizhao.corpora.model import Pair


class Terms:
    """A glossary file with what can be decided about it. `languages` are those of the paper."""

    def __init__(self, path: Path, languages: tuple[str, str], who: str) -> None:
        self.path, self.languages, self.who = path, languages, who
        self._before: list[bytes | None] = []

    @property
    def glossary(self) -> Glossary:
        """What the file holds; an empty glossary where there is none."""
        if not self.path.is_file():
            return Glossary((), *self.languages)
        return read_glossary(self.path)

    def data(self) -> dict[str, Any]:
        """All concepts for the page."""
        found = self.glossary
        return {
            "exists": self.path.is_file(),
            "path": str(self.path),
            "undo": len(self._before),
            "statuses": [status.value for status in Status],
            "speech": list(PARTS_OF_SPEECH),
            "concepts": [_concept_data(concept, found) for concept in found],
        }

    def extract(self, pairs: Sequence[Pair], encoder: Encoder | None = None) -> None:
        """Extract terms of these pairs into the file, with an encoder where there is one; what was decided before
        stays decided."""
        from duizhao.extracting import extract_terms
        from duizhao.terminology.review.carry_over import keep_decisions

        fresh = extract_terms([pair for pair in pairs if pair.source and pair.target], self.languages, encoder)
        known = self.glossary
        self._write(keep_decisions(known, fresh) if len(known) else fresh)

    def act(self, kind: str, said: Mapping[str, Any]) -> None:
        """Do one thing to the glossary. Raises InputError for what makes no sense."""
        if kind not in _ACTS:
            raise SettingsError(
                say("unknown action '{kind}'", kind=kind), cure=say("Known: {acts}", acts=", ".join(_ACTS))
            )
        try:
            changed = _ACTS[kind](self, self.glossary, said)
        except (KeyError, TypeError, StopIteration) as error:
            raise InputError(
                say("'{kind}' lacks something: {error:.60}", kind=kind, error=repr(error)), cure="Load the page again"
            ) from None
        self._write(changed)

    def undo(self) -> None:
        """Take the last step back. Raises InputError where there is none."""
        if not self._before:
            raise InputError("there is nothing to undo")
        data = self._before.pop()
        if data is None:
            self.path.unlink(missing_ok=True)
            return
        write_bytes(self.path, data)

    def _write(self, glossary: Glossary) -> None:
        before = self.path.read_bytes() if self.path.is_file() else None
        write_glossary(glossary, self.path)
        self._before.append(before)

    @property
    def _signature(self) -> Signature:
        return Signature(self.who or "desk", datetime.date.today().isoformat())

    def _signed(self, term: Term, **changes: Any) -> Term:
        return replace(term, reviewer=self._signature.reviewer, date=self._signature.day, **changes)

    def _put(self, found: Glossary, concept: Concept) -> Glossary:
        """The glossary with a concept as it was made of the one with its id; what was done stands in its history."""
        made = signed(found.get(concept.id), concept, self._signature.reviewer, self._signature.day)
        return found.with_concepts(made if each.id == concept.id else each for each in found)

    def _told(self, concept: Concept, text: str) -> Concept:
        return replace(concept, history=(*concept.history, self._signature.line(text)))

    def status(self, found: Glossary, said: Mapping[str, Any]) -> Glossary:
        """Give a term a status; a preferred one takes the place of the one that was."""
        concept, status = _concept(found, said), Status.parse(str(said["status"]))
        chosen = (str(said["language"]), str(said["text"]))
        terms = []
        for term in concept.terms:
            if (term.language, term.text) == chosen:
                term = self._signed(term, status=status)
            elif status is Status.PREFERRED and term.language == chosen[0] and term.status is Status.PREFERRED:
                term = self._signed(term, status=Status.ADMITTED)
            terms.append(term)
        return self._put(found, replace(concept, terms=tuple(terms)))

    def confirm(self, found: Glossary, said: Mapping[str, Any]) -> Glossary:
        """The concept is right as it stands."""
        concept = _concept(found, said)
        return self._put(found, replace(concept, terms=tuple(map(self._signed, concept.terms))))

    def reject(self, found: Glossary, said: Mapping[str, Any]) -> Glossary:
        """This is no term, for good: a later extraction finds it decided."""
        concept = _concept(found, said)
        terms = tuple(self._signed(term, status=Status.REJECTED) for term in concept.terms)
        return self._put(found, replace(concept, terms=terms))

    def restore(self, found: Glossary, said: Mapping[str, Any]) -> Glossary:
        """What was rejected is a term after all: the first of each language is preferred, the others are admitted."""
        concept = _concept(found, said)
        first = {term.language: term.text for term in reversed(concept.terms)}
        terms = tuple(
            self._signed(term, status=Status.PREFERRED if term.text == first[term.language] else Status.ADMITTED)
            for term in concept.terms
        )
        return self._put(found, replace(concept, terms=terms))

    def write(self, found: Glossary, said: Mapping[str, Any]) -> Glossary:
        """Write a term otherwise, and, of a translation, its note: a table has none of a source term."""
        concept, text = _concept(found, said), " ".join(str(said["new"]).split())
        if not text:
            raise InputError("the term is empty", cure="Reject it instead")
        old = (str(said["language"]), str(said["text"]))
        is_source = old[0] == found.source_language
        noted = {"note": " ".join(str(said["note"]).split())} if "note" in said and not is_source else {}
        terms = tuple(self._signed(t, text=text, **noted) if (t.language, t.text) == old else t for t in concept.terms)
        if len({(t.language, t.text) for t in terms}) < len(terms):
            raise InputError(say("'{text}' stands in this concept already", text=text))
        links = []
        for link in concept.links:
            if is_source and link.source == old[1]:
                link = replace(link, source=text)
            elif not is_source and link.target == old[1]:
                link = replace(link, target=text)
            links.append(link)
        return self._put(found, replace(concept, terms=terms, links=tuple(links)))

    def define(self, found: Glossary, said: Mapping[str, Any]) -> Glossary:
        """Definition with its source, domain and note of a concept, the part of speech of its terms; what is not said
        stays."""
        concept = _concept(found, said)
        names = ("definition", "definition_source", "domain", "note")
        facts: dict[str, Any] = {name: " ".join(str(said[name]).split()) for name in names if name in said}
        speech = part_of_speech(str(said.get("speech") or ""))
        terms = tuple(replace(term, part_of_speech=speech) for term in concept.terms) if speech else concept.terms
        return self._put(found, replace(concept, terms=terms, **facts))

    def merge(self, found: Glossary, said: Mapping[str, Any]) -> Glossary:
        """One concept of two: terms and evidence of the second go to the first, whose own stay preferred."""
        first = _concept(found, said)
        second = found.get(str(said["with"]))
        if second is None or second.id == first.id:
            raise InputError("there is no other concept of this name", cure="Choose one of the list")
        held = {(t.language, fold(t.text)) for t in first.terms}
        kept = {t.language for t in first.terms if t.status is Status.PREFERRED}
        more = [
            self._signed(t, status=Status.ADMITTED if t.status is Status.PREFERRED and t.language in kept else t.status)
            for t in second.terms
            if (t.language, fold(t.text)) not in held
        ]
        links = {(link.source, link.target): link for link in (*second.links, *first.links)}
        merged = inheriting(replace(first, terms=(*first.terms, *more), links=tuple(links.values())), second)
        merged = self._told(merged, say("{origin} is merged into it", origin=second.id))
        return found.with_concepts(merged if c.id == first.id else c for c in found if c.id != second.id)

    def split(self, found: Glossary, said: Mapping[str, Any]) -> Glossary:
        """A term becomes a concept of its own, with the terms of the other language that it goes with."""
        concept = _concept(found, said)
        chosen = (str(said["language"]), str(said["text"]))
        is_source = chosen[0] == found.source_language
        links = [x for x in concept.links if (x.source if is_source else x.target) == chosen[1]]
        partners = {x.target if is_source else x.source for x in links}
        apart = [
            self._signed(t, status=Status.PREFERRED)
            for t in concept.terms
            if (t.language, t.text) == chosen or (t.language != chosen[0] and t.text in partners)
        ]
        stay = tuple(t for t in concept.terms if (t.language, t.text) != chosen)
        if len({t.language for t in stay}) < 2:
            raise InputError("nothing would be left of the concept", cure="A concept needs a term in each language")
        name = concept_id(next((t.text for t in apart if t.language == found.source_language), chosen[1]), _ids(found))
        new = Concept(name, tuple(apart), tuple(links), domain=concept.domain, history=concept.history)
        new = self._told(new, say("split from {origin}", origin=concept.id))
        rest = replace(concept, terms=stay, links=tuple(x for x in concept.links if x not in links))
        rest = self._told(rest, say("{concept} is split from it", concept=name))
        out: list[Concept] = []
        for each in found:
            out += [rest, new] if each.id == concept.id else [each]
        return found.with_concepts(out)

    def add(self, found: Glossary, said: Mapping[str, Any]) -> Glossary:
        """A new pair of terms, selected in both texts."""
        texts = [" ".join(str(said[name]).split()) for name in ("source", "target")]
        if not all(texts):
            raise InputError("a term needs words in both languages", cure="Select words in both texts, then press T")
        tags = (found.source_language, found.target_language)
        terms = [self._signed(Term(text, tag)) for text, tag in zip(texts, tags, strict=True)]
        for concept in found:
            ours = {_name(t): t.text for t in concept.terms}
            new = [t for t in terms if _name(t) not in ours]
            if not new:
                raise InputError(
                    say("'{source}' with '{target}' is in the glossary already", source=texts[0], target=texts[1])
                )
            if len(new) == 1:
                source, target = (ours.get(_name(t), t.text) for t in terms)
                link = Link(source, target, 1)
                more = replace(new[0], status=Status.ADMITTED)
                joined = replace(concept, terms=(*concept.terms, more), links=(*concept.links, link))
                return self._put(found, joined)
        concept = Concept(concept_id(texts[0], _ids(found)), tuple(terms), (Link(texts[0], texts[1], 1),))
        concept = signed(None, concept, self._signature.reviewer, self._signature.day)
        return found.with_concepts((concept, *found))


_ACTS: dict[str, Callable[[Terms, Glossary, Mapping[str, Any]], Glossary]] = {
    "status": Terms.status,
    "confirm": Terms.confirm,
    "reject": Terms.reject,
    "restore": Terms.restore,
    "write": Terms.write,
    "define": Terms.define,
    "merge": Terms.merge,
    "split": Terms.split,
    "add": Terms.add,
}


def _name(term: Term) -> tuple[str, str]:
    return term.language, name_key(term.text, term.language)


def _ids(found: Glossary) -> set[str]:
    return {concept.id for concept in found}


def _concept(found: Glossary, said: Mapping[str, Any]) -> Concept:
    concept = found.get(str(said["id"]))
    if concept is None:
        raise InputError("this concept is not in the glossary any more", cure="Load the page again")
    return concept


def _concept_data(concept: Concept, found: Glossary) -> dict[str, Any]:
    tags = (found.source_language, found.target_language)
    examples = [example for link in concept.links for example in link.examples][:3]
    return {
        "id": concept.id,
        "domain": concept.domain,
        "definition": concept.definition,
        "definition_source": concept.definition_source,
        "note": concept.note,
        "speech": ", ".join(dict.fromkeys(t.part_of_speech for t in concept.terms if t.part_of_speech)),
        "history": [translated(history_sentence(line)) for line in concept.history],
        "decided": concept.decided,
        "count": concept.count,
        "terms": [
            [
                {
                    "text": t.text,
                    "language": t.language,
                    "status": t.status.value,
                    "count": t.count,
                    "note": t.note,
                    "reviewer": t.reviewer,
                    "date": t.date,
                }
                for t in concept.terms_in(tag)
            ]
            for tag in tags
        ],
        "links": [{"source": x.source, "target": x.target, "count": x.count} for x in concept.links],
        "examples": [[example.source, example.target] for example in examples],
    }
