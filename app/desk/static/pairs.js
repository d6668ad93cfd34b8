// Both texts side by side: the list, where one is in it, and the commands by key and mouse.

import { ask, button, composing, el, say } from "./dom.js";
import { caretIn, drawRow, placeRow, word } from "./cells.js";
import { N_, number, t } from "./language.js";
import { Refused, Rows, commands, editOf, kept, keyOf, length, sides } from "./rows.js";
import { FILTERS, grave, risk } from "./queue.js";
import { whereTo } from "./goto.js";
import { inspector } from "./inspector.js";
import { Virtual } from "./virtual.js";

// Names of languages as the server sends them.
N_("English"); N_("Chinese");

export class Pairs {
  // page: as the desk or the offline page gives it; store: where decisions go; extra: what the desk can do besides, and
  // `reads`: why nothing may be decided here.
  constructor(page, store, extra = {}) {
    Object.assign(this, { page, store, extra, rows: new Rows(page), order: "document", filter: "all", query: "", current: 0, epoch: 0, choice: 0 });
    this.findings = new Map();
    this.conflicts = new Map((page.conflicts || []).flatMap((c) => c.mine.map((key) => [key, c])));
    this.claims = new Map();
    this.held = new Set();
    this.carets = [null, null];
    this.side = 1;
    this.view = [];
    this.build();
  }

