// What goes out of a paper: files that the server writes of it as it is now.

import { el } from "./dom.js";
import { N_, t } from "./language.js";

const GROUPS = [
  [N_("What is confirmed"), [["tmx", N_("Memory, TMX: for any CAT tool")], ["xliff", N_("XLIFF 1.2: for any CAT tool")], ["csv", N_("Table, CSV: both texts side by side")]]],
  [N_("All pairs"), [
    ["review-xlsx", N_("Review table, XLSX: a row a pair, with status and note")], ["review-docx", N_("Review table, DOCX: the same for Word")],
    ["review", N_("The review itself: NAME.review.json, for whoever works with duizhao, too")]]],
];

export async function papersOut(office, main) {
  if (!office.paper.name) office.paper.name = (await office.call("GET", office.address())).name;
  main.replaceChildren(el("div", { class: "page" },
    el("p", { class: "small" }, t("What is confirmed is in the memory '{memory}' already, in the document {name}.", { memory: office.paper.memory, name: office.paper.name })),
    GROUPS.map(([title, formats]) => el("section", {}, el("h2", {}, t(title)), el("ul", { class: "list outs" }, formats.map(([format, words]) => {
      const [name, about] = t(words).split(/(?:: |：)(.*)/s);
      return el("li", {}, el("div", {}, el("b", {}, name), " ", el("span", { class: "small" }, about)),
        el("a", { class: "btn", href: `${office.address()}/export?format=${format}`, download: true, "aria-label": t("Download: {name}", { name }) }, t("Download")));
    }))))));
}
