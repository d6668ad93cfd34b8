// Both texts side by side: the list, where one is in it, and the commands by key and mouse.

import { ask, button, composing, el, number, say } from "./dom.js";
import { caretIn, drawRow, word } from "./cells.js";
import { Refused, Rows, commands, editOf, keyOf, length, sides } from "./rows.js";
import { FILTERS, risk } from "./queue.js";
import { inspector } from "./inspector.js";
import { Virtual } from "./virtual.js";

export class Pairs {
  // page: as the desk or the offline page gives it; store: where decisions go; extra: what the desk can do besides.
  constructor(page, store, extra = {}) {
    Object.assign(this, { page, store, extra, rows: new Rows(page), order: "document", filter: "all", query: "", current: 0 });
    this.findings = new Map();
    this.conflicts = new Map((page.conflicts || []).flatMap((c) => c.mine.map((key) => [key, c])));
    this.carets = [null, null];
    this.side = 1;
    this.view = [];
    this.build();
  }

  // --- the page ----------------------------------------------------------------------------------------------------------
  build() {
    this.list = el("div", { class: "rows", role: "grid", "aria-label": "Pairs", "aria-colcount": 3, tabindex: "-1" });
    this.scroller = el("div", { class: "scroller", tabindex: "-1" }, this.list);
    this.chips = el("div", { class: "chips", role: "group", "aria-label": "Show only" });
    this.search = el("input", {
      type: "search", placeholder: "Search both texts", "aria-label": "Search both texts", autocomplete: "off", spellcheck: "false",
      oninput: () => { clearTimeout(this.timer); this.timer = setTimeout(() => { this.query = this.search.value; this.arrange(); }, 80); },
      onkeydown: (event) => {
        if (composing(event)) return;
        if (event.key === "Enter") { this.focus(); event.preventDefault(); }
        if (event.key === "Escape") { this.search.value = this.query = ""; this.arrange(); this.focus(); }
      },
    });
    this.meter = el("div", { class: "meter", role: "progressbar", "aria-label": "Confirmed", "aria-valuemin": 0, "aria-valuemax": 100 }, el("i"));
    this.status = el("p", { class: "small status", role: "status" });
    this.saved = el("p", { class: "small saved", role: "status" });
    this.back = button("Undo", () => this.turn("undo"), { key: "z", title: "Take back the last step (z)" });
    this.again = button("Redo", () => this.turn("redo"), { key: "Z", title: "Do it again (Shift+z)" });
    this.by = button("In order of the text", () => { this.order = this.order === "risk" ? "document" : "risk"; this.arrange(); if (this.order === "risk") this.go(0); }, { class: "btn", "aria-pressed": "false" });
    this.panel = el("aside", { class: "panel", "aria-label": "The current pair" });
    this.root = el("div", { class: "pairs-view" },
      el("div", { class: "bar" }, this.search, this.chips, this.by, el("span", { class: "grow" }), this.meter, this.status, this.back, this.again, this.saved),
      el("div", { class: "split" }, this.scroller, this.panel));
    this.virtual = new Virtual(this.scroller, this.list, (i) => drawRow(this, this.view[i], i));
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
    this.saved.textContent = this.extra.saved ? this.extra.saved(store) : store.unsaved ? "Saving …" : store.done ? "Saved" : "";
  }
  // wanted: the row that is to be the current one; by default the one that is.
  arrange(wanted = null) {
    const here = wanted || this.view[this.current] || null;
    const words = this.query.normalize("NFKC").toLowerCase().trim();
    const rows = this.rows.list;
    const counts = Object.fromEntries(Object.keys(FILTERS).map((name) => [name, 0]));
    let confirmed = 0;
    const found = [];
    rows.forEach((row) => {
      row.risk = undefined;
      const about = { findings: this.findings.get(keyOf(row)), conflict: this.conflicts.get(keyOf(row)), limit: this.page.doubtful };
      if (row.mark) confirmed += 1;
      let fits = false;
      for (const [name, filter] of Object.entries(FILTERS)) {
        if (filter.test(row, about)) { counts[name] += 1; if (name === this.filter) fits = true; }
      }
      if (fits && words) fits = [0, 1].some((side) => this.rows.shown(row, side).normalize("NFKC").toLowerCase().includes(words));
      if (fits) found.push(row);
    });
    if (this.order === "risk") {
      const worth = new Map(found.map((row) => [row, risk(row, { findings: this.findings.get(keyOf(row)), conflict: this.conflicts.get(keyOf(row)) })]));
      found.sort((a, b) => worth.get(b) - worth.get(a));
    }
    this.view = found;
    this.places = new Map(rows.map((row, i) => [row, i]));
    const at = here ? found.indexOf(here) : 0;
    this.current = at >= 0 ? at : Math.min(this.current, Math.max(found.length - 1, 0));
    this.showCounts(counts, rows.length, confirmed);
    const width = Math.max((this.list.clientWidth || 900) / 2 - 120, 160);
    const focused = this.list.contains(document.activeElement);
    this.virtual.reset(found.length, (i) => this.guess(found[i], width));
    this.show(focused);
  }
  guess(row, width) {
    const lines = Math.max(size(row.s) * 7.2 / width, size(row.t) * 15 / width, 1);
    return Math.ceil(lines) * 25 + 10;
  }
  showCounts(counts, total, confirmed) {
    this.chips.replaceChildren(...Object.entries(FILTERS).filter(([name, f]) => f.always || counts[name] || name === this.filter).map(([name, f]) =>
      el("button", {
        type: "button", class: "chip", "aria-pressed": String(name === this.filter), title: f.title,
        onclick: () => { this.filter = name === this.filter ? "all" : name; this.arrange(); this.focus(); },
      }, f.label, " ", el("span", { class: "n" }, number(counts[name])))));
    const share = total ? Math.floor(100 * confirmed / total) : 0;
    this.meter.firstChild.style.width = `${share}%`;
    this.meter.setAttribute("aria-valuenow", share);
    this.status.textContent = `${number(confirmed)} of ${number(total)} confirmed`;
    this.by.firstChild.textContent = this.order === "risk" ? "Riskiest first" : "In order of the text";
    this.by.setAttribute("aria-pressed", String(this.order === "risk"));
  }

