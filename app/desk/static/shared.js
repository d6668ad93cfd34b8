// Decisions that several people make: they go to the office's server, one after the other, and what the others did
// comes back. What was done here is kept in this browser until the server has it, also while it does not answer.

import { t } from "./language.js";
import { keyOf, sides } from "./rows.js";

const token = () => Array.from(crypto.getRandomValues(new Uint8Array(10)), (b) => b.toString(16).padStart(2, "0")).join("");
const copy = (value) => JSON.parse(JSON.stringify(value));
const inverse = (patch) => ({ ...patch, before: patch.after, after: patch.before });

// What was decided of a row, without who and when.
const content = (row) => JSON.stringify([row.s, row.t, row.mark || "", row.edit || [null, null], row.note || "", Boolean(row.out)]);
const alike = (ours, theirs) => ours.length === theirs.length && ours.every((row, k) => content(row) === content(theirs[k]));
// Whether a patch changes rows one by one and leaves all texts where they are.
const rowwise = (patch) => patch.before.length === patch.after.length && patch.before.every((row, k) => keyOf(row) === keyOf(patch.after[k]));

export class Shared {
  // page: as the server gives it; ask(path, body): {status, data}, or null where nobody answers; who: the name that
  // signs; see `office.js` for hooks: pairs(), tell(), changed(), clash(items),
  // reload(), gone(data), say(words, kind).
  constructor(page, ask, place, hooks) {
    Object.assign(this, { ask, hooks, step: page.step, counted: page, pending: [], clashes: [], below: 0, away: 0, tail: Promise.resolve() });
    this.place = `duizhao-step:${place}:`;
    this.pending = this.kept();
    this.closed = false;
  }
  get done() { return this.counted.done + this.pending.length; }
  get undone() { return this.pending.length ? 0 : this.counted.undone; }
  get unsaved() { return this.pending.length > 0; }
  get rows() { return this.hooks.pairs().rows; }
  close() { this.closed = true; }

  // --- what is kept here ---------------------------------------------------------------------------------------------
  kept() {
    const found = [];
    try {
      for (let k = 0; k < localStorage.length; k++) {
        const name = localStorage.key(k);
        if (name.startsWith(this.place)) found.push([name, localStorage.getItem(name)]);
      }
    } catch { /* no storage: what the server does not have yet lasts until the page is closed */ }
    return found.sort().map(([name, text]) => ({ ...JSON.parse(text), name, applied: false }));
  }
  keep(item) {
    item.name = `${this.place}${String(Date.now()).padStart(15, "0")}-${item.token}`;
    try { localStorage.setItem(item.name, JSON.stringify({ token: item.token, patch: item.patch })); } catch { this.full = true; }
  }
  forget(item) {
    try { localStorage.removeItem(item.name); } catch { /* see kept */ }
  }

  // --- what is done here ---------------------------------------------------------------------------------------------
  async do(patch) {
    const item = { token: token(), patch: copy(patch), applied: true };
    this.below = 0;
    this.pending.push(item);
    this.keep(item);
    this.flush();
    return { after: [] };
  }
  // One question after the other: an answer says what happened behind the last.
  line(work) {
    const next = this.tail.then(work);
    this.tail = next.catch(() => {});
    return next;
  }
  flush() {
    this.hooks.tell();
    return this.line(async () => {
      while (this.pending.length && !this.closed) {
        const item = this.pending[0];
        item.sent = true;
        const found = await this.asked("steps", { token: item.token, kind: "do", after: this.step, patch: item.patch });
        if (found) await this.answered(item, found);
        else await new Promise((resolve) => { setTimeout(resolve, Math.min(500 * 2 ** this.away, 10000)); });
      }
    });
  }
  // What the server says; null where it does not, or not now.
  async asked(path, body) {
    const found = await this.ask(path, body);
    const away = !found || found.status >= 500 || found.status === 429 || found.status === 401;
    this.away = away ? this.away + 1 : 0;
    this.why = found && found.status === 401 ? t("Your token is not valid any more") : "";
    this.hooks.tell();
    return away ? null : found;
  }
  async answered(item, { status, data }) {
    if (status === 200) {
      await this.news(data, item);
      this.drop(item);
      for (const one of data.kept || []) this.hooks.say(t("{who} has corrected unit {unit} in the memory itself: it stays so there.", { who: one.who || t("Somebody"), unit: String(one.unit) }));
    } else if (status === 409 && data.news) {
      item.refused = data.by;
      await this.news(data.news, item);
    } else {
      this.pending.filter((one) => one.applied).reverse().forEach((one) => this.hooks.pairs().received((apply) => apply(inverse(one.patch))));
      this.pending.forEach((one) => { one.applied = false; });
      this.drop(item);
      this.again();
      this.hooks.say(t("Not saved: {error}", { error: data.error || String(status) }), "error");
    }
  }
  drop(item) {
    this.pending = this.pending.filter((one) => one !== item);
    this.forget(item);
    this.hooks.tell();
  }
  // What was done here and is not written yet, once more on the rows as they are.
  again() {
    this.hooks.pairs().received((apply) => {
      for (const item of this.pending) {
        if (this.fits(item.patch)) { apply(copy(item.patch)); item.applied = true; }
      }
    });
  }
  row(row) { const at = this.rows.find(keyOf(row)); return at < 0 ? null : this.rows.list[at]; }
  fits(patch) { return patch.before.every((row) => { const now = this.row(row); return now && content(now) === content(row); }); }

