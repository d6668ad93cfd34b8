// A row of the list as an element, and where in its text somebody clicked.

import { el } from "./dom.js";
import { joined, t } from "./language.js";
import { chars, cut, editOf, keyOf, length, sides } from "./rows.js";

// Which row a node stands for now: rows above it may have gone or come since it was made.
export function placeRow(pairs, node, row, i) {
  const place = pairs.rows.place(row), now = row === pairs.row;
  if (node.dataset.i !== String(i)) { node.dataset.i = i; node.id = `row-${i}`; }
  if (node.getAttribute("aria-rowindex") !== String(place + 1)) {
    node.setAttribute("aria-rowindex", place + 1);
    node.setAttribute("aria-label", labelled(place, node.dataset.state));
  }
  if (node.getAttribute("aria-selected") !== String(now)) {
    node.setAttribute("aria-selected", now);
    node.tabIndex = now ? 0 : -1;
  }
  for (const side of [0, 1]) node.querySelector(`.side${side}`).classList.toggle("active", now && side === pairs.side && sides(row)[side].length > 0);
}

// What a screen reader says of a row; numbers of rows are not grouped.
const labelled = (place, state) => (state ? t("Row {row}, {state}", { row: String(place + 1), state }) : t("Row {row}", { row: String(place + 1) }));

export function drawRow(pairs, row, i) {
  const now = row === pairs.row;
  const place = pairs.rows.place(row);
  const before = pairs.rows.list[place - 1];
  const one = !row.s.length || !row.t.length;
  const low = !row.mark && row.sure !== undefined && row.sure < pairs.page.doubtful && !one;
  const found = pairs.findings.get(keyOf(row)) || [];
  const grave = found.filter((f) => f.severity !== "note");
  const clash = pairs.conflicts.get(keyOf(row));
  const sure = row.mark ? "✓" : one ? "" : row.sure === undefined ? "•" : String(Math.floor(row.sure * 100 + 1e-9));
  const there = pairs.claims.get(keyOf(row)) || [];
  const state = joined(", ", [
    there.length ? t("{names} is here", { names: joined(", ", there) }) : "",
    row.mark ? t("confirmed") : "", one ? (row.s.length ? t("no translation") : t("no original")) : "", row.sure !== undefined && !row.mark && !one ? t("confidence {percent} percent", { percent: sure }) : "",
    row.out ? t("not for the memory") : "", found.length ? t("{n} findings", { n: found.length }) : "", clash ? t("contradiction") : "", row.note ? t("note: {note}", { note: row.note }) : "",
  ].filter(Boolean));
  const classes = ["row", row.mark && "confirmed", one && "one", low && "low", row.out && "out", clash && "clash", kindOf(pairs, row)].filter(Boolean).join(" ");
  return el("div", {
    class: classes, role: "row", id: `row-${i}`, tabindex: now ? "0" : "-1", "aria-rowindex": place + 1, "aria-selected": String(now),
    "aria-label": labelled(place, state), "data-i": i, "data-state": state,
  },
  cell(pairs, row, 0, before, now), el("div", { class: "mid", role: "gridcell", "aria-label": state || t("undecided") },
    el("span", { class: "c" }, sure), row.s.length > 1 || row.t.length > 1 ? el("span", { class: "y" }, `${row.s.length}–${row.t.length}`) : null,
    grave.length ? el("span", { class: `flag ${grave[0].severity}`, title: grave[0].message }, grave[0].severity === "error" ? "●" : "▲") : null,
    clash ? el("span", { class: "flag error", title: t("Two people differ") }, "≠") : null,
    there.length ? el("span", { class: "there", title: joined(", ", there) }, there.map((name) => initials(name)).join(" ")) : null,
    row.note ? el("span", { class: "flag", title: row.note }, "✎") : null,
    row.out ? el("span", { class: "flag", title: t("Not for the memory") }, "⊘") : null),
  cell(pairs, row, 1, before, now));
}
// As much of a name as there is room for: 刘, L.W.
const initials = (name) => (/^[\u3400-\u9fff]/.test(name) ? name.slice(0, 2) : name.split(/[\s.@_-]+/).filter(Boolean).slice(0, 2).map((part) => chars(part)[0].toUpperCase()).join(""));