  // --- going about -------------------------------------------------------------------------------------------------------
  get row() { return this.view[this.current]; }
  get place() { return this.places.get(this.row); }
  focus() { const node = this.virtual.nodes.get(this.current); if (node) node.focus({ preventScroll: true }); }
  show(focus = true) {
    if (!this.view.length) { this.panel.replaceChildren(el("p", { class: "small" }, "Nothing to show here.")); return; }
    this.virtual.show(this.current);
    this.virtual.refresh(this.current);
    if (focus) this.focus();
    inspector(this);
  }
  go(i, focus = true) {
    if (!this.view.length) return;
    const old = this.current;
    this.current = Math.min(Math.max(i, 0), this.view.length - 1);
    if (this.current !== old) this.carets = [null, null];
    this.virtual.refresh(old);
    this.show(focus);
  }
  goTo(row) {
    let at = this.view.indexOf(row);
    if (at < 0) { this.filter = "all"; this.query = this.search.value = ""; this.arrange(row); at = this.view.indexOf(row); }
    if (at >= 0) this.go(at);
  }
  undecided(step) {
    for (let i = this.current + step; i >= 0 && i < this.view.length; i += step) {
      const row = this.view[i];
      const about = { findings: this.findings.get(keyOf(row)), conflict: this.conflicts.get(keyOf(row)), limit: this.page.doubtful };
      if (FILTERS.todo.test(row, about)) { this.go(i); return true; }
    }
    say(step > 0 ? "Nothing more to decide below." : "Nothing more to decide above.");
    return false;
  }
  async paragraph() {
    const given = await ask("Go to a paragraph", [{ label: "Number, as printed: 29, 3.2", name: "n" }], "Go");
    if (!given) return;
    const wanted = given.n.trim().replace(/^[§第]|[段条]$/g, "");
    const row = this.rows.list.find((r) => [0, 1].some((side) => sides(r)[side].some((a) => (this.page.labels[side][this.rows.units[side][a[0]]] || {}).number === wanted)));
    if (row) this.goTo(row); else say(`There is no paragraph ${wanted}.`, "error");
  }

