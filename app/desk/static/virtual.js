// A list of any length of which only what is in sight is in the page. Rows have the height their text needs.
//
// A node is made once a row and kept while the row is in sight, whatever happens to the rows about it; heights are read
// once a change, after all that is new was put in, so that the browser lays out once.

import { kept } from "./rows.js";

const OVER = 8;

export class Virtual {
  // scroller: the element that scrolls; make(item, index) gives a row's element, place(node, item, index) tells a node
  // that was made before where it stands now.
  constructor(scroller, list, make, place) {
    Object.assign(this, { scroller, list, make, place, items: [], heights: new Float64Array(0), first: 0, last: -1, era: 0 });
    this.window = document.createElement("div");
    this.window.className = "window";
    this.window.setAttribute("role", "presentation");
    list.append(this.window);
    this.nodes = new Map();
    this.worn = new Set();
    scroller.addEventListener("scroll", () => this.later(), { passive: true });
    new ResizeObserver(() => { if (this.width !== list.clientWidth) this.remeasure(); }).observe(list);
  }
  later() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.draw(); });
  }
  // guess(item) is the height of a row that nobody has seen yet at this width.
  reset(items, guess) {
    Object.assign(this, { items, guess, sums: null });
    this.heights = Float64Array.from(items, (item) => {
      const own = kept(item);
      if (own.era !== this.era) Object.assign(own, { era: this.era, tall: guess(item) });
      return own.tall;
    });
    this.draw();
  }
  remeasure() {
    this.width = this.list.clientWidth;
    this.pad = undefined;
    this.era += 1;
    for (const node of this.nodes.values()) node.remove();
    this.nodes.clear();
    if (this.items.length) this.reset(this.items, this.guess);
  }
  offsets() {
    if (this.sums) return this.sums;
    const count = this.items.length, sums = new Float64Array(count + 1);
    for (let i = 0; i < count; i++) sums[i + 1] = sums[i] + this.heights[i];
    this.sums = sums;
    return sums;
  }
  index(y) {
    const sums = this.offsets();
    let low = 0, high = this.items.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (sums[mid] <= y) low = mid; else high = mid - 1;
    }
    return Math.max(low, 0);
  }
  // How far the list begins below the top of what scrolls.
  top() {
    if (this.pad === undefined) {
      this.pad = this.list.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top + this.scroller.scrollTop;
      this.view = this.scroller.clientHeight;
    }
    return this.pad;
  }
  // The nodes of these rows are made anew when they are drawn next.
  stale(items) {
    for (const item of items) this.worn.add(item);
  }
  draw(again = 0) {
    const from = Math.max(this.scroller.scrollTop - this.top(), 0);
    const sums = this.offsets(), count = this.items.length;
    const anchor = count ? this.index(from) : 0;
    this.view = this.scroller.clientHeight;
    const first = Math.max(anchor - OVER, 0), last = Math.min(this.index(from + this.view) + OVER, count - 1);
    const held = new Set();
    for (let i = first; i <= last; i++) held.add(this.items[i]);
    for (const [item, node] of this.nodes) if (!held.has(item) || this.worn.has(item)) { node.remove(); this.nodes.delete(item); }
    this.worn.clear();
    const made = [];
    let next = null;
    for (let i = last; i >= first; i--) {
      const item = this.items[i];
      let node = this.nodes.get(item);
      if (!node) {
        node = this.make(item, i);
        this.nodes.set(item, node);
        made.push([i, node]);
      } else this.place(node, item, i);
      if (node.parentNode !== this.window || node.nextSibling !== next) this.window.insertBefore(node, next);
      next = node;
    }
    Object.assign(this, { first, last });
    let shift = 0, moved = false;
    for (const [i, node] of made) {
      const height = node.getBoundingClientRect().height, own = kept(this.items[i]);
      Object.assign(own, { era: this.era, tall: height });
      if (Math.abs(height - this.heights[i]) > 0.5) {
        if (i < anchor) shift += height - this.heights[i];
        this.heights[i] = height;
        moved = true;
      }
    }
    if (moved) this.sums = null;
    this.stand(this.offsets(), first);
    if (moved) {
      if (shift) this.scroller.scrollTop += shift;
      if (again < 3) this.draw(again + 1);
    }
  }
  stand(sums, first) {
    const tall = `${sums[this.items.length]}px`, at = `translateY(${sums[first] || 0}px)`;
    if (tall !== this.tall) this.list.style.height = this.tall = tall;
    if (at !== this.at) this.window.style.transform = this.at = at;
  }
  node(index) { return this.nodes.get(this.items[index]); }
  // Make the node of a row anew, where it is in sight.
  refresh(index) {
    const item = this.items[index], old = item && this.nodes.get(item);
    if (!old) return;
    const node = this.make(item, index);
    old.replaceWith(node);
    this.nodes.set(item, node);
    const height = node.getBoundingClientRect().height;
    kept(item).tall = height;
    if (Math.abs(height - this.heights[index]) > 0.5) { this.heights[index] = height; this.sums = null; this.later(); }
  }
  show(index, place = 0.35) {
    for (let round = 0; round < 3; round++) {
      const y = this.offsets()[index] + this.top() - this.scroller.scrollTop;
      const visible = y >= 0 && y + this.heights[index] <= this.view;
      if (visible && this.node(index)) return;
      this.scroller.scrollTop = Math.max(this.top() + this.offsets()[index] - this.view * place, 0);
      this.draw();
    }
  }
}
