"""Decide about one concept from all that reviewed rows say of it: take over what agrees, refuse what contradicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from duizhao.corpora.saying import say
from duizhao.terminology.formats.rows import ReviewRow
from duizhao.terminology.glossary import Concept, Glossary, Link, Status, Term
from duizhao.terminology.review.preferring import decided_before, older, preferences
from duizhao.terminology.review.respelling import respelt
from duizhao.terminology.review.signing import said_of_term
from duizhao.terminology.review.work import FACTS, DecidedRows, Signature, Signed, Signing, TermKey, Vote, Work


def decide(work: Work, base: Glossary, outcome: DecidedRows, signature: Signature) -> Concept:
    """The concept with the decisions in it; decisions and conflicts are noted in `outcome`."""
    return _Deciding(work, base, outcome, signature).concept()


class _Deciding:
    """A concept on its way: its terms and links as they are decided; which terms become the preferred ones of their
    language, with the lines that say so, and which of them may not (`barred`)."""

    def __init__(self, work: Work, base: Glossary, outcome: DecidedRows, signature: Signature) -> None:
        self.work, self.base, self.signature, self._outcome = work, base, signature, outcome
        self.terms = dict(work.terms)
        self.links = list(work.concept.links)
        self.chosen, self.barred = preferences(work, base, outcome)
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
        for language, (line, chosen) in self.chosen.items():
            self._demote(language, line, chosen)
        self._reject_whole()
        self._follow_speech()
        facts = self._facts()
        return replace(
            work.concept,
            terms=tuple(self.terms.values()),
            links=tuple(self.links),
            history=tuple(self.history),
            **facts,
        )

    def _decided(self, line: int, text: str, said: Signed | None = None) -> None:
        """Note a decision, signed as the row or vote `said` is, else as the whole table."""
        self._outcome.decided(line, self.work.concept.id, text)
        self.history.append((self.signature.as_signed(said) if said else self.signature).line(text))

    def _refused(self, line: int, text: str) -> None:
        self._outcome.refused(line, self.work.concept.id, text)

    def _vote(self, key: TermKey, changed: Sequence[Vote]) -> None:
        """Take over what the rows that change a term say of it, unless they differ or a newer decision stands."""
        if not changed or key in self.barred:
            return
        said = {vote.status for vote in changed}
        if len(said) > 1:
            lines = ", ".join(str(vote.line) for vote in changed)
            why = say(
                "'{key}' is {said} in lines {lines}; nothing is changed",
                key=key[1],
                said=" and ".join(sorted(said)),
                lines=lines,
            )
            for vote in changed:
                self._refused(vote.line, why)
            return
        old, vote = self.terms[key], changed[0]
        if old.decided and vote.status is not old.status and older(vote, old):
            self._refused(vote.line, decided_before(old, str(vote.status)))
            return
        signed = self.signature.of(vote)
        signed["reviewer"] = signed["reviewer"] or old.reviewer
        new = replace(
            old,
            status=vote.status,
            note=next((v.note for v in changed if v.note), old.note),
            part_of_speech=next((v.speech for v in changed if v.speech), old.part_of_speech),
            **signed,
        )
        self.terms[key] = new
        self._decided(vote.line, said_of_term(old, new), vote)

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
        status = Status.PROPOSED if (language, text) in self.barred else status
        signed = self.signature.of(row)
        self.written.add((language, text))
        self.terms[language, text] = Term(text, language, status, row.part_of_speech, note=note, **signed)
        both = (row.source_term, row.target_term)
        if all(both) and both not in {(link.source, link.target) for link in self.links}:
            self.links.append(Link(*both))
        self._decided(row.line, say("{term}: new, {status}", term=text, status=say(status.value)), row)

    def _reject_whole(self) -> None:
        """Let a concept of which every term of one language is "not a term" be none at all, where the rows say so; and
        where one of them was called a term again, the terms of the other language too."""
        votes = [(key, vote) for key, said in self.work.votes.items() for vote in said if vote.changed]
        changed = {key: vote for key, vote in votes if self._took(key, vote)}
        for key, vote in changed.items():
            side = [t for t in self.terms.values() if t.language == key[0]]
            others = [k for k in self.terms if k[0] != key[0] and k not in changed]
            signed = self.signature.of(vote)
            if vote.status is Status.REJECTED and all(t.status is Status.REJECTED for t in side):
                for k in others:
                    if self.terms[k].status is not Status.REJECTED:
                        self.terms[k] = replace(self.terms[k], status=Status.REJECTED, **signed)
            elif self.work.terms[key].status is Status.REJECTED and vote.status is not Status.REJECTED:
                self._restore([k for k in others if self.terms[k].status is Status.REJECTED], signed)

    def _follow_speech(self) -> None:
        """A row names one part of speech for both of its terms: where it was changed, and all translations are of the
        same, the source terms are too."""
        said = {v.speech for votes in self.work.votes.values() for v in votes if v.speech}
        targets = [t for t in self.terms.values() if t.language == self.base.target_language]
        if len(said) == 1 and all(t.part_of_speech in said for t in targets):
            (speech,) = said
            self.terms = {key: replace(term, part_of_speech=speech) for key, term in self.terms.items()}

    def _took(self, key: TermKey, vote: Vote) -> bool:
        return key in self.terms and self.terms[key].status is vote.status

    def _restore(self, keys: Sequence[TermKey], signed: Signing) -> None:
        """Terms that were none only because those of the other language were: the first is preferred again."""
        if any(t.language == key[0] and t.status is not Status.REJECTED for key in keys for t in self.terms.values()):
            return
        for rank, key in enumerate(keys):
            status = Status.ADMITTED if rank else Status.PREFERRED
            self.terms[key] = replace(self.terms[key], status=status, **signed)

    def _supersede(self, key: TermKey, row: ReviewRow) -> None:
        is_source = key[0] == self.base.source_language
        over = (key[0], row.source_term if is_source else row.target_term)
        if self.terms[key].status is Status.SUPERSEDED and over in self.work.terms:
            return  # the same table once more
        self.terms[key] = replace(self.terms[key], status=Status.SUPERSEDED, **self.signature.of(row))
        self._decided(row.line, say("{key}: superseded, the reviewer wrote another term over it", key=key[1]), row)

    def _respell(self, key: TermKey, text: str, row: ReviewRow) -> None:
        old, new = self.terms[key], (key[0], text)
        self.links = respelt(self.links, key[1], text, is_source=key[0] == self.base.source_language)
        if new in self.terms:
            self.terms.pop(key)  # another term of the concept is written so
        else:
            written = replace(old, text=text, **self.signature.of(row))
            self.terms = {new if k == key else k: written if k == key else term for k, term in self.terms.items()}
        self._decided(row.line, say("{term}: written {text}", term=key[1], text=text), row)

    def _demote(self, language: str, line: int, chosen: str) -> None:
        """Let one term of a language be the preferred one: that before it is out of use where another was written as
        the one to use, else it is admitted."""
        for key, term in self.terms.items():
            if key[0] != language or key[1] == chosen or term.status is not Status.PREFERRED:
                continue
            if (language, chosen) in self.written and not self.work.replaced:
                signed = Signing(reviewer=self.signature.reviewer, date=self.signature.day)
                self.terms[key] = replace(term, status=Status.SUPERSEDED, **signed)
                self._decided(
                    line,
                    say("{term}: preferred -> superseded, {chosen} is preferred now", term=term.text, chosen=chosen),
                )
            else:
                self.terms[key] = replace(term, status=Status.ADMITTED)
                if term.decided:
                    self._decided(
                        line,
                        say("{term}: preferred -> admitted, {chosen} is preferred now", term=term.text, chosen=chosen),
                    )

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
            facts[FACTS[name]] = value
            self._decided(line, f"{name}: {value}")
        return facts
