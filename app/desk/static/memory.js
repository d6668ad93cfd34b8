// Memory: what was translated before, by words in a row and by likeness.

import { $, button, el, number, say } from "./dom.js";

export async function memoryView(desk, main) {
  const found = el("div", { "aria-live": "polite" });
  const about = el("p", { class: "small" });
  let timer = 0;
  const search = el("input", {
    type: "search", placeholder: "Words or a sentence, in either language", "aria-label": "Look up in the memory",
    oninput: () => { clearTimeout(timer); timer = setTimeout(look, 200); },
  });
  main.replaceChildren(el("div", { class: "page" }, el("div", { class: "bar" }, search, el("span", { class: "grow" }),
    desk.state.open ? button("Add what is confirmed here", add) : null), about, found));
  search.focus();
  look();

  async function look() {
    const text = search.value.trim();
    let data;
    try { data = await desk.call("memory", { text }); } catch (error) { say(error.message, "error"); return; }
    about.textContent = data.units ? `${number(data.units)} units in ${data.store}` : `The memory is empty (${data.store}). Confirm pairs and add them, or: duizhao memory add memory.tmx`;
    const pair = (s, t, a, b, words) => el("li", { class: "pair" }, el("p", { lang: a }, ...marked(s, text)), el("p", { lang: b }, ...marked(t, text)), el("span", { class: "small" }, words));
    found.replaceChildren(
      data.matches.length ? el("section", {}, el("h2", {}, "Like this"), el("ul", { class: "list" }, data.matches.map(([score, s, t, a, b, d]) => pair(s, t, a, b, `${score} % · ${d}`)))) : "",
      data.lines.length ? el("section", {}, el("h2", {}, "In a row"), el("ul", { class: "list" }, data.lines.map(([s, t, a, b, d, n]) => pair(s, t, a, b, `${d}${n ? ` §${n}` : ""}`)))) : "",
      text && !data.lines.length && !data.matches.length && data.units ? el("p", { class: "small" }, "Nothing like it.") : "");
  }
  async function add() {
    try { const { added, store } = await desk.call("remember"); say(`${number(added)} units are in ${store}`); look(); } catch (error) { say(error.message, "error"); }
  }
  $("title").textContent = "Memory";
}

function marked(text, words) {
  const at = words ? text.toLowerCase().indexOf(words.toLowerCase()) : -1;
  return at < 0 ? [text] : [text.slice(0, at), el("mark", { class: "hit" }, text.slice(at, at + words.length)), text.slice(at + words.length)];
}
