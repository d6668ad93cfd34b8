// Terms that a paper may hold: everybody sees the same list, and what one decides is in the office's glossary.

import { ask, button, el, say } from "./dom.js";
import { N_, day, joined, t, tn } from "./language.js";
import { decideTerm, decideNoTerm } from "./office_terms.js";

const SHOWN = 100;
const EXTRACTING = 900000;  // ms; with an encoder a paper of thousands of pairs takes minutes
N_("not a term");
// Why somebody may decide no terms, as the server says it.
const CLOSED = {
  read: N_("You may read this paper. To decide, ask for a token that may write."),
  memory: N_("Your token is for one memory. To decide about the glossary of all, ask for a token for all memories."),
  file: N_("The glossary of this server is a file: terms are decided where it is."),
};

export async function candidatesView(office, main) {
  const address = `${office.address()}/terms`;
  const status = el("p", { class: "small", role: "status" });
  const list = el("div", { class: "concepts" });
  const closed = el("p", { class: "box", hidden: true });
  const again = button(t("Extract again"), extract);
  const writes = office.may(office.paper.memory);
  main.replaceChildren(el("div", { class: "page terms" }, el("div", { class: "bar" }, status, el("span", { class: "grow" }), writes ? again : null),
    closed, list));
  let found = null, timer = 0, left = false;
  office.leave = () => { left = true; clearTimeout(timer); };
  await look();

  // What the others decide goes from the list.
  async function look() {
    clearTimeout(timer);
    try {
      const next = await office.call("GET", address);
      if (left) return;
      if (JSON.stringify(next) !== JSON.stringify(found)) { found = next; draw(); }
    } catch (error) { say(error.message, "error"); }
    if (!left) timer = setTimeout(look, 5000);
  }
  async function extract() {
    say(t("Extracting terms: this takes some seconds …"), "busy");
    again.disabled = true;
    try {
      found = await office.call("POST", address, null, EXTRACTING);
      say(t("{n} to decide.", { n: found.candidates.length }));
      if (!left) draw();
    } catch (error) { say(error.message, "error"); }
    again.disabled = false;
  }
  function draw() {
    again.hidden = !found.at;
    closed.hidden = !found.closed;
    closed.textContent = found.closed ? t(CLOSED[found.closed]) : "";
    status.textContent = found.at ? joined(" · ", [t("{n} to decide.", { n: found.candidates.length }), t("{n} are in the glossary.", { n: found.decided }), t("Extracted by {who}, {day}", { who: found.who, day: day(found.at) })]) : "";
    if (!found.at) {
      list.replaceChildren(el("p", {}, t("No terms of this paper were extracted yet.")), writes ? button(t("Extract terms of this paper"), extract, { class: "btn main" }) : "");
      return;
    }
    list.replaceChildren(...found.candidates.slice(0, SHOWN).map(item), found.candidates.length > SHOWN ? el("p", { class: "empty" }, t("and {n} more", { n: found.candidates.length - SHOWN })) : "");
  }
  function item(one) {
    const [first, second] = office.languages;
    const decide = (work) => async () => {
      try {
        const { said } = await work();
        if (said) say(said);
        await look();
      } catch (error) { say(error.message, "error"); }
    };
    return el("section", { class: "concept", "aria-label": one.source }, el("div", { class: "both" }, el("p", { lang: first }, el("b", {}, one.source)), el("p", { lang: second }, el("b", {}, one.target))),
      one.there.length ? el("p", { class: "box warning" }, t("The glossary has: {renderings}", { renderings: joined(", ", one.there.map((term) => `${term.text} (${t(term.status)})`)) })) : null,
      one.texts[0] ? el("div", { class: "pair quote" }, el("p", { lang: first }, one.texts[0]), el("p", { lang: second }, one.texts[1])) : null,
      el("div", { class: "foot" }, el("span", { class: "small" }, tn("in {n} pair", "in {n} pairs", one.pairs)), !found.closed ? el("p", { class: "buttons" },
        button(t("Add"), decide(() => decideTerm(office, one)), { class: "btn main" }),
        button(t("Write otherwise …"), decide(async () => {
          const given = await ask(t("Write otherwise"), [{ label: one.source, name: "source", value: one.source, lang: first }, { label: one.target, name: "target", value: one.target, lang: second, focus: true }], t("Add"));
          if (!given) return {};
          const done = await decideTerm(office, given);
          // The pair as it was proposed is not asked for again.
          if (done.said && (given.source !== one.source || given.target !== one.target)) await decideNoTerm(office, one);
          return done;
        })),
        button(t("No term"), decide(() => decideNoTerm(office, one)))) : null));
  }
}
