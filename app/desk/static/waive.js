// Findings that somebody takes on, with a reason and a last day: written to the policy.

import { ask, say } from "./dom.js";

export async function waive(desk, findings) {
  if (!findings.length) return false;
  const day = new Date(Date.now() + 180 * 864e5).toISOString().slice(0, 10);
  const given = await ask(findings.length === 1 ? "Accept this finding" : `Accept ${findings.length} findings`, [
    { label: "Reason", name: "reason", required: true }, { label: "Who takes it on", name: "owner", value: desk.state.who, required: true },
    { label: "Until", name: "until", kind: "date", value: day, required: true }], "Waive");
  if (!given) return false;
  try {
    const { policy } = await desk.call("waive", { findings: findings.map((f) => ({ check: f.check, fingerprint: f.fingerprint })), ...given });
    say(`Written to ${policy}`);
    desk.refresh();
  } catch (error) { say(error.message, "error"); return false; }
  return true;
}
