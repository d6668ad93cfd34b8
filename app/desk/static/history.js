// What was done in a paper: who, when, what.

import { button, el } from "./dom.js";
import { N_, day, t } from "./language.js";
import { keyOf, Rows } from "./rows.js";
import { STEPS } from "./pairs.js";

const KINDS = { undo: N_("Taken back: {step}"), redo: N_("Done again: {step}") };

export async function historyView(office, main) {
  const [page, steps] = await Promise.all([office.pairs ? office.pairs.page : office.call("GET", office.address()), office.call("GET", `${office.address()}/steps?limit=200`)]);
  office.paper.name = page.name;
  const rows = office.pairs ? office.pairs.rows : new Rows(page);
  const text = (row, side) => el("p", { lang: page.languages[side] }, rows.shown(row, side) || "–");
  main.replaceChildren(el("div", { class: "page" }, steps.length ? el("ul", { class: "list" }, steps.map((one) => {
    const step = t(STEPS[one.patch.name] || one.patch.name), first = one.patch.after[0];
    return el("li", {}, el("p", { class: "small" }, el("b", {}, one.who), ` · ${day(one.at, true)} · ${KINDS[one.kind] ? t(KINDS[one.kind], { step }) : step} `,
      first && rows.find(keyOf(first)) >= 0 ? button(t("Go there"), () => office.show("pairs", keyOf(first)), { class: "btn little" }) : null),
    one.patch.after.slice(0, 3).map((row) => el("div", { class: "pair" }, text(row, 0), text(row, 1))),
    !first ? el("p", { class: "small" }, t("very many pairs at once")) : null,
    one.patch.after.length > 3 ? el("p", { class: "small" }, t("and {n} more", { n: one.patch.after.length - 3 })) : null);
  })) : el("p", { class: "empty" }, t("Nothing was decided yet."))));
}
