// Rows of a review and what can be done to them, as review/ does it in Python; a test walks both and compares.
// An atom is [sentence, start, end] in code points; a row {s, t, mark, edit, note, out, who, when, sure}.

import { t } from "./language.js";

export class Refused extends Error {}

const PAIRED = /[\ud800-\udfff]/;
export const chars = (text) => (PAIRED.test(text) ? Array.from(text) : text);
export function cut(text, start, end) {
  return PAIRED.test(text) ? Array.from(text).slice(start, end).join("") : text.slice(start, end);
}
export const length = (text) => chars(text).length;

const less = (a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
export function compare(one, other) {
  for (let i = 0; i < one.length && i < other.length; i++) {
    const d = less(one[i], other[i]);
    if (d) return d;
  }
  return one.length - other.length;
}

export function tidy(atoms) {
  const out = [];
  for (const atom of [...atoms].sort(less)) {
    const last = out[out.length - 1];
    if (last && last[0] === atom[0] && last[2] === atom[1]) out[out.length - 1] = [last[0], last[1], atom[2]];
    else out.push(atom);
  }
  return out;
}

const KEY = Symbol("key");
export function keyOf(row) {
  if (!row[KEY]) Object.defineProperty(row, KEY, { value: `${row.s.join(";")}|${row.t.join(";")}` });
  return row[KEY];
}
export const sides = (row) => [row.s, row.t];
const corrected = (row) => (row.edit || []).some((text) => text !== null);
export const editOf = (row, side) => (row.edit ? row.edit[side] : null);

function changed(row, what) {
  const next = { ...row, ...what };
  if (next.edit && next.edit.every((text) => text === null)) delete next.edit;
  for (const name of ["mark", "note", "out"]) if (!next[name]) delete next[name];
  return next;
}
function rebuilt(row, s, t) {
  return s.length || t.length ? changed({ s: tidy(s), t: tidy(t) }, { note: row.note || "" }) : null;
}

// What is remembered of a row without being part of it: `place` in the list, and what the page keeps of it.
const KEPT = Symbol("kept");
export function kept(row) {
  if (!row[KEPT]) Object.defineProperty(row, KEPT, { value: { place: -1 } });
  return row[KEPT];
}

export class Rows {
  // data: languages, joiners, sentences [[text…], […]], units [[place in labels…], […]], made [[sources, targets, sure]…]
  // as the aligner left them, rows that somebody touched.
  constructor(data) {
    Object.assign(this, data);
    this.homes = [[], []];
    this.aligned = data.made.map(([s, t, sure], home) => {
      const row = { s: this.fresh(0, s, home), t: this.fresh(1, t, home) };
      if (sure !== null) row.sure = sure;
      return row;
    });
    // A row of the aligner's stands unless somebody touched one of its sentences: rows hold every sentence just once.
    const gone = new Set(data.rows.flatMap((row) => [0, 1].flatMap((side) => sides(row)[side].map((atom) => this.homes[side][atom[0]]))));
    this.groups = this.aligned.map((row, home) => (gone.has(home) ? [] : [row]));
    for (const row of data.rows) this.groups[this.home(row)].push(row);
    for (const home of gone) this.order(home);
    this.flat = null;
  }
  fresh(side, count, home) {
    const homes = this.homes[side], atoms = [];
    for (let k = 0; k < count; k++) {
      atoms.push([homes.length, 0, length(this.sentences[side][homes.length])]);
      homes.push(home);
    }
    return atoms;
  }
  home(row) { return row.s.length ? this.homes[0][row.s[0][0]] : this.homes[1][row.t[0][0]]; }
  order(home) {
    const rows = this.groups[home];
    if (rows.length < 2) return;
    const out = rows.filter((row) => row.s.length).sort((a, b) => compare(a.s, b.s));
    for (const row of rows.filter((r) => !r.s.length).sort((a, b) => compare(a.t, b.t))) {
      const at = out.findIndex((other) => {
        const own = other.t.filter((atom) => this.homes[1][atom[0]] === home);
        return own.length && compare(own, row.t) > 0;
      });
      out.splice(at < 0 ? out.length : at, 0, row);
    }
    this.groups[home] = out;
  }
  get list() {
    if (!this.flat) {
      const flat = [];
      for (const group of this.groups) for (const row of group) { kept(row).place = flat.length; flat.push(row); }
      this.flat = flat;
    }
    return this.flat;
  }
  // The place of a row in the list; -1 for one that is not there (any more).
  place(row) {
    const { list } = this, { place } = kept(row);
    return list[place] === row ? place : -1;
  }
  find(key) {
    const home = homeOf(this, key);
    const row = (this.groups[home] || []).find((each) => keyOf(each) === key);
    return row ? this.place(row) : -1;
  }
  at(index) {
    const row = this.list[index];
    if (!row) throw new Refused(index < 0 ? t("This is the first row.") : t("This is the last row."));
    return row;
  }
  piece(atom, side) { return cut(this.sentences[side][atom[0]], atom[1], atom[2]).trim(); }
  text(atoms, side) { return atoms.map((atom) => this.piece(atom, side)).join(this.joiners[side]); }
  shown(row, side) {
    const own = editOf(row, side);
    return own === null ? this.text(sides(row)[side], side) : own;
  }
  // How sure the aligner is of a row: of those alone that hold just what it put together.
  sure(row) {
    const own = this.aligned[this.home(row)];
    return keyOf(own) === keyOf(row) ? own.sure : undefined;
  }
  apply(patch) {
    const homes = new Set();
    const gone = new Set(patch.before.map(keyOf));
    for (const row of patch.before) {
      const home = this.home(row);
      this.groups[home] = this.groups[home].filter((other) => !gone.has(keyOf(other)));
    }
    for (const row of patch.after) {
      const sure = this.sure(row), home = this.home(row);
      if (sure === undefined) delete row.sure; else row.sure = sure;
      this.groups[home].push(row);
      homes.add(home);
    }
    for (const home of homes) this.order(home);
    this.flat = null;
  }
  // What the server signed, in the place of what was shown meanwhile.
  signed(rows) {
    const known = new Map(rows.map((row) => [keyOf(row), row]));
    for (const home of new Set(rows.map((row) => this.home(row)))) {
      this.groups[home].forEach((row) => {
        const done = known.get(keyOf(row));
        if (done) { row.who = done.who; row.when = done.when; }
      });
    }
  }
}

// The aligner's row that a key begins in: that of its first sentence.
function homeOf(rows, key) {
  const [s, t] = key.split("|");
  return s ? rows.homes[0][parseInt(s, 10)] : rows.homes[1][parseInt(t, 10)];
}

// --- commands: each gives a patch {name, before, after} or throws Refused ------------------------------------------------

function said(name, row, next) {
  if (JSON.stringify(row) === JSON.stringify(next)) throw new Refused(t("Nothing changes by that here."));
  return { name, before: [row], after: [next] };
}
function divisible(...rows) {
  if (rows.some(corrected)) throw new Refused(t("A corrected text cannot be divided: take the correction back first."));
}

export const commands = {
  confirm: (rows, at) => said("confirm", rows.at(at), changed(rows.at(at), { mark: "confirmed" })),
  unconfirm: (rows, at) => said("unconfirm", rows.at(at), changed(rows.at(at), { mark: "" })),
  // Rows that `open` is true for stay as they are.
  confirm_all(rows, least, open = () => false) {
    const before = rows.list.filter((r) => r.s.length && r.t.length && !r.mark && r.sure !== undefined && r.sure >= least && !open(r));
    if (!before.length) throw new Refused(t("No unconfirmed pair is so sure."));
    return { name: "confirm_all", before, after: before.map((row) => changed(row, { mark: "confirmed" })) };
  },
  merge(rows, at, step = 1) {
    const pair = step > 0 ? [rows.at(at), rows.at(at + step)] : [rows.at(at + step), rows.at(at)];
    const edit = [0, 1].map((side) => (pair.some((row) => editOf(row, side) !== null)
      ? pair.map((row) => rows.shown(row, side)).filter(Boolean).join(rows.joiners[side]) : null));
    const after = changed({ s: tidy([...pair[0].s, ...pair[1].s]), t: tidy([...pair[0].t, ...pair[1].t]) }, {
      edit, note: pair.map((row) => row.note).filter(Boolean).join(" "), out: Boolean(pair[0].out && pair[1].out),
    });
    return { name: "merge", before: pair, after: [after] };
  },
  split(rows, at, source = null, target = null) {
    const row = rows.at(at);
    divisible(row);
    const carets = [source, target];
    if (source === null && target === null) throw new Refused(t("Put the caret where the second part begins."));
    const halves = [0, 1].map((side) => (carets[side] === null ? null : cutAtoms(rows, sides(row)[side], side, carets[side])));
    if (!halves.some((half) => half && half[0].length && half[1].length)) throw new Refused(t("Put the caret inside the text."));
    for (const side of [0, 1]) if (!halves[side]) halves[side] = byShare(sides(row)[side], share(halves[1 - side]));
    const after = [0, 1].map((k) => rebuilt(row, halves[0][k], halves[1][k]));
    if (after.some((half) => !half)) throw new Refused(t("Put the caret inside the text."));
    delete after[1].note;
    return { name: "split", before: [row], after };
  },
  give(rows, at, side, what, to) {
    const row = rows.at(at), other = rows.at(to);
    if (at === to) throw new Refused(t("A row cannot give to itself."));
    divisible(row, other);
    const atoms = sides(row)[side];
    if (!atoms.length) throw new Refused(t("This side is empty."));
    const unit = (atom) => rows.units[side][atom[0]];
    const given = what === "first" ? atoms.slice(0, 1) : what === "last" ? atoms.slice(-1)
      : what === "unit" ? atoms.filter((atom) => unit(atom) === unit(atoms[0])) : atoms;
    const mine = [...sides(row)], theirs = [...sides(other)];
    mine[side] = atoms.filter((atom) => !given.includes(atom));
    theirs[side] = [...theirs[side], ...given];
    const both = [[at, row, rebuilt(row, ...mine)], [to, other, rebuilt(other, ...theirs)]].sort((a, b) => a[0] - b[0]);
    return { name: "move", before: both.map((b) => b[1]), after: both.map((b) => b[2]).filter(Boolean) };
  },
  one_sided(rows, at, side) {
    const row = rows.at(at);
    const name = side ? "added" : "left_out";
    if (!sides(row)[side].length) throw new Refused(t("This side is empty."));
    if (!sides(row)[1 - side].length) return said(name, row, changed(row, { mark: "confirmed" }));
    const after = [
      changed({ s: row.s, t: [] }, { note: row.note, edit: [editOf(row, 0), null] }),
      changed({ s: [], t: row.t }, { edit: [null, editOf(row, 1)] }),
    ];
    after[side] = changed(after[side], { mark: "confirmed" });
    return { name, before: [row], after };
  },
  swap(rows, at, step = 1) {
    const row = rows.at(at), other = rows.at(at + step);
    if (JSON.stringify(row.t) === JSON.stringify(other.t)) throw new Refused(t("These rows have nothing to swap."));
    const after = [[row, other], [other, row]].map(([mine, theirs]) =>
      changed({ s: mine.s, t: theirs.t }, { note: mine.note, edit: [editOf(mine, 0), editOf(theirs, 1)] }));
    if (after.some((r) => !r.s.length && !r.t.length)) throw new Refused(t("These rows have nothing to swap."));
    return { name: "swap", before: [row, other], after };
  },
  edit(rows, at, side, given) {
    const row = rows.at(at);
    if (!sides(row)[side].length) throw new Refused(t("There is no text to correct on this side."));
    let text = given === null ? null : given.trim().split(/\s+/u).join(" ");
    if (text === "") throw new Refused(t("The text is empty; keep the pair out of the memory instead (x)."));
    if (text === rows.text(sides(row)[side], side)) text = null;
    const edit = side ? [editOf(row, 0), text] : [text, editOf(row, 1)];
    return said("edit", row, changed(row, { edit }));
  },
  note: (rows, at, text) => said("note", rows.at(at), changed(rows.at(at), { note: text.trim().split(/\s+/u).join(" ") })),
  exclude: (rows, at, out) => said(out ? "exclude" : "include", rows.at(at), changed(rows.at(at), { out })),
};

export function cutAtoms(rows, atoms, side, caret) {
  const before = [], after = [];
  let begin = 0;
  for (const atom of atoms) {
    const raw = cut(rows.sentences[side][atom[0]], atom[1], atom[2]);
    const lead = length(raw) - length(raw.trimStart()), size = length(raw.trim()), inner = caret - begin;
    if (inner <= 0) after.push(atom);
    else if (inner >= size) before.push(atom);
    else {
      const at = atom[1] + lead + inner;
      before.push([atom[0], atom[1], at]);
      after.push([atom[0], at, atom[2]]);
    }
    begin += size + rows.joiners[side].length;
  }
  return [before, after];
}
const size = (atoms) => atoms.reduce((sum, atom) => sum + atom[2] - atom[1], 0);
const share = (halves) => size(halves[0]) / Math.max(size(halves[0]) + size(halves[1]), 1);
function byShare(atoms, wanted) {
  if (atoms.length < 2) return [atoms, []];
  const total = Math.max(size(atoms), 1);
  let best = 1, least = Infinity;
  for (let k = 1; k < atoms.length; k++) {
    const apart = Math.abs(size(atoms.slice(0, k)) / total - wanted);
    if (apart < least) [best, least] = [k, apart];
  }
  return [atoms.slice(0, best), atoms.slice(best)];
}
