"""What somebody decides about a concept on its page, out of the fields of a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from pydantic import ValidationError

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say
from duizhao.server.term_models import NewConcept
from duizhao.terminology.glossary import Concept, Status

NEW = "new"
"""The field of a term that is to be added."""


def decided(fields: Mapping[str, str]) -> Callable[[Concept], Concept]:
    """What makes of a concept what the form says: `status.N`, `speech.N` and `note.N` of its terms by their place,
    `new`, `new.language` and `new.status` of one more, and what is said of the concept. A term that becomes the
    preferred one takes the place of the one that was.

    The function raises SettingsError for what makes no sense: two terms of a language that shall be preferred, a text
    that is too long.
    """

    def made(old: Concept) -> Concept:
        terms = [
            {
                "text": term.text,
                "language": term.language,
                "form": term.form,
                "status": fields.get(f"status.{k}", str(term.status)),
                "part_of_speech": fields.get(f"speech.{k}", term.part_of_speech),
                "note": fields.get(f"note.{k}", term.note).strip(),
            }
            for k, term in enumerate(old.terms)
        ]
        if added := " ".join(fields.get(NEW, "").split()):
            status = fields.get("new.status", Status.ADMITTED)
            terms.append({"text": added, "language": fields.get("new.language", ""), "status": status})
        facts = {name: " ".join(fields.get(name, getattr(old, name)).split()) for name in _FACTS}
        try:
            new = NewConcept.model_validate({"terms": terms, **facts}).onto(old)
        except ValidationError as error:
            raise SettingsError(
                say("'{text}' cannot be taken", text=str(error.errors()[0].get("input", ""))[:60]),
                cure="Write less, and only text",
            ) from None
        return _one_preferred(old, new)

    return made


_FACTS = ("definition", "definition_source", "domain", "note")


def _one_preferred(old: Concept, new: Concept) -> Concept:
    """The concept with the terms that were preferred admitted, where another of their language is now."""
    before = {(t.language, t.text) for t in old.terms if t.status is Status.PREFERRED}
    terms = new.terms
    for language in dict.fromkeys(t.language for t in terms):
        preferred = [t for t in terms if t.language == language and t.status is Status.PREFERRED]
        fresh = [t for t in preferred if (t.language, t.text) not in before]
        if len(fresh) > 1:
            both = say("'{first}' and '{second}' cannot both be preferred", first=fresh[0].text, second=fresh[1].text)
            raise SettingsError(both, cure="Choose one")
        if fresh:
            terms = tuple(
                replace(t, status=Status.ADMITTED) if t in preferred and t is not fresh[0] else t for t in terms
            )
    return replace(new, terms=terms)
