// The view of pairs at the desk: what the server knows besides comes in here.

import { $, ask, button, el, say } from "./dom.js";
import { candidate } from "./inspector.js";
import { N_, day, t } from "./language.js";
import { Pairs } from "./pairs.js";
import { keyOf } from "./rows.js";
import { Remote } from "./store.js";
import { waive } from "./waive.js";

export async function PairsView(desk, main, wanted = "") {
  if (desk.pairs) {
    main.replaceChildren(desk.pairs.root);
    desk.pairs.arrange();
  } else {
    const page = (desk.early && await desk.early) || await desk.call("page");
    desk.early = null;
    const store = new Remote(desk.call, () => pairs && pairs.tell());
    store.counts(page);
    const pairs = new Pairs(page, store, extras(desk));
    desk.pairs = pairs;
    desk.refresh = () => refresh(desk);
    main.replaceChildren(pairs.root, ...lost(page));
    pairs.start();
    refresh(desk);
  }
  const { page, rows } = desk.pairs;
  desk.title = page.names.filter(Boolean).join(" ↔ ") || page.name;
  $("title").textContent = desk.title;
  if (wanted) {
    const row = rows.list[rows.find(wanted)];
    if (row) desk.pairs.goTo(row); else say(t("This row is not here any more."));
  } else desk.pairs.show();
}

function lost(page) {
  const parts = [];
  if (page.damaged.length) parts.push(el("p", { class: "box error" }, t("Lines {lines} of the journal cannot be read.", { lines: page.damaged.join(", ") })));
  if (page.lost.length) {
    parts.push(el("details", { class: "lost" }, el("summary", {}, t("{n} decisions find no place in these texts any more", { n: page.lost.length })),
      el("ul", { class: "list" }, page.lost.map((one) => el("li", {}, el("p", { lang: page.languages[0] }, one.texts[0] || "–"), el("p", { lang: page.languages[1] }, one.texts[1] || "–"), el("span", { class: "small" }, `${one.why} · ${one.who} ${day(one.when)}`))))));
  }
  return parts;
}

// Findings are worked out again a moment after the last step; what is shown meanwhile is of before.
// One check at a time; what changes meanwhile is checked after it, and a check that takes long is not asked for often.
export async function refresh(desk) {
  const { pairs } = desk;
  if (desk.checking) { desk.stale = true; return; }
  desk.checking = true;
  const begin = performance.now();
  const found = await desk.call("findings").catch((error) => { say(t("Not checked: {error}", { error: error.message }), "error"); return null; });
  const took = performance.now() - begin;
  desk.checking = false;
  if (desk.stale) {
    desk.stale = false;
    setTimeout(() => refresh(desk), Math.min(2 * took, 60000));
  }
  if (!found || pairs !== desk.pairs) return;
  desk.findings = found;
  const map = new Map();
  for (const finding of found.findings.filter((one) => !one.waivers.length)) {
    for (const key of finding.rows) map.set(key, [...(map.get(key) || []), finding]);
  }
  pairs.know(map);
  if (desk.found) desk.found();
}

function extras(desk) {
  let timer = 0;
  let asked = 0;
  const known = new Map();
  return {
    changed() { known.clear(); clearTimeout(timer); timer = setTimeout(() => refresh(desk), 400); },
    async reload() { desk.pairs = null; await desk.show("pairs"); },
    names: [["R", N_("Align the rest again")], ["T", N_("Add selected words as a term")]],
    keys: { R: () => again(desk), T: () => term(desk) },
    // What can be done about a finding, beside it.
    answer: (pairs, row, finding) => [
      row.s.length && row.t.length ? button(t("Correct"), () => pairs.editText(1), { class: "btn little" }) : null,
      button(t("Waive …"), () => waive(desk, [finding]).then(() => pairs.focus()), { class: "btn little" })],
    candidates(pairs, row, box) {
      const draw = (found) => {
        const list = found.candidates.map((one) => [pairs.rows.find(one.key), one]).filter(([k]) => k >= 0);
        if (!list.length) return;
        box.replaceChildren(el("h3", {}, row.s.length && row.t.length ? t("Fits better, perhaps") : t("May belong here")),
          ...list.map(([k, one]) => candidate(pairs, pairs.rows.list[k], k, found.side, one.score)));
      };
      const one = !row.s.length || !row.t.length;
      if (!one && (row.mark || row.sure === undefined || row.sure >= 0.75)) return;
      const key = keyOf(row);
      if (known.has(key)) { draw(known.get(key)); return; }
      const ticket = (asked += 1);
      setTimeout(async () => {
        if (ticket !== asked) return;
        const found = await desk.call("candidates", { key }).catch(() => null);
        if (found) known.set(key, found);
        if (found && pairs.row && keyOf(pairs.row) === key) draw(found);
      }, 120);
    },
  };
}

async function again(desk) {
  const { pairs } = desk;
  say(t("Aligning the rest again …"), "busy");
  try {
    const found = await pairs.store.turn("again");
    pairs.show_patch(found.patch, true);
    say(t("Aligned again: {before} rows became {after}. z takes it back.", { before: found.patch.before.length, after: found.patch.after.length }));
    pairs.filter = "all";
    refresh(desk);
  } catch (error) { say(error.message, "error"); }
}

// Words selected in one text, then in the other; T adds them as a term.
const chosen = ["", ""];
document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  const text = String(selection).trim();
  const cell = text && selection.anchorNode && selection.anchorNode.parentElement && selection.anchorNode.parentElement.closest("[data-side]");
  if (cell) chosen[Number(cell.dataset.side)] = text;
});
export async function term(desk) {
  const page = desk.pairs.page;
  const given = await ask(t("Add a term"), [
    { label: t(page.language_names[0]), name: "source", value: chosen[0], lang: page.languages[0] },
    { label: t(page.language_names[1]), name: "target", value: chosen[1], lang: page.languages[1] }], t("Add"));
  if (!given) return;
  try {
    const { said = t("{source} · {target} is in the glossary.", given) } = await desk.call("term", { kind: "add", ...given });
    say(said);
    chosen.fill("");
  } catch (error) { say(error.message, "error"); }
}
