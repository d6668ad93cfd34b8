// Two people at one pair: the second sees what the first made of it, and takes it or does theirs on top.

import { button, el } from "./dom.js";
import { joined, day, t } from "./language.js";
import { editOf, keyOf } from "./rows.js";

// What somebody said of a row, in words.
function words(row) {
  return joined(", ", [row.mark ? t("confirmed") : "", row.edit ? t("corrected") : "", row.out ? t("not for the memory") : "", row.note ? t("note: {note}", { note: row.note }) : ""].filter(Boolean));
}
function shown(pairs, rows) {
  return rows.slice(0, 6).map((row) => el("div", { class: "pair" }, [0, 1].map((side) => el("p", { lang: pairs.page.languages[side] }, pairs.rows.shown(row, side) || "–")), words(row) ? el("span", { class: "small" }, words(row)) : null));
}

// A patch once more, on the rows as they are: of a pair that is there still, only what it changed; null where the
// texts have gone to other pairs.
export function repeated(rows, patch) {
  const now = patch.before.map((row) => rows.list[rows.find(keyOf(row))]);
  if (now.some((row) => !row)) return null;
  if (patch.before.length !== 1 || patch.after.length !== 1 || keyOf(patch.before[0]) !== keyOf(patch.after[0])) return { ...patch, before: now };
  const [before] = patch.before, [after] = patch.after;
  const next = { ...now[0] };
  for (const name of ["mark", "note", "out"]) if ((before[name] || "") !== (after[name] || "")) next[name] = after[name] || "";
  const edit = [0, 1].map((side) => (editOf(before, side) === editOf(after, side) ? editOf(now[0], side) : editOf(after, side)));
  if (edit.some((text) => text !== null)) next.edit = edit; else delete next.edit;
  for (const name of ["mark", "note", "out"]) if (!next[name]) delete next[name];
  return { ...patch, before: now, after: [next] };
}

let tail = Promise.resolve();
// One after the other.
export function clash(office, items) {
  for (const one of items) tail = tail.then(() => asked(office, one));
}
function asked(office, { item, by, rows }) {
  const { pairs, store } = office;
  const who = (by && by.who) || t("Somebody else");
  const mine = repeated(pairs.rows, item.patch);
  return new Promise((resolve) => {
    const done = async (patch) => {
      box.close();
      box.remove();
      if (patch) await pairs.do(() => patch);
      store.settled(item);
      pairs.focus();
      resolve();
    };
    const box = el("dialog", { class: "help wide", "aria-labelledby": "clash-title" },
      // No button is under a key that somebody presses still: the choice is made with open eyes.
      el("h2", { id: "clash-title", tabindex: "-1", autofocus: true }, t("{who} was quicker", { who })),
      el("p", { class: "small" }, joined(" · ", [by ? day(by.at, true) : "", mine ? t("Nothing is lost: choose what this pair is to be.") : t("The texts have gone to other pairs; what you wanted can be done there by hand.")].filter(Boolean))),
      el("h3", {}, t("It is now")), shown(pairs, rows.length ? rows : item.patch.before),
      el("h3", {}, t("You wanted")), shown(pairs, item.patch.after),
      el("p", { class: "buttons" }, button(t("Leave it as {who} made it", { who }), () => done(null), { class: mine ? "btn" : "btn main" }),
        mine ? button(t("Do mine on top"), () => done(mine), { class: "btn main" }) : null));
    // It waits for an answer: what somebody wrote is not closed away by a key.
    box.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(box);
    box.showModal();
  });
}
