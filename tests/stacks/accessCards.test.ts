import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { buildPortal } from "../../cli/build";
import type { AccessCardsSettings } from "../../stacks/access-cards/settings";
import { createAccessCards } from "../../stacks/access-cards/system";
import { runProgram } from "../support/program";

const SETTINGS: AccessCardsSettings = {
  areas: { hq: { gates: ["hq-1"] }, vault: { gates: ["vault-1"], maxOccupancy: 2 } },
  devices: ["controller-1"],
  portal: { users: [{ email: "hr@example.com", password: "Local-hr-2026!", groups: ["hr"] }] },
};

describe("the system access-cards", () => {
  let outputs: Readonly<Record<string, unknown>>;

  before(async function () {
    this.timeout(120_000);
    await buildPortal(path.join(__dirname, "..", ".."));
    const run = await runProgram(() => createAccessCards(SETTINGS));
    expect(run.errors).to.deep.equal([]);
    outputs = await new Promise((known) =>
      pulumi.output(run.result).apply((value) => known(value as unknown as Record<string, unknown>)),
    );
  });

  it("names where to go in, what it keeps, and where to look when something has failed", () => {
    expect(outputs).to.include({
      antiPassback: "hard",
      cardTableName: "cards-cards-name",
      occupancyTableName: "cards-occupancy-name",
      ledgerTableName: "cards-archive-ledger-name",
      streamName: "cards-events-name",
      userPoolId: "cards-portal-users-id",
      userPoolClientId: "cards-portal-client-id",
    });
    expect(outputs.areas).to.deep.equal(SETTINGS.areas);
    expect(Object.keys(outputs.topicArns as object)).to.have.members(["cardRegistered", "entered", "left", "denied"]);
    expect(Object.keys(outputs.failureQueueUrls as object)).to.have.members([
      ...["impossible", "projector", "announcer", "outbox", "occupancy", "commands", "ledger", "counter"],
    ]);
  });

  it("names the alarm that each artificial error shows on", () => {
    expect(outputs.faultAlarmNames).to.deep.equal({
      "wrong-model": "cards-api-wrong-model-name",
      "impossible-data": "cards-impossible-name",
      "failed-authorisation": "cards-api-wrong-key-name",
      slow: "cards-api-slow-name",
    });
  });

  for (const missing of ["areas", "devices"] as const) {
    it(`refuses to run without ${missing}`, async () => {
      const { [missing]: _, ...others } = SETTINGS;

      const { errors } = await runProgram(() => createAccessCards(others));

      expect(errors).to.deep.equal([
        "access-cards: the settings must say which areas there are, with their gates, and which devices call the API: " +
          "sluice:accessCards.areas and sluice:accessCards.devices",
      ]);
    });
  }
});
