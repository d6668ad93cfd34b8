// The panel beside the list: what is known of the current pair, and every command as a button with its key.

import { button, el, quoting } from "./dom.js";
import { N_, day, joined, t } from "./language.js";
import { loose } from "./queue.js";
import { commands, keyOf, sides } from "./rows.js";

const NAMES = {
  groups: [
    [N_("Decide"), [["Enter", N_("Confirm, go on")], ["y", N_("Confirm")], ["u", N_("Unconfirm")], ["Y", N_("Confirm all ≥ …")], ["x", N_("Not for the memory")]]],
    [N_("Put together"), [["M", N_("Merge up")], ["m", N_("Merge down")], ["s", N_("Split at the caret")], ["w", N_("Swap translations with the next")]]],
    [N_("Move, of this side"), [["[", N_("First sentence up")], ["]", N_("Last sentence down")], ["{", N_("Whole side up")], ["}", N_("Whole side down")], ["U", N_("Paragraph to row …")]]],
    [N_("One side only"), [["l", N_("Left out in translation")], ["a", N_("Added in translation")]]],
    [N_("Text"), [["e", N_("Correct the text")], ["c", N_("Note")], ["o", N_("Other side")], ["g", N_("Go to …")]]],
  ],
};

// Every command as a button: they are the same for all rows, so they are made once.
function commandButtons(pairs) {
  const act = (key) => () => pairs.keys()[key]();
  if (pairs.extra.reads) {
    const [, list] = NAMES.groups[NAMES.groups.length - 1];
    return el("div", {}, el("p", { class: "box" }, pairs.extra.reads), el("section", { class: "commands" },
      list.filter(([key]) => key === "o" || key === "g").map(([key, name]) => button(t(name), act(key), { key, class: "btn command" }))));
  }
  return el("div", {}, NAMES.groups.map(([title, list]) => el("section", { class: "commands" }, el("h3", {}, t(title)),
    list.map(([key, name]) => button(t(name), act(key), { key: key === "Enter" ? "↵" : key, class: "btn command" })))),
  (pairs.extra.names || []).map(([key, name]) => button(t(name), act(key), { key, class: "btn command" })));
}

export function inspector(pairs) {
  if (!pairs.about) {
    pairs.about = el("div", { class: "about" });
    pairs.panel.replaceChildren(pairs.about, commandButtons(pairs));
  }
  const row = pairs.row;
  if (!row) { pairs.about.replaceChildren(el("p", { class: "small" }, t("Nothing to show here."))); return; }
  const language = t(pairs.page.language_names[pairs.side]);
  const parts = [el("h2", {}, t("Row {row}", { row: String(pairs.place + 1) }), el("span", { class: "small" }, ` · ${t("keys act on the {language} text", { language })}`)),
    el("p", { class: "small" }, describe(pairs, row))];
  const there = pairs.claims.get(keyOf(row)) || [];
  if (there.length) parts.push(el("p", { class: "box" }, t("{names} is at this pair now.", { names: joined(", ", there) })));
  const words = why(pairs, row);
  if (words) parts.push(el("p", { class: "box warning" }, words));
  if (row.note) parts.push(el("p", { class: "note" }, row.note));
  const clash = pairs.conflicts.get(keyOf(row));
  if (clash) {
    parts.push(el("div", { class: "box clash" }, el("h3", {}, t("{who} decided otherwise", { who: clash.who || t("Somebody else") })),
      clash.texts.map((text, k) => el("p", { lang: pairs.page.languages[k] }, text || "–")),
      el("p", { class: "small" }, t("Whatever you decide of this row settles it."))));
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
  if (row.mark) words.push(row.s.length && row.t.length ? t("confirmed") : row.s.length ? t("left out, confirmed") : t("added, confirmed"));
  else if (row.sure !== undefined && row.s.length && row.t.length) words.push(t("confidence {percent} %", { percent: Math.floor(row.sure * 100) }));
  else if (!row.s.length || !row.t.length) words.push(row.s.length ? t("has no translation") : t("has no original"));
  else words.push(t("put together by hand, not confirmed"));
  if (row.edit) words.push(t("corrected"));
  if (row.out) words.push(t("not for the memory"));
  if (row.who || row.when) words.push(joined(", ", [row.who || t("somebody"), day(row.when || "", true)]));
  return words.join(" · ");
}

// What to look at in a row that is to be decided though no check says anything of it.
function why(pairs, row) {
  if (row.mark || row.sure === undefined || !row.s.length || !row.t.length || !(row.sure < pairs.page.doubtful || loose(row))) return "";
  const twice = [0, 1].find((side) => new Set(sides(row)[side].map((atom) => pairs.rows.piece(atom, side))).size < sides(row)[side].length);
  if (twice !== undefined) return t("The {language} text says one sentence twice here.", { language: t(pairs.page.language_names[twice]) });
  const lengths = [row.s.length, row.t.length], [first, second] = lengths;
  if (first === 1 && second === 1) return t("Do both say the same?");
  if (first === second) return t("Do both sides say the same, perhaps in another order?");
  const [many, few] = first > second ? [0, 1] : [1, 0];
  const values = { many: lengths[many], few: lengths[few], language: t(pairs.page.language_names[many]) };
  return many === 0 ? t("{many} sentences of the {language} text stand for {few}: is one left out, or do they belong together?", values)
    : t("{many} sentences of the {language} text stand for {few}: is one added, or do they belong together?", values);
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
  return el("div", { class: "candidates" }, el("h3", {}, t("May belong here")), found.slice(0, 3).map(([k, other]) => candidate(pairs, other, k, empty, null)));
}

export function candidate(pairs, other, k, side, score) {
  return el("button", {
    type: "button", class: "candidate", disabled: Boolean(pairs.extra.reads), title: pairs.extra.reads || null,
    onclick: () => pairs.do((rows) => commands.give(rows, rows.place(other), side, "all", pairs.place)),
  }, el("span", { class: "small" }, `${t("row {row}", { row: String(k + 1) })}${score === null ? "" : ` · ${Math.round(score * 100)} %`}`),
  el("span", { lang: pairs.page.languages[side] }, pairs.rows.text(sides(other)[side], side)));
}
