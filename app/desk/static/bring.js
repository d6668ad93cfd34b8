// Reviews that come home: a NAME.review.json, or a review table that somebody worked on in Word or Excel.

import { el, say, show } from "./dom.js";
import { N_, joined, t, tn } from "./language.js";

// Files as the desk takes them.
export function given(files) {
  return Promise.all(files.map(async (file) => ({ name: file.name, data: await base64(file) })));
}
function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,?/, ""));
    reader.onerror = () => reject(new Error(t("{file} cannot be read", { file: file.name })));
    reader.readAsDataURL(file);
  });
}

export async function bring(desk, files) {
  say(t("Reading {file} …", { file: files[0].name }), "busy");
  try { await brought(desk, await desk.call("bring", { files: await given(files) })); } catch (error) { say(error.message, "error"); }
}

// Show what came in, and say what became of it.
export async function brought(desk, found) {
  say("");
  desk.pairs = null;
  await desk.show("pairs");
  const parts = [[N_("{n} confirmed"), found.confirmed], [N_("{n} corrected"), found.corrected], [N_("{n} with a note"), found.notes]].filter(([, n]) => n);
  const what = joined(", ", parts.map(([words, n]) => t(words, { n }))) || t("as they are");
  const languages = desk.pairs.page.languages;
  const texts = (one) => one.texts.map((text, side) => el("p", { lang: languages[side] }, text || "–"));
  const list = (title, items) => (items.length ? el("section", {}, el("h3", {}, title), el("ul", { class: "list" }, items)) : null);
  show(t("A review came home"), [
    el("p", {}, found.taken ? tn("{n} pair was taken over: {what}. z takes all of it back.", "{n} pairs were taken over: {what}. z takes all of it back.", found.taken, { what }) : t("Nothing new was decided in it.")),
    found.agreed ? el("p", { class: "small" }, t("{n} decisions stood here already.", { n: found.agreed })) : null,
    found.damaged ? el("p", { class: "small" }, t("{n} lines could not be read.", { n: found.damaged })) : null,
    list(t("{n} contradictions: yours stay until one of you decides", { n: found.conflicts.length }), found.conflicts.map((one) => el("li", {}, texts(one), el("span", { class: "small" }, one.who)))),
    list(t("{n} could not be applied", { n: found.left.length + found.more }), found.left.map((one) => el("li", {}, texts(one), el("span", { class: "small" }, one.row ? t("row {row} of the table: {why}", { row: String(one.row), why: one.why }) : one.why))))], "help wide");
}
