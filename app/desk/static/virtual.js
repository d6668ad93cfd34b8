// A list of any length of which only what is in sight is in the page. Rows have the height their text needs.

const OVER = 8;

export class Virtual {
  // scroller: the element that scrolls; make(index) gives a row's element.
  constructor(scroller, list, make) {
    Object.assign(this, { scroller, list, make, count: 0, heights: new Float64Array(0), first: -1, last: -1 });
    this.window = document.createElement("div");
    this.window.className = "window";
    this.window.setAttribute("role", "presentation");
    list.append(this.window);
    this.nodes = new Map();
    scroller.addEventListener("scroll", () => this.later(), { passive: true });
    new ResizeObserver(() => { if (this.width !== list.clientWidth) this.remeasure(); }).observe(list);
  }
  later() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.draw(); });
  }
  // guess(index) is the height of a row nobody has seen; known(index) the height it had, if it had one.
  reset(count, guess) {
    this.count = count;
    this.guess = guess;
    this.heights = Float64Array.from({ length: count }, (_, i) => guess(i));
    this.sums = null;
    this.first = this.last = -1;
    this.clear();
    this.draw();
  }
  clear() { this.nodes.clear(); this.window.replaceChildren(); }
  remeasure() {
    this.width = this.list.clientWidth;
    if (this.count) this.reset(this.count, this.guess);
  }
  offsets() {
    if (this.sums) return this.sums;
    this.sums = new Float64Array(this.count + 1);
    for (let i = 0; i < this.count; i++) this.sums[i + 1] = this.sums[i] + this.heights[i];
    return this.sums;
  }
  index(y) {
    const sums = this.offsets();
    let low = 0, high = this.count - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (sums[mid] <= y) low = mid; else high = mid - 1;
    }
    return Math.max(low, 0);
  }
  top() { return this.list.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top + this.scroller.scrollTop; }
  draw(again = 0) {
    const sums = this.offsets();
    this.list.style.height = `${sums[this.count]}px`;
    const from = this.scroller.scrollTop - this.top();
    const anchor = this.count ? this.index(Math.max(from, 0)) : 0;
    const first = Math.max(anchor - OVER, 0);
    const last = Math.min(this.index(Math.max(from, 0) + this.scroller.clientHeight) + OVER, this.count - 1);
    for (const [i, node] of this.nodes) {
      if (i < first || i > last) { node.remove(); this.nodes.delete(i); }
    }
    let next = null;
    for (let i = last; i >= first; i--) {
      let node = this.nodes.get(i);
      if (!node) {
        node = this.make(i);
        this.nodes.set(i, node);
        this.window.insertBefore(node, next);
      }
      next = node;
    }
    this.window.style.transform = `translateY(${sums[first] || 0}px)`;
    this.first = first;
    this.last = last;
    let shift = 0, moved = false;
    for (let i = first; i <= last; i++) {
      const node = this.nodes.get(i);
      const height = node.getBoundingClientRect().height;
      if (Math.abs(height - this.heights[i]) > 0.5) {
        if (i < anchor) shift += height - this.heights[i];
        this.heights[i] = height;
        moved = true;
      }
    }
    if (moved) {
      this.sums = null;
      this.list.style.height = `${this.offsets()[this.count]}px`;
      this.window.style.transform = `translateY(${this.offsets()[first]}px)`;
      if (shift) this.scroller.scrollTop += shift;
      if (again < 3) this.draw(again + 1);
    }
  }
  refresh(index) {
    const old = this.nodes.get(index);
    if (!old) return;
    const node = this.make(index);
    old.replaceWith(node);
    this.nodes.set(index, node);
    const height = node.getBoundingClientRect().height;
    if (Math.abs(height - this.heights[index]) > 0.5) { this.heights[index] = height; this.sums = null; this.later(); }
  }
  show(index, place = 0.35) {
    for (let round = 0; round < 3; round++) {
      const sums = this.offsets(), view = this.scroller.clientHeight;
      const y = sums[index] + this.top() - this.scroller.scrollTop;
      const visible = y >= 0 && y + this.heights[index] <= view;
      if (visible && this.nodes.has(index)) return;
      this.scroller.scrollTop = Math.max(this.top() + sums[index] - view * place, 0);
      this.draw();
    }
  }
}
