// The panel beside the list: what is known of the current pair, and every command as a button with its key.

import { button, el, quoting } from "./dom.js";
import { loose } from "./queue.js";
import { commands, keyOf, sides } from "./rows.js";

const NAMES = {
  groups: [
    ["Decide", [["Enter", "Confirm, go on"], ["y", "Confirm"], ["u", "Unconfirm"], ["Y", "Confirm all ≥ …"], ["x", "Not for the memory"]]],
    ["Put together", [["M", "Merge up"], ["m", "Merge down"], ["s", "Split at the caret"], ["w", "Swap translations with the next"]]],
    ["Move, of this side", [["[", "First sentence up"], ["]", "Last sentence down"], ["{", "Whole side up"], ["}", "Whole side down"], ["U", "Paragraph to row …"]]],
    ["One side only", [["l", "Left out in translation"], ["a", "Added in translation"]]],
    ["Words", [["e", "Correct the text"], ["c", "Note"], ["o", "Other side"], ["g", "Go to …"]]],
  ],
};

// Every command as a button: they are the same for all rows, so they are made once.
function commandButtons(pairs) {
  const act = (key) => () => pairs.keys()[key]();
  return el("div", {}, NAMES.groups.map(([title, list]) => el("section", { class: "commands" }, el("h3", {}, title),
    list.map(([key, name]) => button(name, act(key), { key: key === "Enter" ? "↵" : key, class: "btn command" })))),
  (pairs.extra.names || []).map(([key, name]) => button(name, act(key), { key, class: "btn command" })));
}

export function inspector(pairs) {
  if (!pairs.about) {
    pairs.about = el("div", { class: "about" });
    pairs.panel.replaceChildren(pairs.about, commandButtons(pairs));
  }
  const row = pairs.row;
  if (!row) { pairs.about.replaceChildren(el("p", { class: "small" }, "Nothing to show here.")); return; }
  const side = pairs.page.language_names[pairs.side];
  const parts = [el("h2", {}, `Row ${pairs.place + 1}`, el("span", { class: "small" }, ` · keys act on the ${side} text`)),
    el("p", { class: "small" }, describe(pairs, row))];
  const words = why(pairs, row);
  if (words) parts.push(el("p", { class: "box warning" }, words));
  if (row.note) parts.push(el("p", { class: "note" }, row.note));
  const clash = pairs.conflicts.get(keyOf(row));
  if (clash) {
    parts.push(el("div", { class: "box clash" }, el("h3", {}, `${clash.who || "Somebody else"} decided otherwise`),
      clash.texts.map((text, k) => el("p", { lang: pairs.page.languages[k] }, text || "–")),
      el("p", { class: "small" }, "Whatever you decide of this row settles it.")));
  }
  for (const finding of pairs.findings.get(keyOf(row)) || []) {
    parts.push(el("div", { class: `box ${finding.severity}` }, el("p", {}, quoting(finding.message, pairs.page.languages)), finding.cure ? el("p", { class: "small" }, quoting(finding.cure, pairs.page.languages)) : null,
      pairs.extra.answer ? el("p", { class: "buttons" }, pairs.extra.answer(pairs, row, finding)) : null));
  }
  if (pairs.extra.candidates) {
    const box = el("div", { class: "candidates" });
    parts.push(box);
    pairs.extra.candidates(pairs, row, box);
  } else parts.push(near(pairs, row));
  pairs.about.replaceChildren(...parts.filter(Boolean));
}

function describe(pairs, row) {
  const words = [];
  if (row.mark) words.push(row.s.length && row.t.length ? "confirmed" : row.s.length ? "left out, confirmed" : "added, confirmed");
  else if (row.sure !== undefined && row.s.length && row.t.length) words.push(`confidence ${Math.floor(row.sure * 100)} %`);
  else if (!row.s.length || !row.t.length) words.push(row.s.length ? "has no translation" : "has no original");
  else words.push("put together by hand, not confirmed");
  if (row.edit) words.push("corrected");
  if (row.out) words.push("not for the memory");
  if (row.who || row.when) words.push(`${row.who || "somebody"}, ${(row.when || "").slice(0, 16).replace("T", " ")}`);
  return words.join(" · ");
}

// What to look at in a row that is to be decided though no check says anything of it.
function why(pairs, row) {
  if (row.mark || row.sure === undefined || !row.s.length || !row.t.length || !(row.sure < pairs.page.doubtful || loose(row))) return "";
  const twice = [0, 1].find((side) => new Set(sides(row)[side].map((atom) => pairs.rows.piece(atom, side))).size < sides(row)[side].length);
  if (twice !== undefined) return `The ${pairs.page.language_names[twice]} text says one sentence twice here.`;
  const [s, t] = [row.s.length, row.t.length];
  if (s === 1 && t === 1) return "Do both say the same?";
  if (s === t) return "Do both sides say the same, perhaps in another order?";
  const [many, few] = s > t ? [0, 1] : [1, 0];
  return `${Math.max(s, t)} sentences of the ${pairs.page.language_names[many]} text stand for ${Math.min(s, t)}: is one ${many === 0 ? "left out" : "added"}, or do they belong together?`;
}

// Without a desk: the one-sided rows near by, nearest first.
function near(pairs, row) {
  const empty = !row.s.length ? 0 : !row.t.length ? 1 : -1;
  if (empty < 0) return null;
  const list = pairs.rows.list, at = pairs.place;
  const found = [];
  for (let d = 1; d < 8 && found.length < 3; d++) {
    for (const k of [at - d, at + d]) if (list[k] && !sides(list[k])[1 - empty].length) found.push([k, list[k]]);
  }
  if (!found.length) return null;
  return el("div", { class: "candidates" }, el("h3", {}, "May belong here"), found.slice(0, 3).map(([k, other]) => candidate(pairs, other, k, empty, null)));
}

export function candidate(pairs, other, k, side, score) {
  return el("button", {
    type: "button", class: "candidate",
    onclick: () => pairs.do((rows) => commands.give(rows, rows.place(other), side, "all", pairs.place)),
  }, el("span", { class: "small" }, `row ${k + 1}${score === null ? "" : ` · ${Math.round(score * 100)} %`}`),
  el("span", { lang: pairs.page.languages[side] }, pairs.rows.text(sides(other)[side], side)));
}
