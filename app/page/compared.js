document.body.prepend(chooser());
use(preferred());
const boxes = Array.from(document.querySelectorAll("#kinds input"));
function show() {
  const chosen = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  for (const row of document.querySelectorAll("tbody tr")) row.hidden = !chosen.has(row.dataset.kind);
}
for (const box of boxes) box.addEventListener("change", show);
show();
