// A term that somebody decides in a paper goes into the office's glossary; where that says otherwise, they see it first.

import { ask } from "./dom.js";
import { joined, t } from "./language.js";

const folded = (text) => text.normalize("NFKC").trim().toLowerCase();
const spoken = (tag) => tag.split("-")[0].toLowerCase();

// {said}: what is to be told of it. Throws what the server says against it.
export async function decideTerm(office, { source, target }) {
  const [one, other] = office.languages;
  const fresh = (status) => ({ text: target.trim(), language: other, status });
  if (!source.trim() || !target.trim()) throw new Error(t("A term needs a text in both languages."));
  const found = await office.call("GET", `/v1/terms?text=${encodeURIComponent(source.trim())}&limit=50`);
  const there = found.filter((concept) => concept.terms.some((term) => spoken(term.language) === spoken(one) && folded(term.text) === folded(source)));
  const renderings = there.flatMap((concept) => concept.terms.filter((term) => spoken(term.language) === spoken(other)));
  const same = renderings.find((term) => folded(term.text) === folded(target));
  if (same) return { said: t("{source} · {target} is in the glossary already: {status}.", { source, target, status: t(same.status) }) };
  const own = { terms: [{ text: source.trim(), language: one, status: "preferred" }, fresh("preferred")] };
  const done = { said: t("{source} · {target} is in the glossary.", { source, target }) };
  if (!there.length) {
    await office.call("POST", "/v1/terms", own);
    return done;
  }
  const [concept] = there;
  const given = await ask(t("The glossary says otherwise"), [{
    label: t("What '{target}' is to be", { target }), name: "as", options: [["admitted", t("another rendering, admitted")], ["preferred", t("the preferred rendering; the others become admitted")], ["", t("a concept of its own")]],
  }], t("Add"), t("{source} is there as {renderings}.", { source, renderings: joined(", ", renderings.map((term) => `${term.text} (${t(term.status)})`)) || "–" }));
  if (!given) return { said: "" };
  if (!given.as) {
    await office.call("POST", "/v1/terms", own);
    return done;
  }
  // Of the revision that was seen: who was quicker is told, not overwritten.
  const [last] = await office.call("GET", `/v1/terms/${encodeURIComponent(concept.id)}/history`);
  const terms = concept.terms.map((term) => (given.as === "preferred" && spoken(term.language) === spoken(other) && term.status === "preferred" ? { ...term, status: "admitted" } : term));
  const { definition, domain, note } = concept;
  await office.call("PUT", `/v1/terms/${encodeURIComponent(concept.id)}`, { terms: [...terms, fresh(given.as)], definition, domain, note, revision: last.change });
  return done;
}

// Words that are no term: kept in the glossary as such, so that nobody is asked again.
export async function decideNoTerm(office, { source, target }) {
  const [one, other] = office.languages;
  await office.call("POST", "/v1/terms", { terms: [{ text: source, language: one, status: "not a term" }, { text: target, language: other, status: "not a term" }] });
  return { said: t("{source} · {target} is no term.", { source, target }) };
}
