// Out: every file that can be made of a review, written beside the alignment.

import { bring } from "./bring.js";
import { $, button, el, say } from "./dom.js";
import { N_, t } from "./language.js";

const GROUPS = [
  [N_("The folder's own files"), ["files"]], [N_("For CAT tools"), ["xliff"]], [N_("To comment elsewhere"), ["table", "table.docx", "review"]],
  [N_("To read or print"), ["copy", "docx", "epub"]],
];

// A sentence with an element in the place of its one value.
function around(sentence, node) {
  const [before, after] = sentence.split(/\{\w+\}/);
  return [before, node, after];
}

export async function outView(desk, main) {
  const { kinds, glossary, folder } = await desk.call("outputs");
  const status = desk.pairs ? desk.pairs.status.textContent : "";
  const line = (words, kind, extra = null) => {
    const [name, about] = words.split(/(?:: |：)(.*)/s);
    const made = el("span", { class: "small", role: "status" });
    const write = async () => {
      made.textContent = t("Writing …");
      try {
        const found = await desk.call("out", { kind: kind() });
        made.textContent = `→ ${found.files.map((path) => path.split(/[\\/]/).pop()).join(", ")}`;
        say(t("Written."));
      } catch (error) { made.textContent = ""; say(error.message, "error"); }
    };
    return el("li", {}, el("div", {}, el("b", {}, name), about ? [" ", el("span", { class: "small" }, about)] : null, " ", extra, " ", made), button(t("Write"), write, { class: kind() === "files" ? "btn main" : "btn", "aria-label": t("Write: {name}", { name }) }));
  };
  const formats = Object.entries(glossary);
  const choice = el("select", { "aria-label": t("Format of the glossary") }, formats.map(([kind, about]) => el("option", { value: kind }, `${kind.slice(9)}: ${about}`)));
  const back = el("input", { type: "file", class: "vh", id: "come-home", accept: ".docx,.xlsx,.json,.jsonl", onchange: () => { if (back.files.length) bring(desk, [...back.files]); } });
  main.replaceChildren(el("div", { class: "page" },
    el("p", {}, ...around(t("Everything is written to {folder}."), el("code", {}, folder)), " ", status ? el("span", { class: "small" }, status) : null),
    el("p", { class: "small" }, t("The memory holds what is confirmed; the rest goes to memory.unreviewed.tmx. As long as nothing was decided, memory.tmx holds all pairs.")),
    GROUPS.map(([title, names]) => el("section", {}, el("h2", {}, t(title)), el("ul", { class: "list outs" }, names.map((name) => line(kinds[name], () => name))))),
    el("section", {}, el("h2", {}, t("Come home")), el("ul", { class: "list outs" }, el("li", {},
      el("div", {}, el("b", {}, t("A review that somebody sends back")), " ", el("span", { class: "small" }, t("A review table, or a NAME.review.json. Changed texts become corrections, statuses confirmations, comments notes. It may be dropped on any view, too."))),
      el("span", { class: "file" }, el("label", { for: "come-home", class: "btn", tabindex: "-1" }, t("Choose a file")), back)))),
    el("section", {}, el("h2", {}, t("Terms")), el("ul", { class: "list outs" }, formats.length
      ? line(t("Glossary"), () => choice.value, choice)
      : el("li", {}, el("span", { class: "small" }, t("There is no glossary yet: extract terms under Terms."))))),
    el("p", { class: "small" }, t("The glossary itself is glossary.csv in this folder."))));
  $("main").focus({ preventScroll: true });
}
