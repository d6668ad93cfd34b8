// Review without a server: the same list and commands in a page that was sent by mail. Decisions are kept in this
// browser until they are saved as NAME.review.json, which `duizhao review apply` brings home.

import { ask, button, composing, download, el, say, theme } from "./dom.js";
import { help } from "./help.js";
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
    saved: (kept) => (kept.failed ? "Not kept: this browser has no room" : kept.unsaved ? `${kept.entries.length - kept.kept} steps kept here, not saved as a file` : kept.entries.length ? "Saved as a file" : ""),
    keys: { S: save },
    names: [["S", "Save the review"]],
  });
  pairs.rows = new Rows(page);
  store.replay(pairs.rows);
  const title = page.names.filter(Boolean).join(" ↔ ") || page.name;
  const shell = el("div", { class: "desk" },
    el("header", { class: "top" }, el("div", { class: "brand" }, el("span", { lang: "zh", "aria-hidden": "true" }, "对照"), el("span", { class: "vh" }, "duizhao")),
      el("div", { class: "titles" }, el("h1", {}, title)),
      button("Back to the report", close), button("Save the review", save, { class: "btn main", key: "S" }),
      el("div", { class: "tools" }, el("button", { type: "button", title: "Light or dark (d)", "aria-label": "Light or dark", onclick: theme }, "◐"),
        el("button", { type: "button", title: "Keyboard (?)", "aria-label": "Keyboard shortcuts", onclick: () => help("pairs") }, "?"))),
    el("p", { id: "said", class: "said", role: "status", "aria-live": "polite" }),
    el("main", {}, pairs.root));
  style(true);
  document.body.replaceChildren(shell);
  pairs.start();
  pairs.show();
  addEventListener("beforeunload", leaving);
  document.addEventListener("keydown", more);
  if (!store.name) {
    const given = await ask("Who reviews?", [{ label: "Name that signs your decisions", name: "who" }], "Begin");
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
    if (!store.entries.length) { say("Nothing was decided yet."); return; }
    download(`${page.name}.review.json`, store.file());
    say(`Saved as ${page.name}.review.json. Send it back; there: duizhao review apply ${page.name}.review.json FOLDER`);
    pairs.tell();
  }
  function close() {
    removeEventListener("beforeunload", leaving);
    document.removeEventListener("keydown", more);
    style(false);
    document.body.replaceChildren(...report);
  }
}
