// The office's papers: several people review one, each in a browser of their own. The server has what is decided.

import { $, button, el, say, theme } from "./dom.js";
import { N_, chooser, joined, language, preferred, t, use } from "./language.js";
import { clash } from "./clash.js";
import { findingsView } from "./findings.js";
import { help } from "./help.js";
import { historyView } from "./history.js";
import { Pairs } from "./pairs.js";
import { candidatesView } from "./office_candidates.js";
import { decideTerm } from "./office_terms.js";
import { papersView } from "./papers.js";
import { papersOut } from "./papers_out.js";
import { refresh, term } from "./review.js";
import { keyOf } from "./rows.js";
import { waive } from "./waive.js";
import { Shared } from "./shared.js";

const LACKING = ["R"];  // what the desk of one person can do besides

const PATIENCE = 90000;  // ms; a check of a large paper takes a minute

// A question to the server: what it says, or null where nobody answers.
export async function asked(method, path, body = null, kind = "application/json", patience = PATIENCE) {
  let answer;
  try {
    // A connection that hangs is one that is away; a file takes what it takes.
    const signal = body instanceof Blob ? undefined : AbortSignal.timeout(patience);
    answer = await fetch(path, { method, headers: body === null ? {} : { "Content-Type": kind }, body, signal });
  } catch { return null; }
  const data = answer.status === 204 ? {} : await answer.json().catch(() => ({ error: t("The server answered {status}", { status: String(answer.status) }) }));
  return { status: answer.status, data };
}
export async function call(method, path, body = null, patience = PATIENCE) {
  const found = await asked(method, path, body === null ? null : JSON.stringify(body), "application/json", patience);
  if (!found) throw new Error(t("The server does not answer."));
  if (found.status >= 400) throw Object.assign(new Error(found.data.cure ? joined(". ", [found.data.error, found.data.cure]) : found.data.error), { status: found.status });
  return found.data;
}

export const office = { view: "", me: null, paper: null, pairs: null, store: null, call, show, open, close, may };
const address = () => `/v1/memories/${encodeURIComponent(office.paper.memory)}/papers/${office.paper.number}`;
office.address = address;

// Whether who is here may write in a memory.
function may(memory) {
  const { scope, memory: own } = office.me;
  return scope !== "read" && (own === "" || own === memory);
}

// The views of one person's desk that are the office's, too: what they ask is asked of the server.
const ASKED = {
  term: (said) => decideTerm(office, said).finally(check),
  findings: () => call("GET", `${address()}/findings?language=${language()}`),
  waive: (said) => call("POST", `${address()}/waivers`, said),
  unwaive: ({ waivers }) => call("POST", `${address()}/waivers/gone`, { fingerprints: waivers.map((one) => one.fingerprint) }),
};
const desk = {
  findings: null, found: null, leave: null, show,
  get pairs() { return office.pairs; },
  get state() { return { who: office.me.name }; },
  get reads() { return office.pairs ? office.pairs.extra.reads : ""; },
  call: async (question, said) => ({ ...(await ASKED[question](said)) }),
  refresh: () => refresh(desk),
};
let checking = 0;
// A moment after the last step, of whoever it was.
function check() {
  clearTimeout(checking);
  checking = setTimeout(() => { if (office.pairs) refresh(desk); }, 700);
}
async function findings(_, main) {
  if (!office.pairs) await load();
  if (!desk.findings) await refresh(desk);
  await findingsView(desk, main);
}

async function candidates(_, main) {
  if (!office.pairs) await load();
  await candidatesView(office, main);
}

const VIEWS = [["papers", N_("Papers"), papersView], ["pairs", N_("Pairs"), pairsView], ["terms", N_("Terms"), candidates], ["findings", N_("Findings"), findings], ["history", N_("History"), historyView], ["out", N_("Out"), papersOut]];
const PAGES = [[N_("Concordance"), "/"], [N_("Glossary"), "/terms"]];

function nav() {
  $("nav").replaceChildren(
    ...VIEWS.filter(([name]) => name === "papers" || office.paper).map(([name, label]) => button(t(label), () => show(name), { class: "tab", "aria-current": name === office.view ? "page" : null })),
    ...PAGES.map(([label, href]) => el("a", { class: "tab away", href, target: "_blank", rel: "noopener" }, t(label))));
}

async function show(name, ...more) {
  const view = VIEWS.find(([id]) => id === name);
  for (const one of [office, desk]) if (one.leave) { one.leave(); one.leave = null; }
  office.take = null;
  office.view = name;
  document.body.dataset.view = name;
  try { await view[2](office, $("main"), ...more); } catch (error) {
    $("main").replaceChildren(el("div", { class: "page" }, el("p", { class: "box error", role: "alert" }, error.message)));
  }
  nav();
  if (name === "papers") $("title").textContent = t("Papers");
  else if (office.paper) $("title").textContent = office.paper.name;
  document.title = `${t(view[1])} · ${$("title").textContent} · duizhao`;
}

// The paper stands in the address, so that it can be sent to a colleague.
async function open(memory, number, view = "pairs") {
  close();
  office.paper = { memory, number, name: "" };
  history.replaceState(null, "", `#${encodeURIComponent(memory)}/${number}`);
  await show(view);
}
function close() {
  release();
  office.paper = null;
  history.replaceState(null, "", location.pathname);
}
// What is known of the paper; it is loaded anew when it is shown.
function release() {
  if (office.store) office.store.close();
  clearTimeout(office.timer);
  Object.assign(office, { pairs: null, store: null, timer: 0 });
  desk.findings = null;
}