  // --- deciding ----------------------------------------------------------------------------------------------------------
  // what(rows) gives a patch; after it, the first of the new rows is the current one.
  async do(what, { stay = false, onward = false } = {}) {
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
      say(`Not saved: ${error.message}`, "error");
      if (this.extra.reload) this.extra.reload();
      return false;
    }
    return true;
  }
  show_patch(patch, stay = false) {
    const place = this.place;
    this.rows.apply(patch);
    for (const row of patch.before) this.conflicts.delete(keyOf(row));
    this.carets = [null, null];
    const list = this.rows.list;
    if (patch.before.length === 1 && patch.after.length === 1 && this.view[this.current] && keyOf(this.view[this.current]) === keyOf(patch.after[0])) {
      // The row itself stays: nothing else on the page moves.
      const row = patch.after[0];
      this.view[this.current] = row;
      this.places.set(row, place);
      this.recount();
    } else {
      const first = patch.after.find((row) => list.includes(row)) || list[Math.min(place, list.length - 1)];
      this.arrange(stay ? list[Math.min(place, list.length - 1)] : first);
    }
    this.show();
    this.tell();
  }
  recount() { clearTimeout(this.counting); this.counting = setTimeout(() => { const rows = this.rows.list; this.showConfirmed(rows); }, 30); }
  showConfirmed(rows) {
    let confirmed = 0;
    for (const row of rows) if (row.mark) confirmed += 1;
    const share = rows.length ? Math.floor(100 * confirmed / rows.length) : 0;
    this.meter.firstChild.style.width = `${share}%`;
    this.meter.setAttribute("aria-valuenow", share);
    this.status.textContent = `${number(confirmed)} of ${number(rows.length)} confirmed`;
  }
  async turn(kind) {
    try {
      const found = await this.store[kind]();
      if (found.reload) { if (this.extra.reload) await this.extra.reload(); return; }
      const after = found.patch.after.map((row) => ({ ...row }));
      this.show_patch({ ...found.patch, after });
      say(`${kind === "undo" ? "Taken back" : "Done again"}: ${found.patch.name.replace(/_/g, " ")}`);
      if (this.extra.changed) this.extra.changed(found.patch);
    } catch (error) { say(error.message, "error"); }
  }
  async editText(side) {
    const row = this.row;
    if (!row || !sides(row)[side].length) { say("There is no text to correct on this side.", "error"); return; }
    const given = await ask(side ? "Correct the translation" : "Correct the original", [{
      label: "For the memory; the document itself is not changed", name: "text", kind: "area", value: this.rows.shown(row, side), lang: this.page.languages[side], rows: 6,
    }]);
    if (given) await this.do((rows) => commands.edit(rows, rows.list.indexOf(this.row), side, given.text));
    this.focus();
  }
  async noteText() {
    const given = await ask("Note", [{ label: "For yourself and other reviewers", name: "text", value: (this.row || {}).note || "" }]);
    if (given) await this.do((rows) => commands.note(rows, this.place, given.text));
    this.focus();
  }
  async confirmAll() {
    const given = await ask("Confirm all pairs at or above a confidence", [{ label: "Percent", name: "least", kind: "number", value: "90", min: "0", max: "100", step: "1" }], "Confirm");
    if (given) await this.do((rows) => commands.confirm_all(rows, Number(given.least) / 100), { stay: true });
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
    return {
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
  }
  async moveUnit() {
    const given = await ask("Move this paragraph's text to another row", [
      { label: "Which side", name: "side", value: String(this.side), options: [["0", "the original"], ["1", "the translation"]] },
      { label: "Row", name: "to", kind: "number", min: "1", max: String(this.rows.list.length) }], "Move");
    if (given && given.to) await this.do((r) => commands.give(r, this.place, Number(given.side), "unit", Number(given.to) - 1));
  }
}

const size = (atoms) => atoms.reduce((sum, atom) => sum + atom[2] - atom[1], 0);
