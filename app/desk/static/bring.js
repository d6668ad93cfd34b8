// Reviews that come home: a NAME.review.json, or a review table that somebody worked on in Word or Excel.

import { el, number, say, show } from "./dom.js";

// Files as the desk takes them.
export function given(files) {
  return Promise.all(files.map(async (file) => ({ name: file.name, data: await base64(file) })));
}
function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,?/, ""));
    reader.onerror = () => reject(new Error(`${file.name} cannot be read`));
    reader.readAsDataURL(file);
  });
}

export async function bring(desk, files) {
  say(`Reading ${files[0].name} …`, "busy");
  try { await brought(desk, await desk.call("bring", { files: await given(files) })); } catch (error) { say(error.message, "error"); }
}

// Show what came in, and say what became of it.
export async function brought(desk, found) {
  say("");
  desk.pairs = null;
  await desk.show("pairs");
  const parts = [["confirmed", found.confirmed], ["corrected", found.corrected], ["with a note", found.notes]].filter(([, n]) => n);
  const languages = desk.pairs.page.languages;
  const texts = (one) => one.texts.map((text, side) => el("p", { lang: languages[side] }, text || "–"));
  const list = (title, items) => (items.length ? el("section", {}, el("h3", {}, title), el("ul", { class: "list" }, items)) : null);
  show("A review came home", [
    el("p", {}, found.taken ? `${number(found.taken)} ${found.taken === 1 ? "pair was" : "pairs were"} taken over: ${parts.map(([word, n]) => `${number(n)} ${word}`).join(", ") || "as they are"}. z takes all of it back.` : "Nothing new was decided in it."),
    found.agreed ? el("p", { class: "small" }, `${number(found.agreed)} decisions stood here already.`) : null,
    found.damaged ? el("p", { class: "small" }, `${number(found.damaged)} lines could not be read.`) : null,
    list(`${number(found.conflicts.length)} contradictions: yours stay until one of you decides`, found.conflicts.map((one) => el("li", {}, texts(one), el("span", { class: "small" }, one.who)))),
    list(`${number(found.left.length + found.more)} could not be applied`, found.left.map((one) => el("li", {}, texts(one), el("span", { class: "small" }, `${one.row ? `row ${one.row} of the table: ` : ""}${one.why}`))))], "help wide");
}
