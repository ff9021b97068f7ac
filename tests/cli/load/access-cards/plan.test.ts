import { expect } from "chai";
import { type Areas, otherGate, type Person, planCrowd, planPeople } from "../../../../cli/load/access-cards/plan";

const AREAS: Areas = {
  hq: { gates: ["hq-1", "hq-2", "hq-3"] },
  lab: { gates: ["lab-1"] },
  vault: { gates: ["vault-1"], maxOccupancy: 10 },
};
const OPTIONS = { people: 1_000, areas: AREAS, seed: 3, runId: "run" };

const habitsOf = (people: readonly Person[]) => {
  const counts: Record<string, number> = {};
  for (const { habit } of people) counts[habit] = (counts[habit] ?? 0) + 1;
  return counts;
};

describe("the plan of people", () => {
  it("has exact shares of every habit", () => {
    const people = planPeople({ ...OPTIONS, areas: { hq: { gates: ["hq-1"] } } });

    expect(habitsOf(people)).to.deep.equal({
      ...{ ordinary: 600, stays: 60, blocked: 20, unknown: 20, astray: 10, again: 30, twin: 100 },
      ...{ "lost-answer": 40, "late-exit": 60, "double-exit": 40, back: 20 },
    });
  });

  it("gives everybody a card of the run, and gates of one area", () => {
    const people = planPeople(OPTIONS);

    expect(new Set(people.map(({ cardId }) => cardId)).size).to.equal(1_000);
    expect(people.every(({ cardId }) => cardId.startsWith("run-c"))).to.equal(true);
    expect(people.every(({ area, gates }) => gates.every((gate) => AREAS[area]?.gates.includes(gate)))).to.equal(true);
  });

  it("uses every gate", () => {
    const gates = planPeople(OPTIONS).flatMap((person) => person.gates);

    expect(new Set(gates)).to.deep.equal(new Set(["hq-1", "hq-2", "hq-3", "lab-1", "vault-1"]));
  });

  it("is the same for the same seed, and another for another", () => {
    const [first, second, other] = [3, 3, 4].map((seed) => planPeople({ ...OPTIONS, seed }));

    expect(second).to.deep.equal(first);
    expect(other).not.to.deep.equal(first);
  });

  it("crowds more people into a limited area than it holds, and nobody else", () => {
    const inVault = planPeople(OPTIONS).filter(({ area }) => area === "vault");

    expect(habitsOf(inVault)).to.deep.equal({ crowd: 15 });
  });

  it("leaves a limited area alone that few people could not fill", () => {
    const people = planPeople({ ...OPTIONS, people: 50 });

    expect(people.some(({ area }) => area === "vault")).to.equal(false);
  });

  it("meets every case with few people, and none with very few", () => {
    expect(Object.keys(habitsOf(planPeople({ ...OPTIONS, people: 25 })))).to.have.length(11);
    expect(habitsOf(planPeople({ ...OPTIONS, people: 24 }))).to.deep.equal({ ordinary: 24 });
  });

  it("needs an area that everybody may enter", () => {
    const { vault } = AREAS;

    expect(() => planPeople({ ...OPTIONS, areas: { vault: vault ?? { gates: [] } } })).to.throw(
      "a simulation needs an area without maxOccupancy",
    );
  });

  it("numbers a second crowd's cards behind the first's", () => {
    const [first, second] = [planCrowd({ ...OPTIONS, people: 2 }), planCrowd({ ...OPTIONS, people: 1 }, 2)];

    expect([...first, ...second].map(({ cardId }) => cardId)).to.deep.equal(["run-c0", "run-c1", "run-c2"]);
  });

  it("finds another gate of an area, where there is one", () => {
    const [person] = planCrowd({ ...OPTIONS, areas: { hq: { gates: ["hq-1"] } } });
    if (person === undefined) throw new Error("nobody is planned");

    expect(otherGate(person, { gates: ["hq-1", "hq-2"] })).to.equal("hq-2");
    expect(otherGate(person, { gates: ["hq-1"] })).to.equal("hq-1");
  });
});
