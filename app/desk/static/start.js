// Start: drop documents, what runs, what was open last, the sample.

import { brought, given } from "./bring.js";
import { $, ask, button, el, number, say } from "./dom.js";

export async function start(desk, main) {
  desk.state = await desk.call("state");
  $("title").textContent = "Desk";
  const input = el("input", { type: "file", multiple: true, class: "vh", id: "files", onchange: () => take([...input.files]) });
  const drop = el("div", { class: "drop" },
    el("h2", {}, "Drop an original and its translation here"),
    el("p", { class: "small" }, "Word, PDF, Markdown, HTML, ODT or text; two files, or many at once: they are paired by what they say. One file with both languages, or a table, works too. Nothing leaves this machine."),
    el("p", {}, el("label", { for: "files", class: "btn main", tabindex: "-1" }, "Choose files"), input, " ",
      button("Try the sample paper", () => work(desk.call("sample")))));
  const jobs = el("section", { "aria-label": "Alignments", class: "jobs", "aria-live": "polite" });
  const recent = el("section", { "aria-labelledby": "recent" });
  const path = el("input", { type: "text", "aria-label": "Path of a folder", placeholder: "Path of a folder that duizhao align wrote" });
  main.replaceChildren(el("div", { class: "page start" }, drop, jobs, recent,
    el("form", { class: "line", onsubmit: (event) => { event.preventDefault(); openPath(path.value.trim()); } }, path, el("button", { type: "submit", class: "btn" }, "Open folder")),
    el("p", { class: "small" }, "Decisions are signed: ", el("b", {}, desk.state.who || "nobody"), " ", button("Change", rename))));
  desk.take = take;

  if (desk.state.recent.length) {
    recent.replaceChildren(el("h2", { id: "recent" }, "Go on with"), el("ul", { class: "list" }, desk.state.recent.map((one) =>
      el("li", {}, button(one.title, () => openPath(one.folder), { class: "link" }), el("span", { class: "small" }, one.folder)))));
  }
  async function openPath(folder) {
    if (!folder) return;
    try {
      await desk.open(folder);
    } catch (error) {
      try {
        const { documents } = await desk.call("board", { folder });
        if (!documents.length) throw error;
        desk.board = folder;
        await desk.show("board");
      } catch { say(error.message, "error"); }
    }
  }
  async function rename() {
    const said = await ask("Who reviews?", [{ label: "Name that signs decisions", name: "who", value: desk.state.who }]);
    if (said) { await desk.call("name", said); desk.show("start"); }
  }
  async function take(files) {
    if (!files.length) return;
    say(`Reading ${files.length === 1 ? files[0].name : `${files.length} files`} …`);
    try {
      await work(desk.call("drop", { files: await given(files) }));
    } catch (error) { say(error.message, "error"); }
  }
  async function work(asked) {
    try {
      const found = await asked;
      say("");
      if (found.brought) { await brought(desk, found.brought); return; }
      watch(found.jobs.length === 1 ? found.jobs[0].id : null);
    } catch (error) { say(error.message, "error"); }
  }
  let timer = 0;
  desk.leave = () => clearTimeout(timer);
  async function watch(wanted) {
    clearTimeout(timer);
    const found = (await desk.call("progress")).jobs;
    draw(found);
    const mine = found.find((job) => job.id === wanted);
    if (mine && mine.state === "done" && mine.folder) {
      // What is to be said of it would otherwise stand on a page that nobody sees any more.
      desk.open(mine.folder).then(() => { if (mine.warnings.length) say(mine.warnings.join(" "), "busy"); }, (error) => say(error.message, "error"));
      return;
    }
    if (found.some((job) => job.state === "running" || job.state === "waiting")) timer = setTimeout(() => watch(wanted), 250);
  }
  function draw(found) {
    const several = found.filter((job) => job.state === "done" && job.folder).length > 1;
    jobs.replaceChildren(found.length ? el("h2", {}, "Alignments") : "",
      several ? el("p", { class: "buttons" }, button("How far all of them are", () => { desk.board = desk.state.workspace; desk.show("board"); })) : "", el("ul", { class: "list" }, [...found].reverse().map((job) => {
      const busy = job.state === "running" || job.state === "waiting";
      const words = { waiting: "waits", running: `${job.stage || "Begins"} …${job.total ? ` ${number(job.done)} of ${number(job.total)} ${job.unit}` : ""}`, done: "done", failed: job.error, cancelled: "cancelled" }[job.state];
      return el("li", { class: `job ${job.state}` }, el("b", {}, job.title), " ", el("span", { class: job.state === "failed" ? "wrong" : "small" }, words, job.cure ? `. ${job.cure}` : ""),
        job.warnings.length ? el("ul", { class: "small" }, job.warnings.map((words) => el("li", {}, words))) : null,
        busy ? el("progress", { "aria-label": `Progress of ${job.title}`, ...(job.total ? { max: job.total, value: job.done } : {}) }) : null,
        busy ? button("Cancel", () => desk.call("cancel", { id: job.id }).then((f) => draw(f.jobs))) : null,
        job.state === "done" && job.folder ? button("Open", () => openPath(job.folder), { class: "btn main" }) : null);
    })));
  }
  draw(desk.state.jobs);
  const running = desk.state.jobs.filter((job) => job.state === "running" || job.state === "waiting");
  if (running.length) watch(running.length === 1 ? running[0].id : null);
}
