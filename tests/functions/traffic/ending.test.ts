import type { ECSClient } from "@aws-sdk/client-ecs";
import { expect } from "chai";
import { endOfTraffic, endService } from "../../../functions/traffic/ending";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";

function setUp(answers: readonly unknown[]) {
  const clock = new HeldClock(0);
  const calls: object[] = [];
  const warnings: string[] = [];
  const rest = [...answers];
  const ecs = {
    async send({ input }: { input: object }) {
      calls.push(input);
      const answer = rest.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  } as unknown as ECSClient;
  const log = { warn: (text: string) => void warnings.push(text) };
  return { calls, clock, warnings, parts: { ecs, cluster: "load", service: "run-1", clock, random: () => 0.5, log } };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("endOfTraffic", () => {
  it("counts from the moment when ECS made the service", async () => {
    const { calls, parts } = setUp([{ services: [{ createdAt: new Date(5_000) }] }]);

    expect(await endOfTraffic(parts, 60_000)).to.equal(65_000);
    expect(calls).to.deep.equal([{ cluster: "load", services: ["run-1"] }]);
  });

  it("fails where there is no such service", async () => {
    const error = await rejection(endOfTraffic(setUp([{ services: [] }]).parts, 1));

    expect(error.message).to.equal("ECS knows no service run-1 in load");
  });
});

describe("endService", () => {
  it("lets the service have no tasks, and tries again until that has worked", async () => {
    const { calls, clock, warnings, parts } = setUp([new Error("throttled"), new Error("throttled"), {}]);

    const ending = endService(parts, new AbortController().signal);
    for (let second = 0; second < 3; second++) {
      await turn();
      clock.advance(1000);
    }
    await ending;

    expect(calls).to.deep.equal(
      Array.from({ length: 3 }, () => ({ cluster: "load", service: "run-1", desiredCount: 0 })),
    );
    expect(warnings).to.have.length(2);
  });

  it("gives up when it is told to stop", async () => {
    const { calls, parts } = setUp([new Error("denied")]);
    const stopping = new AbortController();

    const ending = endService(parts, stopping.signal);
    await turn();
    stopping.abort();
    await ending;

    expect(calls).to.have.length(1);
  });
});
