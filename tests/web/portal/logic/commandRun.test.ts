import { expect } from "chai";
import { ApiError } from "../../../../web/portal/api/client";
import type { CommandState } from "../../../../web/portal/api/types";
import { type CommandRun, runCommand } from "../../../../web/portal/logic/commandRun";

async function run(answerTo: (look: number) => CommandState | Error, options: { send?: Error } = {}) {
  const seen: CommandRun[] = [];
  let looks = 0;
  const outcome = await runCommand({
    api: {
      command: async () => {
        const answer = answerTo(++looks);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    send: async () => {
      if (options.send) throw options.send;
      return { command_id: "c" };
    },
    wait: async () => {},
    signal: new AbortController().signal,
    onChange: (state) => seen.push(state),
  });
  return { seen, outcome, looks };
}

describe("runCommand", () => {
  it("follows a command until it is done", async () => {
    const { seen, outcome } = await run((look) => ({ status: look < 3 ? "pending" : "done" }));

    expect(seen).to.deep.equal([
      { phase: "sending" },
      { phase: "pending", slow: false },
      { phase: "pending", slow: false },
      { phase: "pending", slow: false },
      { phase: "done" },
    ]);
    expect(outcome).to.deep.equal({ phase: "done" });
  });

  it("tells why it was refused", async () => {
    const { outcome } = await run(() => ({ status: "refused", reason: "card-exists" }));

    expect(outcome).to.deep.equal({ phase: "refused", reason: "card-exists" });
  });

  it("says when it takes longer than usual, and in the end that nobody knows", async () => {
    const { seen, outcome, looks } = await run(() => ({ status: "pending" }));

    expect(seen.filter((state) => state.phase === "pending" && state.slow)).to.have.length(90);
    expect(looks).to.equal(100);
    expect(outcome).to.deep.equal({
      phase: "failed",
      reason: "It has been sent, but its outcome is not known yet. Look at the list of cards later.",
    });
  });

  it("looks again when the connection fails for a moment, and gives up after five times", async () => {
    const away = new ApiError("no connection", 0);
    const back = await run((look) => (look < 5 ? away : { status: "done" }));
    const gone = await run(() => away);

    expect(back.outcome).to.deep.equal({ phase: "done" });
    expect(gone.outcome).to.deep.equal({ phase: "failed", reason: "no connection" });
    expect(gone.looks).to.equal(5);
  });

  it("says what kept it from being sent", async () => {
    const { seen } = await run(() => ({ status: "done" }), {
      send: new ApiError("You are not allowed to do this.", 403),
    });

    expect(seen).to.deep.equal([{ phase: "sending" }, { phase: "failed", reason: "You are not allowed to do this." }]);
  });
});
