// Memory: what was translated before, by words in a row and by likeness; how much of a document that is.

import { given } from "./bring.js";
import { $, button, el, say } from "./dom.js";
import { N_, number, t } from "./language.js";

// Classes of matches as the server and its files call them, besides those that are numbers.
N_("repeated"); N_("fragments"); N_("new"); N_("total");

export async function memoryView(desk, main) {
  const found = el("div", { "aria-live": "polite" });
  const about = el("p", { class: "small" });
  let timer = 0;
  const search = el("input", {
    type: "search", class: "wide", placeholder: t("Words or a sentence, in either language"), "aria-label": t("Look up in the memory"),
    oninput: () => { clearTimeout(timer); timer = setTimeout(look, 200); },
  });
  const input = el("input", { type: "file", class: "vh", id: "new-document", onchange: () => { if (input.files.length) file(input.files[0]); } });
  const drop = el("div", { class: "drop narrow" },
    el("p", {}, el("b", {}, t("How much of a new document was translated before?"))),
    el("p", { class: "small" }, t("Drop it here: exact and near matches, repetitions and fragments, as a translation office counts them.")),
    el("p", {}, el("label", { for: "new-document", class: "btn", tabindex: "-1" }, t("Choose a document")), input, " ",
      desk.state.open ? button(t("Of the paper that is open"), () => cover({})) : null));
  desk.take = ([one]) => file(one);
  const covered = el("section", { "aria-live": "polite" });
  main.replaceChildren(el("div", { class: "page" }, el("div", { class: "bar" }, search, el("span", { class: "grow" }),
    desk.state.open ? button(t("Add what is confirmed here"), add) : null), about, found, drop, covered));
  search.focus();
  look();

  async function look() {
    const text = search.value.trim();
    let data;
    try { data = await desk.call("memory", { text }); } catch (error) { say(error.message, "error"); return; }
    about.textContent = data.units ? t("{n} units in {store}", { n: data.units, store: data.store }) : t("The memory is empty ({store}). Confirm pairs and add them, or: duizhao memory add memory.tmx", { store: data.store });
    const pair = (s, t, a, b, words) => el("li", { class: "pair" }, el("p", { lang: a }, ...marked(s, text)), el("p", { lang: b }, ...marked(t, text)), el("span", { class: "small" }, words));
    found.replaceChildren(
      data.matches.length ? el("section", {}, el("h2", {}, t("Like this")), el("ul", { class: "list" }, data.matches.map(([score, s, t, a, b, d]) => pair(s, t, a, b, `${score} % · ${d}`)))) : "",
      data.lines.length ? el("section", {}, el("h2", {}, t("In a row")), el("ul", { class: "list" }, data.lines.map(([s, t, a, b, d, n]) => pair(s, t, a, b, `${d}${n ? ` §${n}` : ""}`)))) : "",
      text && !data.lines.length && !data.matches.length && data.units ? el("p", { class: "small" }, t("Nothing like it.")) : "");
    drop.hidden = Boolean(text);
    covered.hidden = Boolean(text);
  }
  async function add() {
    try { const { added, store } = await desk.call("remember"); say(t("{n} units are in {store}", { n: added, store })); look(); } catch (error) { say(error.message, "error"); }
  }
  async function file(one) {
    try { await cover({ files: await given([one]) }); } catch (error) { say(error.message, "error"); }
    input.value = "";
  }
  async function cover(said) {
    say(t("Looking every sentence up …"), "busy");
    try { showCovered(await desk.call("covered", said)); say(""); } catch (error) { say(error.message, "error"); }
  }
  function showCovered(data) {
    let only = "";
    const total = data.classes[data.classes.length - 1];
    const lines = el("ul", { class: "list" });
    const chips = el("div", { class: "chips", role: "group", "aria-label": t("Show only") });
    const show = () => {
      const kinds = data.classes.slice(0, -1).filter((one) => one.segments);
      chips.replaceChildren(...[["", t("All"), total.segments], ...kinds.map((one) => [one.match, t(one.match), one.segments])].map(([name, label, n]) =>
        el("button", { type: "button", class: "chip", "aria-pressed": String(name === only), onclick: () => { only = name; show(); } }, label, " ", el("span", { class: "n" }, number(n)))));
      const shown = data.sentences.filter((one) => !only || one.class === only);
      lines.replaceChildren(...shown.slice(0, 300).map((one) => el("li", { class: "pair" }, el("p", { lang: data.language }, one.text),
        one.match ? el("div", {}, el("p", { class: "small", lang: data.language }, one.match), el("p", {}, one.translation))
          : el("div", {}, one.fragments.map((part) => el("p", { class: "small" }, `… ${part.text} … → … ${part.translation} …`))),
        el("span", { class: "small" }, [/^§/.test(one.place) ? one.place : "", one.score === null ? t(one.class) : `${one.score} %`].filter(Boolean).join(" · ")))),
      shown.length > 300 ? el("li", { class: "small" }, t("and {n} more", { n: shown.length - 300 })) : "");
    };
    covered.replaceChildren(el("h2", {}, t("{document}: covered by the memory", { document: data.name })),
      el("table", { class: "grid covered" }, el("caption", { class: "vh" }, t("Matches by class")),
        el("thead", {}, el("tr", {}, [t("Match"), t("Sentences"), data.language.startsWith("zh") ? t("Characters") : t("Words"), t("Share"), ""].map((name, i) => el("th", { scope: "col", class: i && i < 4 ? "right" : "" }, name)))),
        el("tbody", {}, data.classes.map((one) => el("tr", { class: one.match === "total" ? "total" : "" }, el("th", { scope: "row" }, t(one.match)),
          el("td", { class: "right" }, number(one.segments)), el("td", { class: "right" }, number(one.words)), el("td", { class: "right" }, `${one.percent.toFixed(1)} %`),
          el("td", {}, one.match === "total" ? "" : el("span", { class: "bars", "aria-hidden": "true" }, el("i", { style: `width:${one.percent.toFixed(1)}%` }))))))),
      chips, lines);
    show();
  }
  $("title").textContent = t("Memory");
}

function marked(text, words) {
  const at = words ? text.toLowerCase().indexOf(words.toLowerCase()) : -1;
  return at < 0 ? [text] : [text.slice(0, at), el("mark", { class: "hit" }, text.slice(at, at + words.length)), text.slice(at + words.length)];
}
