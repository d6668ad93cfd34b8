// The keys of a view.

import { el, show } from "./dom.js";

const KEYS = {
  pairs: [
    ["j k ↓ ↑", "next, previous row"], ["n p", "next, previous row to decide"], ["g", "go to a paragraph, footnote, row or heading"], ["/", "search"],
    ["↵", "confirm, and go on to the next to decide"], ["y u", "confirm, unconfirm"], ["Y", "confirm all at or above a confidence"],
    ["m M", "merge with the row below, above"], ["← → Ctrl+←", "move the caret in the text, by words"], ["o", "the other side"],
    ["s", "split at the caret (or at both carets)"], ["[ ]", "first sentence up, last sentence down"], ["{ }", "the whole side up, down"],
    ["U", "move the paragraph to another row"], ["w", "swap translations with the next row"],
    ["l a", "left out by the translator, added by the translator"], ["e", "correct the text"], ["c", "note"],
    ["x", "not for the memory"], ["z Z", "undo, redo (also Ctrl+Z, Ctrl+Y)"], ["R", "align the rest again"], ["T", "add the selected words as a term"],
    ["Esc", "take the caret away"],
  ],
  terms: [
    ["j k ↓ ↑", "next, previous concept"], ["y", "right as it stands"], ["r", "no term, for good; again: a term after all"], ["m", "merge with another"],
    ["e", "definition, domain, note"], ["o", "its sentences"], ["t", "in the texts"], ["+", "add a term"], ["/", "search"], ["z", "undo"],
  ],
};

export function help(view) {
  const list = [...(KEYS[view] || []), ["d", "light or dark"], ["?", "this list"]];
  show("Keyboard", el("dl", {}, list.map(([keys, text]) => [el("dt", {}, keys.split(" ").map((key) => [el("kbd", {}, key), " "])), el("dd", {}, text)])));
}
