// What is worth a look, and how much: the filters of the list and the order by risk.

import { N_ } from "./language.js";

const one = (row) => !row.s.length || !row.t.length;
const doubtful = (row, limit) => row.sure !== undefined && row.sure < limit && !one(row);
// Sentences that were put together without much certainty: one of them may be left out on the other side.
const LOOSE = 0.75;
export const loose = (row) => row.sure !== undefined && row.sure < LOOSE && row.s.length + row.t.length > 2 && !one(row);
export const grave = (findings) => (findings || []).some((f) => f.severity !== "note");

export const FILTERS = {
  all: { label: N_("All"), title: N_("Every row"), always: true, test: () => true },
  todo: {
    label: N_("To decide"), title: N_("Doubtful, put together loosely, one-sided or with a finding, and not confirmed"), always: true,
    test: (row, about) => Boolean(about.conflict) || (!row.mark && (one(row) || doubtful(row, about.limit) || loose(row) || grave(about.findings) || (row.sure === undefined && !row.mark))),
  },
  doubtful: { label: N_("Doubtful"), title: N_("Low confidence, not confirmed"), test: (row, about) => !row.mark && doubtful(row, about.limit) },
  one: { label: N_("One-sided"), title: N_("Without a translation, or without an original"), test: (row) => one(row) },
  finding: { label: N_("With findings"), title: N_("The checks say something of it"), test: (row, about) => grave(about.findings) },
  clash: { label: N_("Contradictions"), title: N_("Two people decided differently"), test: (row, about) => Boolean(about.conflict) },
  touched: { label: N_("Corrected"), title: N_("Corrections, notes, kept out of the memory"), test: (row) => Boolean(row.edit || row.note || row.out) },
  confirmed: { label: N_("Confirmed"), title: N_("Confirmed by a person"), test: (row) => Boolean(row.mark) },
};

// Higher is riskier. A confirmed row has none unless people contradict each other.
export function risk(row, about) {
  if (about.conflict) return 10;
  if (row.mark) return 0;
  const findings = about.findings || [];
  const worst = findings.some((f) => f.severity === "error") ? 3 : grave(findings) ? 1.5 : 0;
  if (one(row)) return 2 + worst;
  return worst + 3 * (1 - (row.sure === undefined ? 0.6 : row.sure)) + (row.s.length + row.t.length > 2 ? 0.2 : 0);
}
