// Findings that somebody takes on, with a reason and a last day: written to the policy, and taken out of it.

import { ask, say } from "./dom.js";
import { t, tn } from "./language.js";

export async function waive(desk, findings) {
  if (!findings.length) return false;
  const day = new Date(Date.now() + 180 * 864e5).toISOString().slice(0, 10);
  const given = await ask(tn("Accept this finding", "Accept {n} findings", findings.length), [
    { label: t("Reason"), name: "reason", required: true }, { label: t("Who takes it on"), name: "owner", value: desk.state.who, required: true },
    { label: t("Until"), name: "until", kind: "date", value: day, required: true }], t("Waive"));
  if (!given) return false;
  try {
    const { policy } = await desk.call("waive", { findings: findings.map((f) => ({ check: f.check, fingerprint: f.fingerprint })), ...given });
    say(policy ? t("Written to {file}", { file: policy }) : t("Waived."));
    desk.refresh();
  } catch (error) { say(error.message, "error"); return false; }
  return true;
}

// Waivers that speak of more than these findings go for all of them; that is said first.
export async function takeBack(desk, findings) {
  const waivers = [...new Map(findings.flatMap((f) => f.waivers.map((w) => [JSON.stringify(w), w]))).values()];
  if (!waivers.length) return false;
  const covered = desk.findings.findings.filter((f) => f.waivers.some((w) => waivers.some((one) => JSON.stringify(one) === JSON.stringify(w)))).length;
  if (covered > findings.length && !await ask(t("Take these waivers back?"), [], t("Take back"), t("They speak of {all} findings, not only of the {chosen} chosen.", { all: covered, chosen: findings.length }))) return false;
  try {
    const { policy } = await desk.call("unwaive", { waivers });
    say(policy ? t("Taken out of {file}", { file: policy }) : t("Taken back."));
    desk.refresh();
  } catch (error) { say(error.message, "error"); return false; }
  return true;
}
