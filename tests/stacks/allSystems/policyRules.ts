import path from "node:path";
import { expect } from "chai";
import { readExceptions } from "../../../cli/policy";
import { checkStack } from "../../../policies/check";
import { plannedResources } from "../../support/plannedResources";
import type { Run } from "../../support/program";

const ROOT = path.join(__dirname, "..", "..", "..");

/**
 * Tests of the rules of `policies/` over all systems.
 * @param evaluation of all systems, which several groups share
 */
export function testPolicyRules(evaluation: () => Promise<Run<unknown>>): void {
  it("are kept but for the exceptions that are written down, of which each is needed", async function () {
    this.timeout(240_000);
    const resources = plannedResources(await evaluation());

    const { violations, unused } = checkStack(resources, readExceptions(ROOT));

    expect(resources.length).to.be.greaterThan(500);
    expect(violations.map(({ rule, type, name, message }) => `${rule} ${type} ${name}: ${message}`)).to.deep.equal([]);
    expect(unused).to.deep.equal([]);
  });
}
