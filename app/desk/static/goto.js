// Where somebody wants to go: a paragraph by its number, a footnote, a row, a heading by its words; of either text.

import { N_, t } from "./language.js";
import { length, sides } from "./rows.js";

const ROW = /^(?:#|rows?\s*#?|行\s*|第(?=\d+行))\s*(\d+)\s*行?$/i;
const NOTE = /^(?:fn|footnote|note|注|脚注|註|腳註)\.?\s*(\S+)$/i;

// The row to go to and the side that was meant; { why } where there is none. Of several the next after the current row,
// so that asking again goes on. only: 0 or 1 for one of the texts, null for either.
export function whereTo(pairs, said, only = null) {
  const text = said.normalize("NFKC").trim(), list = pairs.rows.list;
  const row = ROW.exec(text);
  if (row) {
    const at = Number(row[1]) - 1;
    return list[at] ? { row: list[at], side: pairs.side } : { why: t("There is no row {row}: they go from 1 to {last}.", { row: row[1], last: String(list.length) }) };
  }
  const note = NOTE.exec(text);
  const number = text.replace(/^[§第¶]\s*/, "").replace(/\s*[段条]$/, "").replace(/\.$/, "");
  const words = text.toLowerCase();
  const tests = [
    (label) => (note ? label.kind === "footnote" && label.label === note[1] : label.number === number && label.kind !== "footnote"),
    (label) => !note && label.label === number,
    (label, piece) => !note && length(words) > 1 && label.kind === "heading" && piece().normalize("NFKC").toLowerCase().includes(words),
  ];
  for (const test of tests) {
    const found = next(pairs, only, test);
    if (found) return found;
  }
  const values = { language: only === null ? "" : t(pairs.page.language_names[only]), number: note ? note[1] : number, text };
  const say = (either, one) => t(only === null ? either : one, values);
  if (note) return { why: say(N_("There is no footnote {number}."), N_("There is no footnote {number} in the {language} text.")) };
  const row_too = only === null && /^\d+$/.test(number) && list[Number(number) - 1];
  if (row_too) return { why: t("There is no paragraph {number}. For the row write #{number}.", values) };
  return { why: /\d/.test(number) ? say(N_("There is no paragraph {number}."), N_("There is no paragraph {number} in the {language} text."))
    : say(N_("There is no heading with '{text}'."), N_("There is no heading with '{text}' in the {language} text.")) };
}

function next(pairs, only, test) {
  const { list, units } = pairs.rows, here = pairs.place;
  let first = null;
  for (const [at, row] of list.entries()) {
    if (first && at <= here) continue;
    for (const side of only === null ? [0, 1] : [only]) {
      const hit = sides(row)[side].some((atom) => {
        // A unit begins with its first sentence: the others are in the same place.
        if (atom[1] > 0 || (atom[0] > 0 && units[side][atom[0] - 1] === units[side][atom[0]])) return false;
        return test(pairs.page.labels[side][units[side][atom[0]]] || {}, () => pairs.rows.piece(atom, side));
      });
      if (!hit) continue;
      if (at > here) return { row, side };
      first = first || { row, side };
      break;
    }
  }
  return first;
}
