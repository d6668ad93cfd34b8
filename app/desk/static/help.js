// The keys of a view.

import { el, show } from "./dom.js";
import { N_, t } from "./language.js";

const KEYS = {
  pairs: [
    ["j k ↓ ↑", N_("next, previous row")], ["n p", N_("next, previous row to decide")], ["g", N_("go to a paragraph, footnote, row or heading")], ["/", N_("search")],
    ["↵", N_("confirm, and go on to the next to decide")], ["y u", N_("confirm, unconfirm")], ["Y", N_("confirm all at or above a confidence")],
    ["m M", N_("merge with the row below, above")], ["← → Ctrl+←", N_("move the caret in the text, by words")], ["o", N_("the other side")],
    ["s", N_("split at the caret (or at both carets)")], ["[ ]", N_("first sentence up, last sentence down")], ["{ }", N_("the whole side up, down")],
    ["U", N_("move the paragraph to another row")], ["w", N_("swap translations with the next row")],
    ["l a", N_("left out by the translator, added by the translator")], ["e", N_("correct the text")], ["c", N_("note")],
    ["x", N_("not for the memory")], ["z Z", N_("undo, redo (also Ctrl+Z, Ctrl+Y)")], ["R", N_("align the rest again")], ["T", N_("add the selected words as a term")],
    ["Esc", N_("take the caret away")],
  ],
  terms: [
    ["j k ↓ ↑", N_("next, previous concept")], ["y", N_("right as it stands")], ["r", N_("no term, for good; again: a term after all")], ["m", N_("merge with another")],
    ["e", N_("definition, domain, note")], ["o", N_("its sentences")], ["t", N_("in the texts")], ["+", N_("add a term")], ["/", N_("search")], ["z", N_("undo")],
  ],
};

// Without the keys that this page does not know.
export function help(view, lacking = []) {
  const list = [...(KEYS[view] || []).filter(([keys]) => !lacking.includes(keys)), ["d", N_("light or dark")], ["?", N_("this list")]];
  show(t("Keyboard"), el("dl", {}, list.map(([keys, text]) => [el("dt", {}, keys.split(" ").map((key) => [el("kbd", {}, key), " "])), el("dd", {}, t(text))])));
}
