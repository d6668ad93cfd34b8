// Terms: concepts with their variants as bars, decided one by one in the file that glossary extract and import work on.

import { $, ask, button, composing, el, number, say } from "./dom.js";

export async function termsView(desk, main) {
  let data = await desk.call("glossary");
  let filter = "undecided", query = "", current = "", at = 0, order = [], moved = false;
  const rejected = (c) => c.terms.flat().every((t) => t.status === "not a term");
  const languages = desk.pairs ? desk.pairs.page.languages : ["en", "zh-CN"];
  const list = el("div", { class: "concepts" });
  const search = el("input", { type: "search", placeholder: "Search terms", "aria-label": "Search terms", oninput: () => { query = search.value; draw(); } });
  const chips = el("div", { class: "chips", role: "group", "aria-label": "Show only" });
  const back = button("Undo", () => act("term_undo", {}), { key: "z", title: "Take back the last step (z)" });
  const keyed = (event) => pressed(event);
  document.addEventListener("keydown", keyed);
  desk.leave = () => document.removeEventListener("keydown", keyed);
  main.replaceChildren(el("div", { class: "page terms" },
    el("div", { class: "bar" }, search, chips, el("span", { class: "grow" }), button("Extract again", extract), button("Add a term", add), back), list));
  back.disabled = !data.undo;
  if (!data.exists) {
    list.replaceChildren(el("p", {}, "There is no glossary here yet."), button("Extract terms of this paper", extract, { class: "btn main" }));
  } else draw();

  async function extract() {
    say("Extracting terms: this takes some seconds …", "busy");
    try { data = await desk.call("extract"); say(`${data.concepts.length} concepts`); draw(); } catch (error) { say(error.message, "error"); }
  }
  async function act(question, said) {
    try { data = await desk.call(question, said); draw(); return true; } catch (error) { say(error.message, "error"); return false; }
  }
  async function add() {
    const given = await ask("Add a term", [{ label: "Source", name: "source" }, { label: "Target", name: "target" }], "Add");
    if (given) act("term", { kind: "add", ...given });
  }
  function draw() {
    back.disabled = !data.undo;
    const tests = {
      undecided: ["Undecided", (c) => !c.decided], varies: ["In several ways", (c) => c.terms[1].length > 1 && !rejected(c)],
      decided: ["Decided", (c) => c.decided && !rejected(c)], rejected: ["Rejected", rejected], all: ["All", () => true],
    };
    chips.replaceChildren(...Object.entries(tests).map(([name, [label, test]]) => el("button", {
      type: "button", class: "chip", "aria-pressed": String(name === filter), onclick: () => { filter = name; draw(); },
    }, label, " ", el("span", { class: "n" }, number(data.concepts.filter(test).length)))));
    const words = query.normalize("NFKC").toLowerCase();
    const shown = data.concepts.filter((c) => tests[filter][1](c) && (!words || c.terms.flat().some((t) => t.text.normalize("NFKC").toLowerCase().includes(words))));
    order = shown.slice(0, 300);
    if (!order.some((c) => c.id === current)) current = (order[Math.min(at, order.length - 1)] || { id: "" }).id;
    at = Math.max(order.findIndex((c) => c.id === current), 0);
    list.replaceChildren(...(shown.length ? shown.slice(0, 300).map(concept) : [el("p", { class: "small" }, "Nothing here.")]),
      shown.length > 300 ? el("p", { class: "small" }, `${number(shown.length - 300)} more: search for them.`) : "");
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
    const given = await ask(`Merge “${texts(c, 0)}” with another concept`, [{ label: "Concept, those with the same words first", name: "with", options: others.map(([, o]) => [o.id, `${texts(o, 0)} · ${texts(o, 1)}`]) }], "Merge");
    if (given) act("term", { kind: "merge", id: c.id, ...given });
  }
  async function define(c) {
    const given = await ask("Definition", [{ label: "Definition, with its source", name: "definition", kind: "area", rows: 4, value: c.definition }, { label: "Domain", name: "domain", value: c.domain }, { label: "Note", name: "note", value: c.note }]);
    if (given) act("term", { kind: "define", id: c.id, ...given });
  }
  async function inTexts(c) {
    await desk.show("pairs");
    desk.pairs.search.value = c.terms[0][0].text;
    desk.pairs.choose({ filter: "all", query: c.terms[0][0].text });
    desk.pairs.focus();
  }
  function concept(c) {
    const most = Math.max(1, ...c.terms[1].map((t) => t.count));
    const one = (t) => el("li", { class: `term ${t.status}` },
      el("span", { class: "text", lang: t.language }, t.text), el("span", { class: "bars", "aria-hidden": "true" }, el("i", { style: `width:${Math.round(100 * t.count / most)}%` })),
      el("span", { class: "n" }, `${number(t.count)}×`),
      el("select", { "aria-label": `Status of ${t.text}`, onchange: (event) => term("status", t, { status: event.target.value }) }, data.statuses.map((s) => el("option", { value: s, selected: s === t.status }, s))),
      button("✎", () => rewrite(t), { class: "icon", "aria-label": `Write ${t.text} otherwise`, title: "Write otherwise" }),
      c.terms.flat().length > 2 ? button("⇱", () => term("split", t, {}), { class: "icon", "aria-label": `${t.text} is a concept of its own`, title: "A concept of its own" }) : null);
    const term = (kind, t, more) => { current = c.id; moved = true; return act("term", { kind, id: c.id, language: t.language, text: t.text, ...more }); };
    const rewrite = async (t) => { const given = await ask("Write the term otherwise", [{ label: "Term", name: "new", value: t.text, lang: t.language }]); if (given) term("write", t, given); };
    return el("article", { class: `concept${c.decided ? " decided" : ""}`, id: `concept-${c.id}`, onclick: () => go(order.indexOf(c), false) },
      el("div", { class: "both" }, el("ul", { class: "variants" }, c.terms[0].map(one)), el("ul", { class: "variants" }, c.terms[1].map(one))),
      c.definition || c.domain || c.note ? el("p", { class: "small" }, [c.domain, c.definition, c.note].filter(Boolean).join(" · ")) : null,
      el("div", { class: "foot" },
        c.examples.length ? el("details", {}, el("summary", { class: "small" }, "Sentences"), c.examples.map(([s, t]) => el("div", { class: "example" }, el("p", { lang: languages[0] }, s), el("p", { lang: languages[1] }, t)))) : el("span", { class: "grow" }),
        el("p", { class: "buttons" },
          rejected(c) ? button("A term after all", () => decide(c, "restore"), { key: "r" })
            : [button("Right as it stands", () => decide(c, "confirm"), { key: "y", class: c.decided ? "btn" : "btn main" }), button("No term, for good", () => decide(c, "reject"), { key: "r" })],
          button("Merge …", () => merge(c), { key: "m" }), button("Define …", () => define(c), { key: "e" }), button("In the texts", () => inTexts(c), { key: "t" }))));
  }
  $("main").focus({ preventScroll: true });
}