  // --- what the others did -------------------------------------------------------------------------------------------
  async news(data, item = null) {
    const steps = data.steps.filter((step) => step.step > this.step);
    const own = item && steps.length === 1 && steps[0].token === item.token && item.applied && alike(steps[0].patch.after, item.patch.after);
    // While somebody writes in a dialog, what it is about stays as they see it.
    if (!own && (steps.length || (item && item.refused))) await quiet();
    if (data.behind || steps.length < data.step - this.step) { this.hooks.reload(); return; }
    if (steps.length || data.waived !== this.counted.waived) this.hooks.changed();
    this.counted = data;
    if (own) this.rows.signed(steps[0].patch.after);
    else if (steps.length || (item && item.refused)) this.rebase(steps);
    this.step = Math.max(this.step, data.step);
    if (own) this.pending = this.pending.filter((one) => one !== item);
    this.told(data);
    this.hooks.tell();
  }
  told(data) {
    const claims = new Map();
    for (const [who, key] of Object.entries(data.claims)) claims.set(key, [...(claims.get(key) || []), who]);
    const text = JSON.stringify([...claims]);
    if (text === this.claims) return;
    this.claims = text;
    this.hooks.pairs().claimed(claims);
  }
  // What is not written yet is taken away, what the others did is put in, and then what still fits is done again.
  rebase(steps, wanted = null) {
    const known = new Set(steps.map((step) => step.token));
    const mine = this.pending.filter((item) => item.applied);
    this.pending.filter((item) => known.has(item.token)).forEach((item) => this.forget(item));
    this.pending = this.pending.filter((item) => !known.has(item.token));
    const clashes = [];
    let left = 0;
    this.hooks.pairs().received((apply) => {
      for (const item of [...mine].reverse()) apply(inverse(copy(item.patch)));
      for (const step of steps) apply(copy(step.patch));
      for (const item of [...this.pending]) {
        item.applied = false;
        if (!item.refused && this.fits(item.patch)) { apply(copy(item.patch)); item.applied = true; continue; }
        if (item.patch.after.every((row) => { const now = this.row(row); return now && content(now) === content(row); })) { this.drop(item); continue; }
        if (rowwise(item.patch) && item.patch.before.length > 1) { left += this.reduce(item, apply); continue; }
        this.pending = this.pending.filter((one) => one !== item);
        clashes.push({ item, by: item.refused || this.maker(item.patch, steps), rows: this.standing(item.patch) });
      }
    }, wanted);
    if (left) this.hooks.say(t("{n} pairs were changed by others meanwhile and stay as they are.", { n: left }));
    if (clashes.length) this.hooks.clash(clashes);
  }
  // Of a step that changes many rows one by one, those that nobody else has changed; how many are left out.
  reduce(item, apply) {
    const { before, after } = item.patch;
    const own = before.map((row, k) => k).filter((k) => this.fits({ before: [before[k]] }));
    this.forget(item);
    const made = { token: token(), patch: { ...item.patch, before: own.map((k) => before[k]), after: own.map((k) => after[k]) }, applied: true };
    this.pending = this.pending.flatMap((one) => (one !== item ? [one] : own.length ? [made] : []));
    if (own.length) { this.keep(made); apply(copy(made.patch)); }
    return before.length - own.length;
  }
  // The rows that hold some of a patch's text now.
  standing(patch) {
    const wanted = [0, 1].map((side) => new Set(patch.before.flatMap((row) => sides(row)[side].map((atom) => atom[0]))));
    return this.rows.list.filter((row) => [0, 1].some((side) => sides(row)[side].some((atom) => wanted[side].has(atom[0]))));
  }
  maker(patch, steps) {
    const keys = new Set(this.standing(patch).map(keyOf));
    return [...steps].reverse().find((step) => step.patch.after.some((row) => keys.has(keyOf(row)))) || null;
  }
  // Somebody has chosen what becomes of a step that others were quicker than: nothing, or another patch.
  settled(item) { this.forget(item); this.hooks.tell(); }

  async watch(pair) {
    if (this.writing) return;
    this.writing = true;
    try {
      const ask = async () => {
        const found = await this.asked("watch", { after: this.step, pair });
        if (found && found.status !== 200) this.hooks.gone(found.data);
        else if (found && writing()) this.told(found.data);
        else if (found) await this.news(found.data);
      };
      // Also while somebody writes, who else is where, and that they are still here.
      await (writing() ? ask() : this.line(ask));
    } finally { this.writing = false; }
  }

  // --- taking back ---------------------------------------------------------------------------------------------------
  undo() { return this.turn("undo"); }
  redo() { return this.turn("redo"); }
  async turn(kind) {
    const last = this.pending[this.pending.length - 1];
    if (kind === "undo" && last && last.applied && !last.sent) {
      this.drop(last);
      return { patch: inverse(copy(last.patch)) };
    }
    if (this.away) throw new Error(t("The server does not answer: what it has can be taken back when it is there again."));
    return this.line(async () => {
      const found = await this.asked("steps", { token: token(), kind, after: this.step, below: kind === "undo" ? this.below : 0 });
      if (!found) throw new Error(t("The server does not answer."));
      const { status, data } = found;
      if (status === 409 && data.news) {
        await this.news(data.news);
        if (kind === "undo" && data.by) this.below = data.by.step;
        throw new Error(t("Somebody has gone on with this pair: your step stays. Once more takes back the one before it."));
      }
      if (status !== 200) throw new Error(status === 422 ? (kind === "undo" ? t("There is nothing to undo.") : t("There is nothing to do again.")) : data.error);
      const own = data.steps.find((step) => step.step === data.own);
      await this.news(data);
      const row = own && this.row(own.patch.after[0]);
      if (row) this.hooks.pairs().goTo(row);
      return { said: kind === "undo" ? t("Taken back.") : t("Done again.") };
    });
  }
}

const writing = () => Boolean(document.querySelector("dialog[open]"));
async function quiet() {
  while (writing()) await new Promise((resolve) => { setTimeout(resolve, 100); });
}
