import { expect } from "chai";
import { keptOf } from "../../../local/console/kept";
import type { ProgramView } from "../../../local/console/parts";
import { Places } from "../../../local/console/places";
import type { Resource } from "../../../local/engine/deployment";

const queue = (name: string, state: Record<string, unknown> = {}): Resource => ({
  ...{ urn: `urn:${name}`, type: "aws:sqs/queue:Queue", name, id: name, inputs: {} },
  state: { name, arn: `arn:aws:sqs:us-east-1:000000000000:${name}`, ...state },
});

describe("what is kept of a program", () => {
  let resources: Resource[];
  let section: string | undefined;
  const program: ProgramView = { resources: () => [...resources], sectionOf: () => section };

  beforeEach(() => {
    resources = [queue("orders"), queue("dead")];
    section = undefined;
  });

  it("is made once, however often pages look", () => {
    let made = 0;
    const kept = keptOf((of: ProgramView) => {
      made += 1;
      return new Places(of);
    });

    expect(kept(program)).to.equal(kept(program));
    expect(made).to.equal(1);
  });

  it("is made anew when a resource changes, comes, goes or finds its section", () => {
    const kept = keptOf((of: ProgramView) => new Places(of));
    const names = () => kept(program).all.map(({ name, system = "-" }) => `${system} ${name}`);
    const found = [names()];
    resources = [queue("orders"), queue("dead", { name: "other" })];
    found.push(names());
    resources = [...resources, queue("third")];
    found.push(names());
    resources = resources.slice(1);
    found.push(names());
    section = "shop";
    found.push(names());

    expect(found).to.deep.equal([
      ["- orders", "- dead"],
      ["- orders", "- other"],
      ["- orders", "- other", "- third"],
      ["- other", "- third"],
      ["shop other", "shop third"],
    ]);
  });
});
