// A term that somebody decides in a paper goes into the office's glossary; where that says otherwise, they see it first.

import { ask } from "./dom.js";
import { joined, t } from "./language.js";

const folded = (text) => text.normalize("NFKC").trim().toLowerCase();
const spoken = (tag) => tag.split("-")[0].toLowerCase();

const none = (concept) => concept.terms.every((term) => term.status === "not a term");

// {said}: what is to be told of it. Throws what the server says against it.
export async function decideTerm(office, { source, target }, late = false) {
  const [one, other] = office.languages;
  const fresh = (status) => ({ text: target.trim(), language: other, status });
  if (!source.trim() || !target.trim()) throw new Error(t("A term needs a text in both languages."));
  const found = await office.call("GET", `/v1/terms?text=${encodeURIComponent(source.trim())}&limit=50`);
  const exact = found.filter((concept) => concept.terms.some((term) => spoken(term.language) === spoken(one) && folded(term.text) === folded(source)));
  // In another number or script it is the same term.
  const whole = [...source.trim()].length;
  const like = (await office.call("POST", "/v1/terms/recognize", { text: source.trim(), language: one })).filter((match) => match.start === 0 && match.end === whole).flatMap((match) => match.concepts);
  const there = [...new Map([...exact, ...like].map((concept) => [concept.id, concept])).values()].filter((concept) => !none(concept) || concept.terms.some((term) => folded(term.text) === folded(target)));
  const renderings = there.flatMap((concept) => concept.terms.filter((term) => spoken(term.language) === spoken(other)));
  const same = renderings.find((term) => folded(term.text) === folded(target));
  if (same) return { said: t("{source} · {target} is in the glossary already: {status}.", { source, target, status: t(same.status) }) };
  // Refused where somebody was quicker: then what they said is shown first.
  const own = { terms: [{ text: source.trim(), language: one, status: "preferred" }, fresh("preferred")] };
  const done = { said: t("{source} · {target} is in the glossary.", { source, target }) };
  if (!there.length) {
    try {
      const { joined: also } = await office.call("POST", "/v1/terms", own);
      return also ? { said: t("{source} · {target} was added by somebody else a moment ago: it is yours, too.", { source, target }) } : done;
    } catch (error) {
      if (error.status !== 409 || late) throw error;
      return decideTerm(office, { source, target }, true);
    }
  }
  const [concept] = there;
  const given = await ask(t("The glossary says otherwise"), [{
    label: t("What '{target}' is to be", { target }), name: "as", options: [["admitted", t("another rendering, admitted")], ["preferred", t("the preferred rendering; the others become admitted")], ["", t("a concept of its own")]],
  }], t("Add"), t("{source} is there as {renderings}.", { source, renderings: joined(", ", renderings.map((term) => `${term.text} (${t(term.status)})`)) || "–" }));
  if (!given) return { said: "" };
  if (!given.as) {
    await office.call("POST", "/v1/terms", { ...own, apart: true });
    return done;
  }
  // Of the revision that was seen: who was quicker is told, not overwritten.
  const [last] = await office.call("GET", `/v1/terms/${encodeURIComponent(concept.id)}/history`);
  const terms = concept.terms.map((term) => (given.as === "preferred" && spoken(term.language) === spoken(other) && term.status === "preferred" ? { ...term, status: "admitted" } : term));
  const { definition, definition_source, domain, note } = concept;
  await office.call("PUT", `/v1/terms/${encodeURIComponent(concept.id)}`, { terms: [...terms, fresh(given.as)], definition, definition_source, domain, note, revision: last.change });
  return done;
}

// Words that are no term: kept in the glossary as such, so that nobody is asked again.
export async function decideNoTerm(office, { source, target }) {
  const [one, other] = office.languages;
  await office.call("POST", "/v1/terms", { terms: [{ text: source, language: one, status: "not a term" }, { text: target, language: other, status: "not a term" }] });
  return { said: t("{source} · {target} is no term.", { source, target }) };
}
