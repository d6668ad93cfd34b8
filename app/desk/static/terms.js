// Terms: concepts with their variants as bars, decided one by one in the file that glossary extract and import work on.

import { $, ask, button, composing, el, quoting, say } from "./dom.js";
import { N_, day, joined, number, t, tn } from "./language.js";

export async function termsView(desk, main) {
  let data = await desk.call("glossary");
  let filter = "undecided", query = "", current = "", at = 0, order = [], moved = false;
  // Statuses as glossary files write them.
  N_("preferred"); N_("do not translate"); N_("admitted"); N_("deprecated"); N_("superseded"); N_("proposed"); N_("not a term");
  N_("noun"); N_("proper noun"); N_("verb"); N_("adjective"); N_("adverb"); N_("other");
  const rejected = (c) => c.terms.flat().every((t) => t.status === "not a term");
  const languages = desk.pairs ? desk.pairs.page.languages : ["en", "zh-CN"];
  const list = el("div", { class: "concepts" });
  const search = el("input", { type: "search", placeholder: t("Search terms"), "aria-label": t("Search terms"), oninput: () => { query = search.value; draw(); } });
  const chips = el("div", { class: "chips", role: "group", "aria-label": t("Show only") });
  const back = button(t("Undo"), () => act("term_undo", {}), { key: "z", title: t("Take back the last step (z)") });
  const keyed = (event) => pressed(event);
  document.addEventListener("keydown", keyed);
  desk.leave = () => document.removeEventListener("keydown", keyed);
  main.replaceChildren(el("div", { class: "page terms" },
    el("div", { class: "bar" }, search, chips, el("span", { class: "grow" }), button(t("Extract again"), extract), button(t("Add a term"), add), back), list));
  back.disabled = !data.undo;
  if (!data.exists) {
    list.replaceChildren(el("p", {}, t("There is no glossary here yet.")), button(t("Extract terms of this paper"), extract, { class: "btn main" }));
  } else draw();

  async function extract() {
    say(t("Extracting terms: this takes some seconds …"), "busy");
    try { data = await desk.call("extract"); say(tn("{n} concept", "{n} concepts", data.concepts.length)); draw(); } catch (error) { say(error.message, "error"); }
  }
  async function act(question, said) {
    try { data = await desk.call(question, said); draw(); return true; } catch (error) { say(error.message, "error"); return false; }
  }
  async function add() {
    const given = await ask(t("Add a term"), [{ label: t("Source"), name: "source" }, { label: t("Target"), name: "target" }], t("Add"));
    if (given) act("term", { kind: "add", ...given });
  }
  function draw() {
    back.disabled = !data.undo;
    const tests = {
      undecided: [t("Undecided"), (c) => !c.decided], varies: [t("In several ways"), (c) => c.terms[1].length > 1 && !rejected(c)],
      decided: [t("Decided"), (c) => c.decided && !rejected(c)], rejected: [t("Rejected"), rejected], all: [t("All"), () => true],
    };
    chips.replaceChildren(...Object.entries(tests).map(([name, [label, test]]) => el("button", {
      type: "button", class: "chip", "aria-pressed": String(name === filter), onclick: () => { filter = name; draw(); },
    }, label, " ", el("span", { class: "n" }, number(data.concepts.filter(test).length)))));
    const words = query.normalize("NFKC").toLowerCase();
    const shown = data.concepts.filter((c) => tests[filter][1](c) && (!words || c.terms.flat().some((t) => t.text.normalize("NFKC").toLowerCase().includes(words))));
    order = shown.slice(0, 300);
    if (!order.some((c) => c.id === current)) current = (order[Math.min(at, order.length - 1)] || { id: "" }).id;
    at = Math.max(order.findIndex((c) => c.id === current), 0);
    list.replaceChildren(...(shown.length ? shown.slice(0, 300).map(concept) : [el("p", { class: "small" }, t("Nothing here."))]),
      shown.length > 300 ? el("p", { class: "small" }, t("{n} more: search for them.", { n: shown.length - 300 })) : "");
    go(at, moved);
    moved = false;
  }
  // The current concept: the one that keys speak of.
  function go(i, scroll = true) {
    if (!order.length) return;
    at = Math.min(Math.max(i, 0), order.length - 1);
    for (const node of list.querySelectorAll(".concept.now")) node.classList.remove("now");
    current = order[at].id;
    const node = document.getElementById(`concept-${current}`);
    node.classList.add("now");
    if (scroll) node.scrollIntoView({ block: "nearest" });
  }
  function pressed(event) {
    if (composing(event) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(input|textarea|select)$/i.test(event.target.tagName) || document.querySelector("dialog[open]")) return;
    if (/^(button|summary)$/i.test(event.target.tagName) && (event.key === "Enter" || event.key === " ")) return;
    const c = order[at];
    const keys = {
      j: () => go(at + 1), ArrowDown: () => go(at + 1), k: () => go(at - 1), ArrowUp: () => go(at - 1), "/": () => search.focus(),
      z: () => { if (data.undo) act("term_undo", {}); }, "+": add,
      ...(c ? { y: () => decide(c, "confirm"), r: () => decide(c, rejected(c) ? "restore" : "reject"), m: () => merge(c), e: () => define(c), t: () => inTexts(c),
        o: () => { const box = list.querySelector(".concept.now details"); if (box) box.open = !box.open; } } : {}),
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  }
  function decide(c, kind) { moved = true; return act("term", { kind, id: c.id }); }
  async function merge(c) {
    const texts = (o, side) => o.terms[side].map((t) => t.text).join(", ");
    const like = (o) => c.terms.flat().some((a) => o.terms.flat().some((b) => a.language === b.language && (a.text.toLowerCase().includes(b.text.toLowerCase()) || b.text.toLowerCase().includes(a.text.toLowerCase()))));
    const others = data.concepts.filter((o) => o.id !== c.id).map((o) => [like(o) ? 0 : 1, o]).sort((a, b) => a[0] - b[0]);
    const given = await ask(t("Merge “{term}” with another concept", { term: texts(c, 0) }), [{ label: t("Concept, those with the same words first"), name: "with", options: others.map(([, o]) => [o.id, `${texts(o, 0)} · ${texts(o, 1)}`]) }], t("Merge"));
    if (given) act("term", { kind: "merge", id: c.id, ...given });
  }
  async function define(c) {
    const given = await ask(t("Define {term}", { term: c.terms.flat()[0].text }), [
      { label: t("Definition"), name: "definition", kind: "area", rows: 4, value: c.definition }, { label: t("Source of the definition"), name: "definition_source", value: c.definition_source },
      { label: t("Domain"), name: "domain", value: c.domain },
      { label: t("Part of speech"), name: "speech", value: c.speech, options: [...new Set([c.speech, "", ...data.speech])].map((each) => [each, each && data.speech.includes(each) ? t(each) : each || "–"]) },
      { label: t("Note on the concept"), name: "note", value: c.note }]);
    if (given && given.speech === c.speech) delete given.speech;
    if (given) act("term", { kind: "define", id: c.id, ...given });
  }
  async function inTexts(c) {
    await desk.show("pairs");
    desk.pairs.search.value = c.terms[0][0].text;
    desk.pairs.choose({ filter: "all", query: c.terms[0][0].text });
    desk.pairs.focus();
  }
  function concept(c) {
    const speech = c.speech && (data.speech.includes(c.speech) ? t(c.speech) : c.speech);
    const facts = [c.domain, speech, c.note].filter(Boolean).map((fact) => quoting(fact, languages));
    const most = Math.max(1, ...c.terms[1].map((t) => t.count));
    const one = (each) => el("li", { class: `term ${each.status}` },
      el("span", { class: "text", lang: each.language }, each.text), el("span", { class: "bars", "aria-hidden": "true" }, el("i", { style: `width:${Math.round(100 * each.count / most)}%` })),
      el("span", { class: "n" }, `${number(each.count)}×`),
      el("select", { "aria-label": t("Status of {term}", { term: each.text }), onchange: (event) => term("status", each, { status: event.target.value }) }, data.statuses.map((s) => el("option", { value: s, selected: s === each.status }, t(s)))),
      button("✎", () => rewrite(each), { class: "icon", "aria-label": t("Write {term} otherwise", { term: each.text }), title: t("Write otherwise") }),
      c.terms.flat().length > 2 ? button("⇱", () => term("split", each, {}), { class: "icon", "aria-label": t("{term} is a concept of its own", { term: each.text }), title: t("A concept of its own") }) : null,
      each.note || each.reviewer || each.date ? el("p", { class: "small of-term" }, each.note ? quoting(each.note, languages) : null, each.note && (each.reviewer || each.date) ? " · " : null, joined(", ", [each.reviewer, each.date && day(each.date)].filter(Boolean))) : null);
    const term = (kind, each, more) => { current = c.id; moved = true; return act("term", { kind, id: c.id, language: each.language, text: each.text, ...more }); };
    const rewrite = async (each) => {
      const noted = c.terms[1].includes(each) ? [{ label: t("Note on the term"), name: "note", value: each.note }] : [];
      const given = await ask(t("Write the term otherwise"), [{ label: t("Term"), name: "new", value: each.text, lang: each.language }, ...noted]);
      if (given) term("write", each, given);
    };
    return el("article", { class: `concept${c.decided ? " decided" : ""}`, id: `concept-${c.id}`, onclick: () => go(order.indexOf(c), false) },
      el("div", { class: "both" }, el("ul", { class: "variants" }, c.terms[0].map(one)), el("ul", { class: "variants" }, c.terms[1].map(one))),
      c.definition ? el("p", { class: "definition" }, quoting(c.definition, languages), c.definition_source ? el("cite", { class: "small" }, " — ", quoting(c.definition_source, languages)) : null) : null,
      facts.length ? el("p", { class: "small" }, facts.map((fact, k) => [k ? " · " : "", fact])) : null,
      el("div", { class: "foot" },
        c.examples.length ? el("details", {}, el("summary", { class: "small" }, t("Sentences")), c.examples.map((both) => el("div", { class: "example" }, both.map((text, side) => el("p", { lang: languages[side] }, text))))) : c.history.length ? null : el("span", { class: "grow" }),
        c.history.length ? el("details", { class: "past" }, el("summary", { class: "small" }, t("History")), el("ul", {}, c.history.map((line) => el("li", { class: "small" }, quoting(line, languages))))) : null,
        el("p", { class: "buttons" },
          rejected(c) ? button(t("A term after all"), () => decide(c, "restore"), { key: "r" })
            : [button(t("Right as it stands"), () => decide(c, "confirm"), { key: "y", class: c.decided ? "btn" : "btn main" }), button(t("No term, for good"), () => decide(c, "reject"), { key: "r" })],
          button(t("Merge …"), () => merge(c), { key: "m" }), button(t("Define …"), () => define(c), { key: "e" }), button(t("In the texts"), () => inTexts(c), { key: "t" }))));
  }
  $("main").focus({ preventScroll: true });
}
