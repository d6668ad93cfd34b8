// Out: every file that can be made of a review, written beside the alignment.

import { button, el, say } from "./dom.js";

export async function outView(desk, main) {
  const { kinds, folder } = await desk.call("outputs");
  const status = desk.pairs ? desk.pairs.status.textContent : "";
  main.replaceChildren(el("div", { class: "page" },
    el("p", {}, `Everything is written to ${folder}. `, status ? el("span", { class: "small" }, status) : null),
    el("p", { class: "small" }, "The memory holds what is confirmed; the rest goes to memory.unreviewed.tmx. As long as nothing was decided, memory.tmx holds all pairs."),
    el("ul", { class: "list outs" }, Object.entries(kinds).map(([kind, words]) => {
      const made = el("span", { class: "small", role: "status" });
      const write = async () => {
        made.textContent = "Writing …";
        try { const found = await desk.call("out", { kind }); made.textContent = found.files.map((path) => path.split(/[\\/]/).pop()).join(", "); say("Written."); } catch (error) { made.textContent = ""; say(error.message, "error"); }
      };
      return el("li", {}, el("div", {}, el("b", {}, words), " ", made), button("Write", write, { class: kind === "files" ? "btn main" : "btn", "aria-label": `Write: ${words}` }));
    }))));
}
