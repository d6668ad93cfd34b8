"""Decide about one concept from all that reviewed rows say of it: take over what agrees, refuse what contradicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from duizhao.corpora.saying import say, say_joined
from duizhao.terminology.formats.cells import iso_date
from duizhao.terminology.formats.rows import ReviewRow
from duizhao.terminology.glossary import Concept, Glossary, Link, Status, Term
from duizhao.terminology.review.work import DecidedRows, Signature, TermKey, Vote, Work


def decide(work: Work, base: Glossary, outcome: DecidedRows, signature: Signature) -> Concept:
    """The concept with the decisions in it; decisions and conflicts are noted in `outcome`."""
    return _Deciding(work, base, outcome, signature).concept()


class _Deciding:
    """A concept on its way: its terms and links as they are decided, and which terms became the preferred ones of their
    language, with the lines that say so."""

    def __init__(self, work: Work, base: Glossary, outcome: DecidedRows, signature: Signature) -> None:
        self.work, self.base, self.signature, self._outcome = work, base, signature, outcome
        self.terms = dict(work.terms)
        self.links = list(work.concept.links)
        self.chosen: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.history = list(work.concept.history)
        self.written: set[TermKey] = set()

    def concept(self) -> Concept:
        """All that the rows say, in this order: what they vote on known terms, new terms, terms that new ones replace,
        spellings, which of several preferred terms stays so, facts."""
        work = self.work
        for key, votes in work.votes.items():
            self._vote(key, [vote for vote in votes if vote.changed])
        for row, language in work.added:
            self._add(row, language)
        for key, row in work.replaced.items():
            self._supersede(key, row)
        for key, (text, row) in work.spelt.items():
            self._respell(key, text, row)
        for language, picks in self.chosen.items():
            self._prefer(language, picks)
        self._reject_source()
        facts = self._facts()
        return replace(
            work.concept,
            terms=tuple(self.terms.values()),
            links=tuple(self.links),
            history=tuple(self.history),
            **facts,
        )

    def _decided(self, line: int, text: str) -> None:
        self._outcome.decided(line, self.work.concept.id, text)
        self.history.append(self.signature.line(text))

    def _refused(self, line: int, text: str) -> None:
        self._outcome.refused(line, self.work.concept.id, text)

    def _vote(self, key: TermKey, changed: Sequence[Vote]) -> None:
        """Take over what the rows that change a term say of it, unless they differ or a newer decision stands."""
        if not changed:
            return
        said = {vote.status for vote in changed}
        if len(said) > 1:
            lines = ", ".join(str(vote.line) for vote in changed)
            for vote in changed:
                self._refused(
                    vote.line,
                    say(
                        "'{key}' is {said} in lines {lines}; nothing is changed",
                        key=key[1],
                        said=" and ".join(sorted(said)),
                        lines=lines,
                    ),
                )
            return
        old, vote = self.terms[key], changed[0]
        if old.decided and vote.status is not old.status and _older(vote, old):
            by = say("by {reviewer} {date}", reviewer=old.reviewer or say("someone"), date=old.date)
            self._refused(
                vote.line,
                say(
                    "'{old}' was decided {status} {by}; '{new_status}' is not newer",
                    old=old.text,
                    status=old.status,
                    by=by,
                    new_status=vote.status,
                ),
            )
            return
        new = replace(
            old,
            status=vote.status,
            note=next((v.note for v in changed if v.note), old.note),
            part_of_speech=next((v.speech for v in changed if v.speech), old.part_of_speech),
            **self.signature.of(vote),
        )
        self.terms[key] = new
        self._decided(vote.line, _said(old, new))
        if new.status is Status.PREFERRED and old.status is not Status.PREFERRED:
            self.chosen[key[0]].append((vote.line, key[1]))

    def _add(self, row: ReviewRow, language: str) -> None:
        """A term that the glossary's concept did not have: written by the reviewer, new or in the place of another."""
        is_source = language == self.base.source_language
        text, said, note = (
            (row.source_term, row.source_status, "") if is_source else (row.target_term, row.status, row.note)
        )
        if (language, text) in self.terms:
            return
        none = not any(t.language == language and t.status is Status.PREFERRED for t in self.terms.values())
        status = Status(said) if said else Status.PREFERRED if none else Status.ADMITTED
        signed = self.signature.of(row)
        self.written.add((language, text))
        self.terms[language, text] = Term(text, language, status, row.part_of_speech, note=note, **signed)
        if status is Status.PREFERRED:
            self.chosen[language].append((row.line, text))
        both = (row.source_term, row.target_term)
        if all(both) and both not in {(link.source, link.target) for link in self.links}:
            self.links.append(Link(*both))
        self._decided(row.line, say("{term}: new, {status}", term=text, status=say(status.value)))

    def _reject_source(self) -> None:
        """Let a source term of which every translation is "not a term" be none itself, where the rows say so."""
        targets = [t for t in self.terms.values() if t.language == self.base.target_language]
        said = any(v.changed and v.status is Status.REJECTED for votes in self.work.votes.values() for v in votes)
        if said and targets and all(t.status is Status.REJECTED for t in targets):
            signed = self.signature.of(targets[0])
            for key, term in self.terms.items():
                if term.status is not Status.REJECTED:
                    self.terms[key] = replace(term, status=Status.REJECTED, **signed)

    def _supersede(self, key: TermKey, row: ReviewRow) -> None:
        self.terms[key] = replace(self.terms[key], status=Status.SUPERSEDED, **self.signature.of(row))
        self._decided(row.line, say("{key}: superseded, the reviewer wrote another term over it", key=key[1]))

    def _respell(self, key: TermKey, text: str, row: ReviewRow) -> None:
        self.terms[key] = replace(self.terms[key], text=text, **self.signature.of(row))
        self.links = [_respelt(link, key[1], text, key[0] == self.base.source_language) for link in self.links]
        self._decided(row.line, say("{term}: written {text}", term=key[1], text=text))

    def _prefer(self, language: str, picks: Sequence[tuple[int, str]]) -> None:
        """Let one term of a language be preferred: a new one makes the one that was only proposed as such an admitted
        one; between two that reviewers chose nobody decides."""
        if len({text for _, text in picks}) > 1:
            for line, _ in picks:
                self._refused(
                    line,
                    say("{picks} are both preferred; keep one", picks=" and ".join((repr(text) for _, text in picks))),
                )
            return
        line, chosen = picks[0]
        for key, term in self.terms.items():
            if key[0] != language or key[1] == chosen or term.status is not Status.PREFERRED:
                continue
            if any(vote.changed for vote in self.work.votes.get(key, ())):
                self._refused(
                    line, say("'{chosen}' and '{term}' are both preferred; keep one", chosen=chosen, term=term.text)
                )
            elif (language, chosen) in self.written and not self.work.replaced:
                # Another term was written as the one to use: the one before it is out of use.
                self.terms[key] = replace(
                    term, status=Status.SUPERSEDED, reviewer=self.signature.reviewer, date=self.signature.day
                )
                self._decided(
                    line,
                    say("{term}: preferred -> superseded, {chosen} is preferred now", term=term.text, chosen=chosen),
                )
            else:
                self.terms[key] = replace(term, status=Status.ADMITTED)

    def _facts(self) -> dict[str, str]:
        """Domain, definition and note of the concept where the rows that change one agree."""
        facts: dict[str, str] = {}
        for name, values in self.work.facts.items():
            if len(values) > 1:
                lines = ", ".join(map(str, values.values()))
                for line in values.values():
                    self._refused(
                        line, say("{name} is different in lines {lines}; nothing is changed", name=name, lines=lines)
                    )
                continue
            value, line = next(iter(values.items()))
            facts["note" if name == "concept_note" else name] = value
            self._decided(line, f"{name}: {value}")
        return facts


def _respelt(link: Link, before: str, after: str, is_source: bool) -> Link:
    if is_source:
        return replace(link, source=after) if link.source == before else link
    return replace(link, target=after) if link.target == before else link


def _older(vote: Vote, term: Term) -> bool:
    day = iso_date(vote.date) if vote.date else ""
    return bool(term.date) and (not day or day <= term.date) and vote.reviewer != term.reviewer


def _said(old: Term, new: Term) -> str:
    status = say(new.status.value)
    parts: list[str] = [
        say("{old} -> {new}", old=say(old.status.value), new=status)
        if old.status is not new.status
        else say("{status} confirmed", status=status)
    ]
    if new.note != old.note:
        parts.append(say("note: {note}", note=new.note))
    if new.part_of_speech != old.part_of_speech:
        parts.append(say("part of speech: {part_of_speech}", part_of_speech=new.part_of_speech))
    return say("{term}: {decisions}", term=old.text, decisions=say_joined(", ", parts))
