import { expect } from "chai";
import { ApiError, wordsOf } from "../../../../web/portal/api/client";
import { wait } from "../../../../web/portal/api/wait";
import { type Polled, poll } from "../../../../web/portal/logic/polling";
import { rejection } from "../../../support/rejection";

/** Polls until the answers are over. */
async function polled(answers: (number | Error)[]) {
  const seen: Polled<number>[] = [];
  const pauses: number[] = [];
  const controller = new AbortController();
  await poll<number>({
    read: async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer as number;
    },
    wait: async (ms) => {
      pauses.push(ms);
      if (answers.length === 0) controller.abort();
    },
    wordsOf,
    signal: controller.signal,
    onChange: (now) => seen.push(now),
  });
  return { seen, pauses };
}

describe("poll", () => {
  it("reads every two seconds", async () => {
    const { seen, pauses } = await polled([1, 2]);

    expect(seen).to.deep.equal([{ value: 1 }, { value: 2 }]);
    expect(pauses).to.deep.equal([2_000, 2_000]);
  });

  it("keeps the last value when reading fails, asks less and less often, and recovers", async () => {
    const away = new ApiError("no connection", 0);
    const { seen, pauses } = await polled([1, away, away, away, away, away, 7]);

    expect(seen[1]).to.deep.equal({ value: 1, problem: "no connection" });
    expect(seen.at(-1)).to.deep.equal({ value: 7 });
    expect(pauses).to.deep.equal([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 2_000]);
  });

  it("ends when it is refused for good", async () => {
    const { seen, pauses } = await polled([new ApiError("You are not allowed to do this.", 403), 1]);

    expect(seen).to.deep.equal([{ problem: "You are not allowed to do this." }]);
    expect(pauses).to.deep.equal([]);
  });
});

describe("wait", () => {
  it("ends at once when it is aborted, before or while it waits", async () => {
    const controller = new AbortController();
    const waiting = rejection(wait(1e9, controller.signal));

    controller.abort();

    expect((await waiting).name).to.equal("AbortError");
    expect((await rejection(wait(1e9, controller.signal))).name).to.equal("AbortError");
  });

  it("ends by itself", async () => {
    expect(await wait(0, new AbortController().signal)).to.equal(undefined);
  });
});