function cell(pairs, row, side, before, now) {
  const atoms = sides(row)[side];
  const label = labelOf(pairs, row, side, before);
  const n = el("span", { class: "n" }, label);
  if (!atoms.length) {
    return el("div", { class: `cell void side${side}`, role: "gridcell", "data-side": side }, n, el("p", {}, el("span", {}, side ? t("no translation") : t("no original"))));
  }
  const p = el("p", { lang: pairs.page.languages[side] });
  const own = editOf(row, side);
  if (own !== null) {
    p.append(el("ins", {}, own), el("del", {}, pairs.rows.text(atoms, side)));
  } else {
    let at = 0;
    atoms.forEach((atom, k) => {
      const text = pairs.rows.piece(atom, side);
      if (k) { p.append(el("i", { class: "cut", "aria-hidden": "true" })); }
      const caret = now ? pairs.carets[side] : null;
      const inner = caret === null ? -1 : caret - at;
      if (inner >= 0 && inner <= length(text) && !(inner === length(text) && k < atoms.length - 1)) {
        p.append(cut(text, 0, inner), el("i", { class: `caret${side === pairs.side ? " on" : ""}`, "aria-hidden": "true" }), cut(text, inner));
      } else p.append(text);
      at += length(text) + pairs.rows.joiners[side].length;
      if (k < atoms.length - 1 && pairs.rows.joiners[side]) p.append(pairs.rows.joiners[side]);
    });
  }
  return el("div", { class: `cell side${side}${now && side === pairs.side ? " active" : ""}`, role: "gridcell", "data-side": side }, n, p);
}

function about(pairs, row, side) {
  const atoms = sides(row)[side];
  return atoms.length ? pairs.page.labels[side][pairs.rows.units[side][atoms[0][0]]] || {} : {};
}
function kindOf(pairs, row) { return about(pairs, row, row.s.length ? 0 : 1).kind || ""; }

// The paragraph's number where it begins, as it is printed.
function labelOf(pairs, row, side, before) {
  const atoms = sides(row)[side];
  if (!atoms.length) return "";
  const unit = pairs.rows.units[side][atoms[0][0]];
  const last = before && sides(before)[side];
  if (last && last.length && pairs.rows.units[side][last[last.length - 1][0]] === unit) return "";
  return about(pairs, row, side).label || "";
}

// The place in a cell's text that was clicked, in code points, however the text is cut into nodes.
export function caretIn(p, event) {
  let node, offset;
  if (document.caretPositionFromPoint) {
    const found = document.caretPositionFromPoint(event.clientX, event.clientY);
    if (found) [node, offset] = [found.offsetNode, found.offset];
  } else if (document.caretRangeFromPoint) {
    const found = document.caretRangeFromPoint(event.clientX, event.clientY);
    if (found) [node, offset] = [found.startContainer, found.startOffset];
  }
  if (!node || node.nodeType !== 3 || !p.contains(node)) return null;
  const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
  let at = 0;
  for (let each = walker.nextNode(); each; each = walker.nextNode()) {
    if (each === node) return at + length(each.data.slice(0, offset));
    at += length(each.data);
  }
  return null;
}

export function word(text, at, step) {
  const list = chars(text);
  const wordy = (k) => k >= 0 && k < list.length && /[\p{L}\p{N}]/u.test(list[k]);
  let k = at;
  if (step > 0) { while (k < list.length && wordy(k)) k += 1; while (k < list.length && !wordy(k)) k += 1; }
  else { while (k > 0 && !wordy(k - 1)) k -= 1; while (k > 0 && wordy(k - 1)) k -= 1; }
  return k;
}
