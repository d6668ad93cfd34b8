// Review without a server: the same list and commands in a page that was sent by mail. Decisions are kept in this
// browser until they are saved as NAME.review.json, which `duizhao review apply` brings home.

import { $, ask, button, composing, download, el, say, theme } from "./dom.js";
import { help } from "./help.js";
import { N_, chooser, t } from "./language.js";
import { Pairs } from "./pairs.js";
import { Rows } from "./rows.js";
import { Local } from "./store.js";

const data = document.getElementById("review-data");
const opener = document.getElementById("review");

if (data && opener) {
  opener.hidden = false;
  opener.addEventListener("click", begin);
  if (location.hash === "#review") begin();
}

function style(reviewing) {
  document.getElementById("page-style").media = reviewing ? "not all" : "all";
  document.getElementById("desk-style").media = reviewing ? "all" : "not all";
  document.documentElement.classList.toggle("reviewing", reviewing);
}

async function begin() {
  const page = JSON.parse(data.textContent);
  const report = [...document.body.childNodes];
  let pairs = null;
  const store = new Local(page, () => { if (pairs) pairs.tell(); });
  pairs = new Pairs(page, store, {
    saved: (kept) => (kept.failed ? t("Not kept: this browser has no room") : kept.unsaved ? t("{n} steps kept here, not saved as a file", { n: kept.entries.length - kept.kept }) : kept.entries.length ? t("Saved as a file") : ""),
    keys: { S: save },
    names: [["S", N_("Save the review")]],
  });
  pairs.rows = new Rows(page);
  store.replay(pairs.rows);
  const title = page.names.filter(Boolean).join(" ↔ ") || page.name;
  const shell = el("div", { class: "desk" },
    el("header", { class: "top" }, el("div", { class: "brand" }, el("span", { lang: "zh", "aria-hidden": "true" }, "对照"), el("span", { class: "vh" }, "duizhao")),
      el("div", { class: "titles" }, el("h1", {}, title)),
      button(t("Back to the report"), close), button(t("Save the review"), save, { class: "btn main", key: "S" }),
      el("div", { class: "tools" }, chooser(), el("button", { type: "button", title: t("Light or dark (d)"), "aria-label": t("Light or dark"), onclick: theme }, "◐"),
        el("button", { type: "button", title: t("Keyboard (?)"), "aria-label": t("Keyboard shortcuts"), onclick: () => help("pairs") }, "?"))),
    el("p", { id: "said", class: "said", role: "status", "aria-live": "polite" }),
    el("main", {}, pairs.root));
  style(true);
  document.body.replaceChildren(shell);
  pairs.start();
  pairs.show();
  addEventListener("beforeunload", leaving);
  document.addEventListener("keydown", more);
  if (!store.name) {
    const given = await ask(t("Who reviews?"), [{ label: t("Name that signs your decisions"), name: "who" }], t("Begin"));
    store.name = given ? given.who.trim() : "";
    pairs.focus();
  }

  function more(event) {
    if (composing(event) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(input|textarea|select)$/i.test(event.target.tagName) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") { help("pairs"); event.preventDefault(); }
    if (event.key === "d") { theme(); event.preventDefault(); }
  }
  function leaving(event) { if (store.unsaved) event.preventDefault(); }
  function save() {
    if (!store.entries.length) { say(t("Nothing was decided yet.")); return; }
    download(`${page.name}.review.json`, store.file());
    say(t("Saved as {name}.review.json. Send it back; there: duizhao review apply {name}.review.json FOLDER", { name: page.name }));
    pairs.tell();
  }
  function close() {
    removeEventListener("beforeunload", leaving);
    document.removeEventListener("keydown", more);
    style(false);
    document.body.replaceChildren(...report);
  }
}
