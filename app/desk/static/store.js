// Where decisions go: to the desk (remote), or into this browser until they are saved as a file (local).
// Both have do(patch), undo(), redo(), and tell how far saving is.

import { t } from "./language.js";
import { keyOf } from "./rows.js";

export class Remote {
  constructor(call, tell) {
    Object.assign(this, { call, tell, waiting: 0, done: 0, undone: 0, tail: Promise.resolve() });
  }
  counts(found) { this.done = found.done; this.undone = found.undone; }
  // One after the other, in the order they were made; what was shown stays shown only if it was written.
  queue(work) {
    this.waiting += 1;
    this.tell(this);
    const next = this.tail.then(work);
    this.tail = next.catch(() => {});
    return next.finally(() => { this.waiting -= 1; this.tell(this); });
  }
  do(patch) {
    const plain = { name: patch.name, before: patch.before.map(keys), after: patch.after };
    return this.queue(async () => {
      const found = await this.call("do", { patch: plain });
      this.counts(found);
      return found;
    });
  }
  turn(kind) {
    return this.queue(async () => {
      const found = await this.call(kind, {});
      this.counts(found);
      return found;
    });
  }
  undo() { return this.turn("undo"); }
  redo() { return this.turn("redo"); }
  get unsaved() { return this.waiting > 0; }
}
const keys = (row) => ({ s: row.s, t: row.t });

const now = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");
const id = () => Array.from(crypto.getRandomValues(new Uint8Array(6)), (b) => b.toString(16).padStart(2, "0")).join("");

export class Local {
  // page: what the page says of itself (name, base, rows_name, languages, names, sentences).
  constructor(page, tell) {
    Object.assign(this, { page, tell, entries: [], kept: 0 });
    this.place = `duizhao-review-${page.base}-${page.rows_name}`;
    try {
      const found = JSON.parse(localStorage.getItem(this.place) || "null");
      if (found) Object.assign(this, { entries: found.entries, kept: found.kept || 0, name: found.who });
    } catch { /* no storage: what is done lasts until the page is closed */ }
  }
  get stacks() {
    const done = [], undone = [];
    for (const entry of this.entries) {
      if (entry.do) { done.push(entry); undone.length = 0; }
      else if (entry.undo) undone.push(done.pop());
      else done.push(undone.pop());
    }
    return [done, undone];
  }
  get done() { return this.stacks[0].length; }
  get undone() { return this.stacks[1].length; }
  get unsaved() { return this.entries.length > this.kept; }
  keep() {
    try {
      localStorage.setItem(this.place, JSON.stringify({ entries: this.entries, kept: this.kept, who: this.name || "" }));
      this.failed = false;
    } catch { this.failed = true; }
    this.tell(this);
  }
  add(entry) {
    this.entries.push({ id: id(), ...entry, who: this.name || "", when: now() });
    this.keep();
  }
  async do(patch) {
    const when = now();
    const after = patch.after.map((row) => { row.who = this.name || ""; row.when = when; return { ...row }; });
    this.add({ do: { name: patch.name, before: patch.before.map((row) => ({ ...row })), after } });
    return { after };
  }
  async undo() {
    const [done] = this.stacks;
    const last = done[done.length - 1];
    if (!last) throw new Error(t("There is nothing to undo."));
    this.add({ undo: last.id });
    return { patch: { name: last.do.name, before: last.do.after, after: last.do.before } };
  }
  async redo() {
    const [, undone] = this.stacks;
    const next = undone[undone.length - 1];
    if (!next) throw new Error(t("There is nothing to do again."));
    this.add({ redo: next.id });
    return { patch: next.do };
  }
  // What is kept of an earlier visit, done on rows as the page has them.
  replay(rows) {
    for (const entry of this.stacks[0]) {
      if (entry.do.before.some((row) => rows.find(keyOf(row)) < 0)) continue;
      rows.apply({ ...entry.do, after: entry.do.after.map((row) => ({ ...row })) });
    }
  }
  file() {
    const { base, rows_name: rows, languages, names, sentences, name } = this.page;
    this.kept = this.entries.length;
    this.keep();
    return JSON.stringify({
      kind: "duizhao review", schema: 1, name, languages, names, texts: { [base]: sentences },
      entries: this.entries.map((entry) => ({ ...entry, base, rows })),
    }, null, 1);
  }
}