  // --- the page ----------------------------------------------------------------------------------------------------------
  build() {
    this.list = el("div", { class: "rows", role: "grid", "aria-label": t("Pairs"), "aria-colcount": 3, tabindex: "-1" });
    this.scroller = el("div", { class: "scroller", tabindex: "-1" }, this.list);
    this.chips = el("div", { class: "chips", role: "group", "aria-label": t("Show only") });
    this.search = el("input", {
      type: "search", placeholder: t("Search"), "aria-label": t("Search both texts"), autocomplete: "off", spellcheck: "false",
      oninput: () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.choose({ query: this.search.value }), 80); },
      onkeydown: (event) => {
        if (composing(event)) return;
        if (event.key === "Enter") { this.focus(); event.preventDefault(); }
        if (event.key === "Escape") { this.search.value = ""; this.choose({ query: "" }); this.focus(); }
      },
    });
    this.meter = el("div", { class: "meter", role: "progressbar", "aria-label": t("Confirmed"), "aria-valuemin": 0, "aria-valuemax": 100 }, el("i"));
    this.status = el("p", { class: "small status", role: "status" });
    this.saved = el("p", { class: "small saved", role: "status" });
    this.back = button("↶", () => this.turn("undo"), { key: "z", "aria-label": t("Undo"), title: t("Take back the last step (z)") });
    this.again = button("↷", () => this.turn("redo"), { key: "Z", "aria-label": t("Redo"), title: t("Do it again (Shift+z)") });
    this.by = button(t("Order: text"), () => { this.choose({ order: this.order === "risk" ? "document" : "risk" }); if (this.order === "risk") this.go(0); }, { class: "btn", "aria-pressed": "false", title: t("Change between the order of the text and the riskiest first") });
    this.back.hidden = this.again.hidden = Boolean(this.extra.reads);
    this.panel = el("aside", { class: "panel", "aria-label": t("The current pair") });
    this.root = el("div", { class: "pairs-view" },
      el("div", { class: "bar" }, this.search, this.chips, this.by, el("span", { class: "grow" }), this.meter, this.status, this.saved, this.back, this.again),
      el("div", { class: "split" }, this.scroller, this.panel));
    this.virtual = new Virtual(this.scroller, this.list, (row, i) => drawRow(this, row, i), (node, row, i) => placeRow(this, node, row, i));
    this.list.addEventListener("click", (event) => this.clicked(event));
    this.list.addEventListener("dblclick", (event) => { const cell = event.target.closest("[data-side]"); if (cell) this.editText(Number(cell.dataset.side)); });
    document.addEventListener("keydown", (event) => {
      if (this.root.isConnected && !document.querySelector("dialog[open]")) this.pressed(event);
    });
  }
  start() { this.arrange(); this.tell(); }
  tell() {
    const { store } = this;
    this.back.disabled = !store.done;
    this.again.disabled = !store.undone;
    this.saved.textContent = this.extra.saved ? this.extra.saved(store) : store.unsaved ? t("Saving …") : store.done ? t("Saved") : "";
  }
  // What is known of a row besides itself, and which filters it fits: worked out once, until findings or contradictions
  // are others.
  seen(row) {
    const own = kept(row);
    if (own.epoch !== this.epoch) {
      const key = keyOf(row);
      own.about = { findings: this.findings.get(key), conflict: this.conflicts.get(key), limit: this.page.doubtful };
      own.fits = NAMES.map((name) => FILTERS[name].test(row, own.about));
      own.epoch = this.epoch;
    }
    return own;
  }
  words(row) {
    const own = kept(row);
    if (own.words === undefined) own.words = [0, 1].map((side) => this.rows.shown(row, side).normalize("NFKC").toLowerCase());
    return own.words;
  }
  // How risky a row was when the order was asked for: a row that is decided does not run away from under one's hands.
  rank(row, rank) {
    const own = kept(row);
    if (rank !== undefined || own.choice !== this.choice) {
      Object.assign(own, { choice: this.choice, rank: rank === undefined ? risk(row, this.seen(row).about) : rank });
    }
    return own.rank;
  }
  know(findings) {
    if (!this.findings.size) this.choice += 1;
    this.findings = findings;
    this.epoch += 1;
    this.virtual.stale(this.virtual.nodes.keys());
    this.arrange(null, false);
  }
  // Show other rows: by a filter, words or an order that somebody asked for.
  choose(what) {
    Object.assign(this, what);
    this.choice += 1;
    this.held.clear();
    this.arrange();
  }
  // wanted: the row that is to be the current one; by default the one that is. It is brought into sight.
  arrange(wanted = null, bring = true) {
    const here = wanted || this.row || null;
    const words = this.query.normalize("NFKC").toLowerCase().trim();
    const rows = this.rows.list, at = NAMES.indexOf(this.filter);
    const counts = NAMES.map(() => 0);
    const found = [];
    for (const row of rows) {
      const { fits } = this.seen(row);
      for (let k = 0; k < fits.length; k++) if (fits[k]) counts[k] += 1;
      if (this.held.has(row)) found.push(row);
      else if (fits[at] && (!words || this.words(row).some((text) => text.includes(words)))) found.push(row);
    }
    if (this.order === "risk") {
      found.forEach((row) => this.rank(row));
      found.sort((a, b) => kept(b).rank - kept(a).rank);
    }
    this.view = found;
    const place = here ? found.indexOf(here) : 0;
    this.current = place >= 0 ? place : Math.min(this.current, Math.max(found.length - 1, 0));
    const focused = this.list.contains(document.activeElement);
    const width = Math.max((this.virtual.width || 900) / 2 - 120, 160);
    this.virtual.reset(found, (row) => this.guess(row, width));
    this.show(focused, bring);
    this.showCounts(counts, rows.length);
  }
  guess(row, width) {
    const lines = Math.max(size(row.s) * 7.2 / width, size(row.t) * 15 / width, 1);
    return Math.ceil(lines) * 25 + 10;
  }
  showCounts(counts, total) {
    if (!this.chips.firstChild) {
      this.chips.append(...NAMES.map((name) => el("button", {
        type: "button", class: "chip", title: t(FILTERS[name].title),
        onclick: () => { this.choose({ filter: name === this.filter ? "all" : name }); this.focus(); },
      }, t(FILTERS[name].label), " ", el("span", { class: "n" }))));
    }
    NAMES.forEach((name, k) => {
      const chip = this.chips.children[k];
      chip.hidden = !(FILTERS[name].always || counts[k] || name === this.filter);
      chip.setAttribute("aria-pressed", String(name === this.filter));
      write(chip.lastChild, number(counts[k]));
    });
    const confirmed = counts[NAMES.indexOf("confirmed")], share = total ? Math.floor(100 * confirmed / total) : 0;
    this.meter.firstChild.style.width = `${share}%`;
    this.meter.setAttribute("aria-valuenow", share);
    write(this.status, t("{part} of {whole} confirmed", { part: confirmed, whole: total }));
    write(this.by.firstChild, this.order === "risk" ? t("Order: riskiest first") : t("Order: text"));
    this.by.setAttribute("aria-pressed", String(this.order === "risk"));
  }

  // --- going about -------------------------------------------------------------------------------------------------------
  get row() { return this.view[this.current]; }
  get place() { return this.row ? this.rows.place(this.row) : -1; }
  focus() { const node = this.virtual.node(this.current); if (node) node.focus({ preventScroll: true }); }
  show(focus = true, bring = true) {
    if (this.view.length) {
      if (bring) this.virtual.show(this.current);
      if (this.drawn || this.carets.some((caret) => caret !== null)) {
        // A caret stands in the text itself.
        const old = this.drawn && this.view.indexOf(this.drawn);
        if (this.drawn && old >= 0 && old !== this.current) this.virtual.refresh(old);
        this.virtual.refresh(this.current);
        this.drawn = this.carets.some((caret) => caret !== null) ? this.row : null;
      }
      for (const [row, node] of this.virtual.nodes) placeRow(this, node, row, Number(node.dataset.i));
      if (focus) this.focus();
    }
    inspector(this);
    if (this.extra.moved) this.extra.moved(this.row);
  }
  go(i, focus = true) {
    if (!this.view.length) return;
    const old = this.current;
    this.current = Math.min(Math.max(i, 0), this.view.length - 1);
    if (this.current !== old) this.carets = [null, null];
    this.show(focus);
  }
  goTo(row) {
    let at = this.view.indexOf(row);
    if (at < 0) { this.search.value = ""; this.choose({ filter: "all", query: "" }); at = this.view.indexOf(row); }
    if (at >= 0) this.go(at);
  }
  undecided(step) {
    for (let i = this.current + step; i >= 0 && i < this.view.length; i += step) {
      if (this.seen(this.view[i]).fits[NAMES.indexOf("todo")]) { this.go(i); return true; }
    }
    say(step > 0 ? t("Nothing more to decide below.") : t("Nothing more to decide above."));
    return false;
  }
  async paragraph() {
    const [first, second] = this.page.language_names.map((name) => t(name));
    const given = await ask(t("Go to"), [
      { label: t("Number, as printed: 29, 3.2, fn 4; a row: #120; or words of a heading"), name: "n", value: this.wanted || "", over: true },
      { label: t("Of"), name: "side", value: this.wantedSide || "", options: [["", t("either text")], ["0", t("the original ({language})", { language: first })], ["1", t("the translation ({language})", { language: second })]] }], t("Go"));
    this.focus();
    if (!given || !given.n.trim()) return;
    this.wanted = given.n;
    this.wantedSide = given.side;
    const found = whereTo(this, given.n, given.side === "" ? null : Number(given.side));
    if (found.why) { say(found.why, "error"); return; }
    say("");
    this.side = found.side;
    this.goTo(found.row);
  }

  // --- deciding ----------------------------------------------------------------------------------------------------------
  // what(rows) gives a patch; after it, the first of the new rows is the current one.
  async do(what, { stay = false, onward = false } = {}) {
    if (this.refuses()) return false;
    let patch;
    try { patch = what(this.rows); } catch (error) {
      if (error instanceof Refused) { say(error.message, "error"); return false; }
      throw error;
    }
    this.show_patch(patch, stay);
    if (onward) this.undecided(1);
    try {
      const found = await this.store.do(patch);
      this.rows.signed(found.after || []);
      if (this.extra.changed) this.extra.changed(patch);
    } catch (error) {
      say(t("Not saved: {error}", { error: error.message }), "error");
      if (this.extra.reload) this.extra.reload();
      return false;
    }
    return true;
  }
  // Whether who is here may only read: they are told why.
  refuses() {
    if (this.extra.reads) say(this.extra.reads, "error");
    return Boolean(this.extra.reads);
  }
  show_patch(patch, stay = false) {
    const place = this.place;
    const before = patch.before.map((row) => this.rows.list[this.rows.find(keyOf(row))]).filter(Boolean);
    const around = before.flatMap((row) => [row, this.rows.list[this.rows.place(row) + 1]]);
    const rank = before.reduce((most, row) => Math.max(most, this.rank(row)), 0);
    this.rows.apply(patch);
    for (const row of patch.before) this.conflicts.delete(keyOf(row));
    this.carets = [null, null];
    const list = this.rows.list;
    // What stands in the margin of a row depends on the one above it.
    for (const row of patch.after) around.push(list[this.rows.place(row) + 1]);
    this.virtual.stale(around.filter(Boolean));
    // What was worked on stays in sight until something else is to be shown, whether it fits the filter still or not.
    for (const row of before) this.held.delete(row);
    if (patch.after.length < 20) for (const row of patch.after) { this.held.add(row); this.rank(row, rank); }
    const first = patch.after.find((row) => this.rows.place(row) >= 0) || list[Math.min(place, list.length - 1)];
    this.arrange(stay ? list[Math.min(place, list.length - 1)] : first);
    this.tell();
  }
  async turn(kind) {
    if (this.refuses()) return;
    try {
      const found = await this.store[kind]();
      if (found.said) { say(found.said); return; }
      if (found.reload) { if (this.extra.reload) await this.extra.reload(); return; }
      const after = found.patch.after.map((row) => ({ ...row }));
      this.show_patch({ ...found.patch, after });
      const step = t(STEPS[found.patch.name] || found.patch.name);
      say(kind === "undo" ? t("Taken back: {step}", { step }) : t("Done again: {step}", { step }));
      if (this.extra.changed) this.extra.changed(found.patch);
    } catch (error) { say(error.message, "error"); }
  }
  // What others did: work(apply) puts their patches in, one after the other. Where somebody is stays, unless it is
  // `wanted`; what others have decided goes from a list that does not show it any more.
  received(work, wanted = null) {
    const here = this.row;
    let now = wanted || here;
    const around = new Set();
    work((patch) => {
      const before = patch.before.map((row) => this.rows.list[this.rows.find(keyOf(row))]).filter(Boolean);
      for (const row of before) { around.add(row); around.add(this.rows.list[this.rows.place(row) + 1]); this.held.delete(row); }
      this.rows.apply(patch);
      for (const row of patch.after) around.add(this.rows.list[this.rows.place(row) + 1]);
      if (before.includes(now)) {
        const [mine] = sides(now)[now.s.length ? 0 : 1];
        now = patch.after.find((row) => sides(row)[now.s.length ? 0 : 1].some((atom) => atom[0] === mine[0])) || patch.after[0];
      }
    });
    around.delete(undefined);
    if (now && now !== here) { this.held.add(now); this.carets = [null, null]; }
    this.virtual.stale(around);
    this.arrange(now, Boolean(wanted));
    this.tell();
  }
  // Who is at which pair: names by the pair's key.
  claimed(claims) {
    const rows = [...this.claims.keys(), ...claims.keys()].map((key) => this.rows.list[this.rows.find(key)]).filter(Boolean);
    this.claims = claims;
    this.virtual.stale(rows);
    const focused = this.list.contains(document.activeElement);
    this.virtual.draw();
    this.show(focused, false);
  }
  async editText(side) {
    if (this.refuses()) return;
    const row = this.row;
    if (!row || !sides(row)[side].length) { say(t("There is no text on this side. Translate it in the document and align again: what you decided stays."), "error"); return; }
    const given = await ask(side ? t("Correct the translation") : t("Correct the original"), [{
      label: t("For the memory; the document itself is not changed"), name: "text", kind: "area", value: this.rows.shown(row, side), lang: this.page.languages[side], rows: 6,
    }]);
    if (given) await this.do((rows) => commands.edit(rows, this.place, side, given.text));
    this.focus();
  }
  async noteText() {
    const given = await ask(t("Note"), [{ label: t("For yourself and other reviewers"), name: "text", value: (this.row || {}).note || "" }]);
    if (given) await this.do((rows) => commands.note(rows, this.place, given.text));
    this.focus();
  }
  async confirmAll() {
    const given = await ask(t("Confirm all pairs at or above a confidence"), [
      { label: t("Percent"), name: "least", kind: "number", value: "90", min: "0", max: "100", step: "1" },
      { label: t("Rows with an error or a warning"), name: "open", value: "open", options: [["open", t("stay to be decided")], ["", t("are confirmed too")]] }],
    t("Confirm"), t("The confidence says that both texts belong together, not that the translation is right."));
    if (!given) return;
    let left = 0;
    const open = (row) => {
      const stays = given.open !== "" && (Boolean(this.seen(row).about.conflict) || grave(this.findings.get(keyOf(row))));
      left += stays;
      return stays;
    };
    let count = 0;
    const done = await this.do((rows) => {
      const patch = commands.confirm_all(rows, Number(given.least) / 100, open);
      count = patch.before.length;
      return patch;
    }, { stay: true });
    if (done) say(left ? t("{n} confirmed. {left} with findings stay to be decided.", { n: count, left }) : t("{n} confirmed.", { n: count }));
    else if (left && !count) say(t("All {n} pairs that are so sure have findings: decide them one by one.", { n: left }), "error");
  }

  // --- keys and mouse ----------------------------------------------------------------------------------------------------
  clicked(event) {
    const node = event.target.closest(".row");
    if (!node) return;
    const cell = event.target.closest("[data-side]");
    if (cell) this.side = Number(cell.dataset.side);
    const i = Number(node.dataset.i);
    let caret = null;
    const p = cell && cell.querySelector("p[lang]");
    if (p && String(getSelection()) === "" && editOf(this.view[i], this.side) === null) caret = caretIn(p, event);
    if (i !== this.current) this.go(i, String(getSelection()) === "");
    if (caret !== null) this.carets[this.side] = caret;
    if (String(getSelection()) === "") this.show();
  }
  caret(step, event) {
    const row = this.row;
    if (!row || !sides(row)[this.side].length || editOf(row, this.side) !== null) return;
    const text = this.rows.text(sides(row)[this.side], this.side);
    let at = this.carets[this.side];
    if (at === null) at = step > 0 ? 0 : length(text);
    else if (event.ctrlKey || event.altKey) at = word(text, at, step);
    else at += step;
    this.carets[this.side] = Math.min(Math.max(at, 0), length(text));
    this.show();
  }
  pressed(event) {
    if (composing(event) || event.defaultPrevented || event.metaKey) return;
    if (/^(input|textarea|select)$/i.test(event.target.tagName)) return;
    const ctrl = event.ctrlKey;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") { this.caret(event.key === "ArrowRight" ? 1 : -1, event); event.preventDefault(); return; }
    if (ctrl && !event.altKey && /^[zy]$/i.test(event.key)) {
      this.turn(event.key.toLowerCase() === "y" || event.shiftKey ? "redo" : "undo");
      event.preventDefault();
      return;
    }
    if (ctrl || event.altKey) return;
    if (event.target.tagName === "BUTTON" && (event.key === "Enter" || event.key === " ")) return;
    const act = this.keys()[event.key];
    if (act) { event.preventDefault(); act(); }
  }
  keys() {
    const at = () => this.place;
    const other = (step) => at() + step;
    const all = {
      j: () => this.go(this.current + 1), ArrowDown: () => this.go(this.current + 1),
      k: () => this.go(this.current - 1), ArrowUp: () => this.go(this.current - 1),
      PageDown: () => this.go(this.current + 10), PageUp: () => this.go(this.current - 10),
      Home: () => this.go(0), End: () => this.go(this.view.length - 1),
      n: () => this.undecided(1), p: () => this.undecided(-1),
      Enter: () => this.do((r) => commands.confirm(r, at()), { onward: true }),
      y: () => this.do((r) => commands.confirm(r, at())),
      u: () => this.do((r) => commands.unconfirm(r, at())),
      Y: () => this.confirmAll(),
      m: () => this.do((r) => commands.merge(r, at(), 1)), M: () => this.do((r) => commands.merge(r, at(), -1)),
      s: () => this.do((r) => commands.split(r, at(), ...this.carets)),
      "[": () => this.do((r) => commands.give(r, at(), this.side, "first", other(-1))),
      "]": () => this.do((r) => commands.give(r, at(), this.side, "last", other(1))),
      "{": () => this.do((r) => commands.give(r, at(), this.side, "all", other(-1))),
      "}": () => this.do((r) => commands.give(r, at(), this.side, "all", other(1))),
      U: () => this.moveUnit(),
      l: () => this.do((r) => commands.one_sided(r, at(), 0)), a: () => this.do((r) => commands.one_sided(r, at(), 1)),
      w: () => this.do((r) => commands.swap(r, at(), 1)),
      e: () => this.editText(this.side), c: () => this.noteText(),
      x: () => this.do((r) => commands.exclude(r, at(), !this.row.out)),
      z: () => this.turn("undo"), Z: () => this.turn("redo"),
      o: () => { this.side = 1 - this.side; this.show(); },
      g: () => this.paragraph(), "/": () => { this.search.focus(); this.search.select(); },
      Escape: () => { this.carets = [null, null]; this.show(); },
      ...(this.extra.keys || {}),
    };
    if (!this.extra.reads) return all;
    return Object.fromEntries(Object.entries(all).map(([key, act]) => [key, READING.has(key) ? act : () => this.refuses()]));
  }
  async moveUnit() {
    const given = await ask(t("Move this paragraph's text to another row"), [
      { label: t("Which side"), name: "side", value: String(this.side), options: [["0", t("the original")], ["1", t("the translation")]] },
      { label: t("Row"), name: "to", kind: "number", min: "1", max: String(this.rows.list.length) }], t("Move"));
    if (given && given.to) await this.do((r) => commands.give(r, this.place, Number(given.side), "unit", Number(given.to) - 1));
  }
}

const NAMES = Object.keys(FILTERS);
// Keys that decide nothing.
const READING = new Set(["j", "ArrowDown", "k", "ArrowUp", "PageDown", "PageUp", "Home", "End", "n", "p", "o", "g", "/", "Escape"]);
// Steps as journals name them, and as they are called when they are taken back.
export const STEPS = {
  confirm: N_("confirm"), unconfirm: N_("unconfirm"), confirm_all: N_("confirm all"), merge: N_("merge"), split: N_("split"), move: N_("move"),
  left_out: N_("left out in translation"), added: N_("added in translation"), swap: N_("swap"), edit: N_("edit"), note: N_("a note"), exclude: N_("exclude"), include: N_("include"),
  bring: N_("bring"), align_again: N_("align again"), conflict: N_("conflict"),
};
const size = (atoms) => atoms.reduce((sum, atom) => sum + atom[2] - atom[1], 0);
function write(node, text) { if (node.textContent !== text) node.textContent = text; }
