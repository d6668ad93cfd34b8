(function () {
  var root = document.documentElement;
  var $ = function (id) { return document.getElementById(id); };
  var all = function (selector, node) { return Array.prototype.slice.call((node || document).querySelectorAll(selector)); };

  var rows = all(".pairs > .r:not(.columns)").map(function (el, i) {
    var list = el.classList;
    var number = el.dataset.c === undefined ? null : parseFloat(el.dataset.c);
    var oneSided = list.contains("untranslated") || list.contains("added");
    return {
      el: el, index: i, c: oneSided ? null : number,
      untranslated: list.contains("untranslated"), added: list.contains("added"), merged: list.contains("merged"),
      finding: list.contains("error") || list.contains("warning") || list.contains("note"), doubtful: false, text: null, shown: true
    };
  });
  var limit = parseFloat(root.dataset.doubtful);
  var active = new Set();
  var pattern = null;
  var current = -1;

  // --- confidence -----------------------------------------------------------------------------------------------
  function setLimit(value) {
    limit = value;
    rows.forEach(function (row) {
      row.doubtful = row.c !== null && row.c < limit;
      row.el.classList.toggle("low", row.doubtful);
    });
    all("output.limit").forEach(function (out) { out.textContent = limit.toFixed(2); });
    all(".histogram .bin").forEach(function (bar) { bar.classList.toggle("low", parseFloat(bar.dataset.low) + 0.025 < limit); });
    all(".histogram line.limit").forEach(function (line) {
      line.setAttribute("x1", 200 * limit); line.setAttribute("x2", 200 * limit);
    });
    all(".strip .pair").forEach(function (cell) { cell.classList.toggle("low", cell.dataset.c !== "" && parseFloat(cell.dataset.c) < limit); });
    if ($("below")) $("below").textContent = rows.filter(function (row) { return row.doubtful; }).length;
    all("[data-filter]").forEach(function (chip) {
      var n = rows.filter(function (row) { return row[chip.dataset.filter]; }).length;
      chip.querySelector(".n").textContent = n;
      chip.disabled = n === 0 && !active.has(chip.dataset.filter);
    });
  }

  // --- search: width and case do not matter, nor white space beside Chinese -----------------------------------------
  var HAN = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[\ud840-\ud87f][\udc00-\udfff]/;
  function compile(query) {
    var text = query.normalize("NFKC").trim();
    if (!text) return null;
    var out = "";
    var chars = Array.from(text);
    chars.forEach(function (char, i) {
      var before = chars[i - 1] || "";
      if (/\s/.test(char)) { if (!/\s/.test(before)) out += HAN.test(query) ? "\\s*" : "\\s+"; return; }
      if (i && HAN.test(before + char)) out += "\\s*";
      out += char.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    });
    return new RegExp(out, "giu");
  }
  function textOf(row) {
    if (row.text === null) row.text = all(".s p, .s h2, .s h3, .s h4, .s h5, .s h6, .t p, .t h2, .t h3, .t h4, .t h5, .t h6", row.el)
      .map(function (p) { return p.textContent; }).join("\n").normalize("NFKC");
    return row.text;
  }
  function highlight() {
    if (!window.Highlight || !CSS.highlights) return;
    CSS.highlights.delete("search");
    if (!pattern) return;
    var marks = new Highlight();
    var left = 2000;
    rows.some(function (row) {
      if (!row.shown) return false;
      all(".s, .t", row.el).forEach(function (cell) {
        var nodes = [], text = "", walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), node;
        while ((node = walker.nextNode())) { nodes.push([text.length, node]); text += node.data; }
        pattern.lastIndex = 0;
        var hit;
        while (left > 0 && (hit = pattern.exec(text))) {
          if (!hit[0]) { pattern.lastIndex++; continue; }
          var range = document.createRange();
          place(nodes, hit.index, range, "setStart");
          place(nodes, hit.index + hit[0].length, range, "setEnd");
          marks.add(range); left--;
        }
      });
      return left <= 0;
    });
    CSS.highlights.set("search", marks);
  }
  function place(nodes, at, range, how) {
    for (var i = nodes.length - 1; i >= 0; i--) {
      if (nodes[i][0] < at || (nodes[i][0] === at && (how === "setStart" || !i))) { range[how](nodes[i][1], at - nodes[i][0]); return; }
    }
  }

  // --- filters ------------------------------------------------------------------------------------------------------
  function filter() {
    var n = 0;
    var names = Array.from(active);
    rows.forEach(function (row) {
      var shown = !names.length || names.some(function (name) { return row[name]; });
      if (shown && pattern) { pattern.lastIndex = 0; shown = pattern.test(textOf(row)); }
      if (shown !== row.shown) { row.el.hidden = !shown; row.shown = shown; }
      if (shown) n++;
    });
    var filtered = names.length > 0 || pattern !== null;
    root.classList.toggle("filtered", filtered);
    $("count").textContent = filtered ? t("{n} of {total} rows", { n: n, total: rows.length }) : "";
    $("clear").hidden = !filtered;
    $("none").hidden = n > 0 || !filtered;
    highlight();
  }
  function toggle(name, on) {
    if (on === undefined) on = !active.has(name);
    if (on) active.add(name); else active.delete(name);
    all("[data-filter]").forEach(function (chip) { chip.setAttribute("aria-pressed", String(active.has(chip.dataset.filter))); });
    filter();
  }
  function clear() {
    active.clear(); pattern = null; $("q").value = "";
    all("[data-filter]").forEach(function (chip) { chip.setAttribute("aria-pressed", "false"); });
    filter();
    if (current >= 0) show(rows[current]);
  }

  // --- going about --------------------------------------------------------------------------------------------------
  function show(row) { row.el.scrollIntoView({ block: "center" }); }
  function go(index, quiet) {
    var row = rows[index];
    if (!row) return;
    if (!row.shown) clear();
    if (current >= 0) rows[current].el.removeAttribute("aria-current");
    current = index;
    row.el.setAttribute("aria-current", "true");
    show(row);
    if (!quiet) row.el.focus({ preventScroll: true });
  }
  function step(direction, wanted) {
    for (var i = current < 0 ? (direction > 0 ? 0 : rows.length - 1) : current + direction; i >= 0 && i < rows.length; i += direction) {
      if (rows[i].shown && (!wanted || wanted(rows[i]))) { go(i); return; }
    }
  }
  function wants(row) { return row.doubtful || row.untranslated || row.added || row.finding; }
  function tab(id) {
    all("[role=tab]").forEach(function (button) {
      var on = button.getAttribute("aria-controls") === id;
      button.setAttribute("aria-selected", String(on)); button.tabIndex = on ? 0 : -1;
      $(button.getAttribute("aria-controls")).hidden = !on;
    });
  }
  function panel(on) {
    var narrow = matchMedia("(max-width: 900px)").matches;
    if (on === undefined) on = narrow ? !root.classList.contains("panel") : root.classList.contains("no-panel");
    root.classList.toggle("panel", narrow && on); root.classList.toggle("no-panel", !narrow && !on);
    $("side").setAttribute("aria-expanded", String(on));
  }
  function finding(number) {
    var item = $("f" + number);
    if (!item) return;
    panel(true);
    tab(item.closest(".tab").id);
    if (item.closest("details")) item.closest("details").open = true;
    all(".item.lit").forEach(function (el) { el.classList.remove("lit"); });
    item.classList.add("lit");
    item.scrollIntoView({ block: "nearest" });
  }
  // Footnote marks, spaces and digits aside: the row may show what the sentence as it was aligned does not have.
  function letters(text) { return text.normalize("NFKC").replace(/[^\p{L}]/gu, ""); }
  function follow() {
    var hit = /^#([rf])(\d+)$/.exec(location.hash);
    if (hit) { if (hit[1] === "r") go(parseInt(hit[2], 10) - 1, true); else finding(hit[2]); return; }
    // #show=finding,doubtful&tab=terms&q=decent+work: a state of the page that can be sent to somebody.
    // #at=The+ILO+will: the first row that holds these words, among all others; the glossary page links so.
    if (location.hash.indexOf("=") < 0) return;
    var state = new URLSearchParams(location.hash.slice(1));
    var wanted = letters(state.get("at") || "");
    if (wanted) { go(rows.findIndex(function (row) { return letters(textOf(row)).indexOf(wanted) >= 0; }), true); return; }
    var names = (state.get("show") || "").split(",");
    all("[data-filter]").forEach(function (chip) { if (names.indexOf(chip.dataset.filter) >= 0) toggle(chip.dataset.filter, true); });
    if (state.get("q")) { $("q").value = state.get("q"); pattern = compile($("q").value); filter(); }
    var button = $("tab-" + state.get("tab"));
    if (button) tab(state.get("tab"));
  }
  function theme() {
    var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("duizhao-theme", root.dataset.theme); } catch (e) { /* not kept */ }
  }
  function copy() {
    if (current < 0 || !navigator.clipboard) return;
    var cells = [".s", ".t"].map(function (name) {
      var p = rows[current].el.querySelector(name + ":not(.void)");
      if (!p) return "";
      p = p.cloneNode(true);
      all("sup", p).forEach(function (sup) { sup.remove(); });
      return p.textContent.trim();
    });
    navigator.clipboard.writeText(cells.join("\t")).then(function () { $("count").textContent = t("Copied"); }, function () { });
  }

  // --- events -------------------------------------------------------------------------------------------------------
  document.addEventListener("click", function (event) {
    var target = event.target.closest("a, button, mark, .strip rect, .pairs > .r");
    if (!target || root.classList.contains("reviewing")) return;
    if (target.dataset.filter) toggle(target.dataset.filter);
    else if (target.dataset.show) { toggle(target.dataset.show, true); }
    else if (target.id === "clear" || target.dataset.clear !== undefined) clear();
    else if (target.id === "theme") theme();
    else if (target.id === "keys") $("help").showModal();
    else if (target.id === "side") panel();
    else if (target.getAttribute("role") === "tab") tab(target.getAttribute("aria-controls"));
    else if (target.dataset.row) go(parseInt(target.dataset.row, 10));
    else if (target.dataset.finding) finding(parseInt(target.dataset.finding, 10) + 1);
    else if (target.matches("a[href^='#r'], a[href^='#f']")) {
      event.preventDefault();
      if (location.hash === target.getAttribute("href")) follow(); else location.hash = target.getAttribute("href");
    }
    else if (target.matches(".r:not(.columns)") && !String(getSelection())) go(rows.findIndex(function (row) { return row.el === target; }), true);
  });
  window.addEventListener("hashchange", follow);
  $("limit").addEventListener("input", function () { setLimit(parseFloat(this.value)); filter(); });
  var timer = 0;
  $("q").addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(function () { pattern = compile($("q").value); filter(); }, 80);
  });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || root.classList.contains("reviewing") || $("help").open) return;
    var target = event.target;
    if (target.id === "q") {
      if (event.key === "Enter") { step(event.shiftKey ? -1 : 1); target.focus(); event.preventDefault(); }
      else if (event.key === "Escape") { clear(); target.blur(); }
      return;
    }
    if (target.getAttribute("role") === "tab" && /^Arrow(Left|Right)$/.test(event.key)) {
      var tabs = all("[role=tab]");
      var next = tabs[(tabs.indexOf(target) + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
      tab(next.getAttribute("aria-controls")); next.focus(); return;
    }
    if (/^(input|textarea|select)$/i.test(target.tagName)) return;
    var filters = all("[data-filter]");
    var act = {
      j: function () { step(1); }, k: function () { step(-1); },
      n: function () { step(1, wants); }, p: function () { step(-1, wants); },
      "/": function () { $("q").focus(); $("q").select(); }, "?": function () { $("help").showModal(); },
      "[": function () { panel(); }, d: theme, c: copy, Escape: clear
    }[event.key];
    if (!act && /^[1-5]$/.test(event.key)) act = function () { var chip = filters[event.key - 1]; if (!chip.disabled) toggle(chip.dataset.filter); };
    if (act) { event.preventDefault(); act(); }
  });
  // --- language: rows are not in the list of the page's sentences, of which each would say the same again ------------
  function label(selector, attribute, make) {
    all(selector).forEach(function (node) {
      var values = (node.getAttribute(attribute) || "").match(/\d+(\.\d+)?/g);
      node.setAttribute(attribute, make(node, values || []));
    });
  }
  function inLanguage() {
    all(".pairs .s.void span").forEach(function (node) { node.textContent = t("no original"); });
    all(".pairs .t.void span").forEach(function (node) { node.textContent = t("not translated"); });
    label(".pairs .c", "title", function (node, values) { return t("Confidence {value}", { value: values[0] }); });
    label(".pairs .y", "title", function (node, values) { return t("{m} source to {n} target sentences", { m: values[0], n: values[1] }); });
    label(".pairs .flag", "aria-label", function () { return t("finding"); });
    label(".pairs .n[title]", "title", function (node) {
      var parts = node.title.split(" · "), line = /^(?:line|第|行)? ?(\d+) ?行?$/.exec(parts[parts.length - 1]);
      if (line) parts[parts.length - 1] = t("line {line}", { line: line[1] });
      return parts.join(" · ");
    });
    filter();
  }
  document.addEventListener("language", inLanguage);
  document.querySelector(".tools").prepend(chooser());
  var help = $("help");
  help.addEventListener("click", function (event) { if (event.target === help) help.close(); });

  if (window.ResizeObserver) {
    var tools = document.querySelector(".bar");
    new ResizeObserver(function () { root.style.setProperty("--tools", tools.offsetHeight + "px"); }).observe(tools);
  }
  var first = document.querySelector("[role=tab]");
  if (first) tab(first.getAttribute("aria-controls"));
  use(preferred());
  setLimit(limit);
  filter();
  follow();
})();
