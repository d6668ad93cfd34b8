// The desk: one page, its views, and the way to ask the server.

import { $, button, el, say, theme } from "./dom.js";
import { N_, chooser, joined, language, preferred, t, use } from "./language.js";
import { bring } from "./bring.js";
import { start } from "./start.js";
import { boardView } from "./board.js";
import { PairsView } from "./review.js";
import { termsView } from "./terms.js";
import { findingsView } from "./findings.js";
import { memoryView } from "./memory.js";
import { outView } from "./out.js";
import { help } from "./help.js";
import { keyOf } from "./rows.js";

// The token stands in the fragment, which no request carries; it is taken off the address at once and kept for reloads.
const given = location.hash.slice(1);
if (/^[\w-]{20,}$/.test(given)) {
  try { sessionStorage.setItem("duizhao-token", given); } catch { /* then a reload asks for the address again */ }
  history.replaceState(null, "", location.pathname);
}
let token = "";
try { token = sessionStorage.getItem("duizhao-token") || given; } catch { token = given; }

export async function call(question, said = {}) {
  let answer;
  try {
    answer = await fetch(`/api/${question}`, {
      method: "POST", headers: { "Content-Type": "application/json", "X-Desk-Token": token, "Accept-Language": language() }, body: JSON.stringify(said),
    });
  } catch { throw new Error(t("The desk does not answer: is it still running?")); }
  const data = await answer.json().catch(() => ({ error: t("The desk answered {status}", { status: String(answer.status) }) }));
  if (!answer.ok) throw new Error(data.cure ? joined(". ", [data.error, data.cure]) : data.error);
  return data;
}

export const desk = { call, view: "", state: null, pairs: null, show, open };

const VIEWS = [
  ["start", N_("Start"), start], ["board", N_("Documents"), boardView], ["pairs", N_("Pairs"), PairsView], ["terms", N_("Terms"), termsView],
  ["findings", N_("Findings"), findingsView], ["memory", N_("Memory"), memoryView], ["out", N_("Out"), outView],
];

function nav() {
  const open = Boolean(desk.state && desk.state.open);
  $("nav").replaceChildren(...VIEWS.filter(([name]) => name === "start" || name === "memory" || (name === "board" ? desk.board : open)).map(([name, label]) =>
    button(t(label), () => show(name), { class: "tab", "aria-current": name === desk.view ? "page" : null })));
}

export async function show(name, ...more) {
  const view = VIEWS.find(([id]) => id === name);
  if (!view) return;
  if (desk.leave) { desk.leave(); desk.leave = null; }
  desk.take = null;
  desk.view = name;
  nav();
  document.body.dataset.view = name;
  if (desk.title && ["terms", "findings", "out"].includes(name)) $("title").textContent = desk.title;
  const waits = setTimeout(() => $("main").replaceChildren(el("p", { class: "page small", role: "status" }, t("Loading …"))), 250);
  // What is put into the page is at the same time what ends the waiting.
  const seen = new MutationObserver(() => clearTimeout(waits));
  seen.observe($("main"), { childList: true });
  try { await view[2](desk, $("main"), ...more); } catch (error) {
    $("main").replaceChildren(el("div", { class: "page" }, el("p", { class: "box error", role: "alert" }, error.message)));
  }
  clearTimeout(waits);
  seen.disconnect();
  document.title = `${t(view[1])} · ${$("title").textContent} · duizhao`;
}

export async function open(folder, view = "pairs") {
  await call("open", { folder });
  desk.pairs = desk.findings = null;
  desk.title = "";
  desk.state = await call("state");
  await show(view);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(input|textarea|select)$/i.test(event.target.tagName) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") { help(desk.view); event.preventDefault(); }
  if (event.key === "d") { theme(); event.preventDefault(); }
});
// Files may be dropped anywhere on the page: on Start and Memory they are documents, elsewhere a review that comes home.
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.body.addEventListener(kind, (event) => {
    const files = event.dataTransfer && event.dataTransfer.types.includes("Files");
    if (!files || document.querySelector("dialog[open]")) return;
    if (kind !== "dragleave") event.preventDefault();
    document.body.classList.toggle("over", kind === "dragenter" || kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    if (desk.take) desk.take([...event.dataTransfer.files]);
    else if (desk.state && desk.state.open) bring(desk, [...event.dataTransfer.files]);
    else say(t("Drop documents on Start."), "error");
  });
}
// What stands about the views.
function frame() {
  for (const [id, words, spoken] of [["theme", t("Light or dark (d)"), t("Light or dark")], ["keys", t("Keyboard (?)"), t("Keyboard shortcuts")]]) {
    $(id).title = words;
    $(id).setAttribute("aria-label", spoken);
  }
  $("nav").setAttribute("aria-label", t("Views"));
}
// In another language all is drawn anew; where one was stays.
document.addEventListener("language", async () => {
  const { pairs } = desk, row = pairs && pairs.row;
  frame();
  say("");
  if (pairs) await pairs.store.tail;
  desk.pairs = desk.findings = null;
  if (desk.view) await show(desk.view, ...(desk.view === "pairs" && row ? [keyOf(row)] : []));
});
document.querySelector(".tools").prepend(chooser());
use(preferred());
frame();
$("theme").addEventListener("click", theme);
$("keys").addEventListener("click", () => help(desk.view));
addEventListener("beforeunload", (event) => { if (desk.pairs && desk.pairs.store.unsaved) event.preventDefault(); });

// Asked at once, beside the state: what is shown first waits for it.
const early = call("page", { early: true }).catch(() => null);

(async function begin() {
  try {
    desk.state = await call("state");
    desk.board = desk.state.board ? desk.state.start : "";
    desk.early = desk.state.open ? early : null;
    await show(desk.state.open ? "pairs" : desk.board ? "board" : "start");
  } catch (error) {
    $("main").replaceChildren(el("div", { class: "page" }, el("p", { class: "box error", role: "alert" }, error.message)));
    say(error.message, "error");
  }
})();