async function pairsView(_, main, wanted = "") {
  if (!office.pairs) await load();
  const { pairs } = office;
  main.replaceChildren(pairs.root);
  pairs.arrange();
  const row = wanted && pairs.rows.list[pairs.rows.find(wanted)];
  if (row) pairs.goTo(row);
  else if (wanted) say(t("This row is not here any more."));
  else pairs.show();
}

async function load() {
  const { memory, number } = office.paper;
  const page = await call("GET", address());
  office.paper.name = page.name;
  office.languages = page.languages;
  const writes = may(memory);
  const hooks = {
    pairs: () => office.pairs, changed: check, tell: () => office.pairs && office.pairs.tell(), say,
    clash: (items) => clash(office, items),
    reload: () => { release(); if (["pairs", "findings"].includes(office.view)) show(office.view); },
    gone: (data) => { clearTimeout(office.timer); office.timer = -1; say(data.error, "error"); },
  };
  const place = `${memory}/${number}:${office.me.name}`;
  const store = new Shared(page, (path, body) => asked("POST", `${address()}/${path}`, JSON.stringify(body)), place, hooks);
  const answer = (pairs, row, finding) => [
    row.s.length && row.t.length ? button(t("Correct"), () => pairs.editText(1), { class: "btn little" }) : null,
    button(t("Waive …"), () => waive(desk, [finding]).then(() => pairs.focus()), { class: "btn little" })];
  const extra = { saved, moved, changed: check, reload() {}, answer: writes ? answer : null, ...(writes && !office.me.memory ? { keys: { T: () => term(desk) }, names: [["T", N_("Add selected words as a term")]] } : {}) };
  const reads = writes ? "" : t("You may read this paper. To decide, ask for a token that may write.");
  Object.assign(office, { store, writes, pairs: new Pairs(page, store, { ...extra, reads }) });
  office.pairs.start();
  store.told(page);
  store.again();
  if (store.pending.length) store.flush();
  watching();
  desk.findings = null;
  refresh(desk);
}

// What stands beside the list: whether the server has all, and who else is here.
function saved(store) {
  if (store.why) return store.why;
  const away = store.away > 1, n = store.pending.length;
  if (away && n) return t("The server does not answer. {n} steps are kept here and sent when it does.", { n });
  if (away) return t("The server does not answer.");
  if (n) return store.full ? t("Saving … (this browser has no room to keep it)") : t("Saving …");
  const names = [...new Set([...office.pairs.claims.values()].flat())];
  return joined(" · ", [store.counted.done ? t("Saved") : "", names.length ? t("Here: {names}", { names: joined(", ", names) }) : ""].filter(Boolean));
}

let resting = 0;
function moved() {
  clearTimeout(resting);
  resting = setTimeout(() => watching(true), 400);
}
async function watching(now = false) {
  if (office.timer === -1) return;
  clearTimeout(office.timer);
  const { store, pairs } = office;
  if (!store) return;
  if (now || !document.hidden) await store.watch(office.writes && office.view === "pairs" && pairs.row ? keyOf(pairs.row) : null);
  if (office.store !== store || office.timer === -1) return;
  clearTimeout(office.timer);
  office.timer = setTimeout(watching, store.away ? Math.min(1000 * 2 ** store.away, 10000) : 2000);
}
document.addEventListener("visibilitychange", () => { if (!document.hidden) watching(); });

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(input|textarea|select)$/i.test(event.target.tagName) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") { help(office.view, LACKING); event.preventDefault(); }
  if (event.key === "d") { theme(); event.preventDefault(); }
});
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.body.addEventListener(kind, (event) => {
    if (!office.take || !event.dataTransfer || !event.dataTransfer.types.includes("Files") || document.querySelector("dialog[open]")) return;
    if (kind !== "dragleave") event.preventDefault();
    document.body.classList.toggle("over", kind === "dragenter" || kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) office.take([...event.dataTransfer.files]);
  });
}
function frame() {
  for (const [id, words, spoken] of [["theme", t("Light or dark (d)"), t("Light or dark")], ["keys", t("Keyboard (?)"), t("Keyboard shortcuts")]]) {
    $(id).title = words;
    $(id).setAttribute("aria-label", spoken);
  }
  $("nav").setAttribute("aria-label", t("Views"));
}
document.addEventListener("language", async () => {
  const { pairs, view } = office, row = pairs && pairs.row;
  frame();
  say("");
  release();
  if (view) await show(view, ...(view === "pairs" && row ? [keyOf(row)] : []));
});
document.querySelector(".tools").prepend(chooser());
use(preferred());
frame();
$("theme").addEventListener("click", theme);
$("keys").addEventListener("click", () => help(office.view, LACKING));
// What is not sent yet is kept by the browser; where it has no room, it is asked to stay.
addEventListener("beforeunload", (event) => { if (office.store && office.store.unsaved && office.store.full) event.preventDefault(); });

(async function begin() {
  try {
    office.me = await call("GET", "/v1/me");
    const [memory, number] = location.hash.slice(1).split("/");
    if (memory && /^\d+$/.test(number || "")) await open(decodeURIComponent(memory), Number(number));
    else await show("papers");
  } catch (error) {
    $("main").replaceChildren(el("div", { class: "page" }, el("p", { class: "box error", role: "alert" }, error.message)));
  }
})();
