import { expect } from "chai";
import fc from "fast-check";
import type { Change } from "../../../local/engine/change";
import { Deployment } from "../../../local/engine/deployment";
import type { Registration, ResourceOptions } from "../../../local/engine/registration";
import { Registry } from "../../../local/engine/registry";
import { LeftoverError } from "../../../local/engine/resourceError";
import type { Properties, ResourceContext } from "../../../local/engine/resourceHandler";
import { rejection } from "../../support/rejection";
import { FakeHandler, THING } from "./fakeHandler";

function thing(name: string, inputs: Properties = {}, options: ResourceOptions = {}): Registration {
  return { urn: `urn:pulumi:local::test::${THING}::${name}`, type: THING, name, inputs, options };
}

function setUp() {
  const handler = new FakeHandler();
  const deployment = new Deployment(new Registry([handler], []));
  /** One evaluation that succeeds; clears the journal before it. */
  const evaluate = async (...registrations: Registration[]): Promise<readonly Change[]> => {
    handler.journal.length = 0;
    const run = deployment.begin();
    for (const registration of registrations) await run.register(registration);
    return run.commit();
  };
  return { handler, deployment, evaluate };
}

const kinds = (changes: readonly Change[]) => changes.map(({ kind, name }) => `${kind} ${name}`);

describe("Deployment", () => {
  it("creates what is new and returns its id and state", async () => {
    const { handler, deployment } = setUp();

    const { id, state } = await deployment.begin().register(thing("a", { size: 1 }));

    expect(id).to.match(/^a-[0-9a-f]{7}$/);
    expect(state).to.deep.equal({ size: 1, arn: `arn:${id}` });
    expect(handler.journal).to.deep.equal(["create a"]);
  });

  it("leaves alone what is declared with equal inputs", async () => {
    const { handler, evaluate } = setUp();
    await evaluate(thing("a", { size: { x: [1, 2] } }));

    const changes = await evaluate(thing("a", { size: { x: [1, 2] } }));

    expect(changes).to.deep.equal([]);
    expect(handler.journal).to.deep.equal([]);
  });

  it("updates in place when a property outside of replaceOn changes, and names it", async () => {
    const { handler, deployment, evaluate } = setUp();
    await evaluate(thing("a", { size: 1 }));
    const before = deployment.find(thing("a").urn);

    const changes = await evaluate(thing("a", { size: 2 }));

    const after = deployment.find(thing("a").urn);
    expect(handler.journal).to.deep.equal(["update a"]);
    expect(changes.map(({ kind, properties }) => ({ kind, properties }))).to.deep.equal([
      { kind: "updated", properties: ["size"] },
    ]);
    expect(after?.id).to.equal(before?.id);
    expect(after?.state.size).to.equal(2);
  });

  it("replaces when a property of replaceOn changes: creates under a new name, deletes the old one at the end", async () => {
    const { handler, deployment, evaluate } = setUp();
    await evaluate(thing("a", { place: "here" }), thing("b"));
    const before = deployment.find(thing("a").urn)?.id;

    const changes = await evaluate(thing("a", { place: "there" }), thing("b", { size: 1 }));

    expect(handler.journal).to.deep.equal(["create a", "update b", "delete a"]);
    expect(kinds(changes)).to.deep.equal(["replaced a", "updated b"]);
    expect(deployment.find(thing("a").urn)?.id).to.not.equal(before);
  });

  it("asks a handler that reads files in every evaluation, and counts it as changed when its state has", async () => {
    const { handler, evaluate } = setUp();
    Object.assign(handler, { readsFiles: true });
    await evaluate(thing("a", { size: 1 }));

    const unchanged = await evaluate(thing("a", { size: 1 }));
    handler.fileContent = "edited";
    const changed = await evaluate(thing("a", { size: 1 }));

    expect(handler.journal).to.deep.equal(["update a"]);
    expect(kinds(unchanged)).to.deep.equal([]);
    expect(kinds(changed)).to.deep.equal(["updated a"]);
  });

  it("replaces on every change when the handler has no update", async () => {
    const { handler, evaluate } = setUp();
    Object.assign(handler, { update: undefined });
    await evaluate(thing("a", { size: 1 }));

    await evaluate(thing("a", { size: 2 }));

    expect(handler.journal).to.deep.equal(["create a", "delete a"]);
  });

  it("deletes first when the program gave the physical name, because two cannot share it", async () => {
    const { handler, evaluate } = setUp();
    await evaluate(thing("a", { name: "orders", place: "here" }));

    await evaluate(thing("a", { name: "orders", place: "there" }));

    expect(handler.journal).to.deep.equal(["delete a", "create a"]);
  });

  it("deletes first what has no name of its own, because its replacement would be the same thing", async () => {
    const { handler, evaluate } = setUp();
    Object.assign(handler, {
      create: async (context: ResourceContext, inputs: Properties) => {
        handler.journal.push(`create ${context.name}`);
        return { id: String(inputs.size), state: inputs };
      },
    });
    await evaluate(thing("a", { place: "here", size: 1 }));

    await evaluate(thing("a", { place: "there", size: 2 }));

    expect(handler.journal).to.deep.equal(["delete a", "create a"]);
  });

  it("does not delete what its replacement has overwritten under the same id", async () => {
    const { handler, evaluate } = setUp();
    const create = handler.create.bind(handler);
    Object.assign(handler, {
      create: async (...call: Parameters<typeof create>) => ({ ...(await create(...call)), id: "fixed" }),
    });
    await evaluate(thing("a", { place: "here" }));

    await evaluate(thing("a", { place: "there" }));

    expect(handler.journal).to.deep.equal(["create a"]);
  });

  it("deletes what is no longer declared, newest first", async () => {
    const { handler, evaluate } = setUp();
    await evaluate(thing("a"), thing("b"), thing("c"), thing("d"));

    const changes = await evaluate(thing("c"));

    expect(handler.journal).to.deep.equal(["delete d", "delete b", "delete a"]);
    expect(kinds(changes)).to.deep.equal(["deleted d", "deleted b", "deleted a"]);
  });

  it("deletes nothing after a failed evaluation and goes on with what it had", async () => {
    const { handler, deployment, evaluate } = setUp();
    await evaluate(thing("a"), thing("b", { size: 1 }));
    handler.failing.add("update b");
    const run = deployment.begin();

    const error = await rejection(run.register(thing("b", { size: 2 })));
    const changes = await run.abandon();

    expect(error.message).to.equal(`${THING} "b": no update b today`);
    expect(changes).to.deep.equal([]);
    expect(deployment.find(thing("a").urn)).to.not.equal(undefined);
    expect(deployment.find(thing("b").urn)?.inputs).to.deep.equal({ size: 1 });
  });

  it("tries what failed again in the next evaluation", async () => {
    const { handler, deployment, evaluate } = setUp();
    handler.failing.add("create a");
    await rejection(deployment.begin().register(thing("a")));
    handler.failing.clear();

    const changes = await evaluate(thing("a"));

    expect(kinds(changes)).to.deep.equal(["created a"]);
  });

  it("keeps what was replaced in a failed evaluation until one succeeds", async () => {
    const { handler, deployment, evaluate } = setUp();
    await evaluate(thing("a", { place: "here" }));
    const run = deployment.begin();
    await run.register(thing("a", { place: "there" }));
    await run.abandon();
    expect(handler.journal).to.deep.equal(["create a", "create a"]);

    await evaluate(thing("a", { place: "there" }));

    expect(handler.journal).to.deep.equal(["delete a"]);
  });

  it("lists everything that could not be deleted, deletes the rest, and tries again next time", async () => {
    const { handler, deployment, evaluate } = setUp();
    await evaluate(thing("a"), thing("b"), thing("c"));
    handler.failing.add("delete b");

    const error = await rejection(evaluate());
    handler.failing.clear();
    const changes = await evaluate();

    expect(error.message).to.equal(`${THING} "b": cannot be deleted: no delete b today`);
    expect(kinds(changes)).to.deep.equal(["deleted b"]);
    expect(deployment.find(thing("a").urn)).to.equal(undefined);
  });

  it("waits for registrations that are under way before an evaluation is abandoned", async () => {
    const { handler, deployment } = setUp();
    let release = () => {};
    handler.held.set("create a", new Promise((resolve) => (release = resolve)));
    const run = deployment.begin();
    const registered = run.register(thing("a"));

    const abandoned = run.abandon();
    release();

    expect(kinds(await abandoned)).to.deep.equal(["created a"]);
    await registered;
  });

  it("refuses two resources of one URN", async () => {
    const { deployment } = setUp();
    const run = deployment.begin();
    await run.register(thing("a"));

    const error = await rejection(run.register(thing("a")));

    expect(error.message).to.equal(
      `${THING} "a": Duplicate resource URN 'urn:pulumi:local::test::${THING}::a'; try giving it a unique name`,
    );
  });

  it("refuses to replace or delete what is protected", async () => {
    const { handler, deployment, evaluate } = setUp();
    await evaluate(thing("a", { place: "here" }, { protect: true }));

    const replacing = await rejection(deployment.begin().register(thing("a", { place: "there" }, { protect: true })));
    const deleting = await rejection(evaluate());

    expect(replacing.message).to.equal(
      `${THING} "a": a change of place replaces it, but it is protected: ` +
        "set `protect` to false in an evaluation of its own first",
    );
    expect(deleting.message).to.contain(`${THING} "a": cannot be deleted: it is protected`);
    expect(handler.journal).to.deep.equal([]);
  });

  it("refuses to replace or delete what its handler says is going to refuse, before it makes anything", async () => {
    const { handler, deployment, evaluate } = setUp();
    await evaluate(thing("a", { place: "here", secret: "guarded" }));
    const before = deployment.find(thing("a").urn);

    const unguarded = await rejection(evaluate(thing("a", { place: "there" })));
    const deleteFirst = await rejection(
      evaluate(thing("a", { place: "there", secret: "guarded" }, { deleteBeforeReplace: true })),
    );
    const undone = await evaluate(thing("a", { place: "here", secret: "guarded" }));
    const deleting = await rejection(evaluate());

    const message = (properties: string) =>
      `${THING} "a": a change of ${properties} replaces it, but its guard is up: lower it first`;
    expect(unguarded.message).to.equal(message("place, secret"));
    expect(deleteFirst.message).to.equal(message("place"));
    expect(undone).to.deep.equal([]);
    expect(deleting.message).to.equal(`${THING} "a": cannot be deleted: its guard is up: lower it first`);
    expect(handler.journal).to.deep.equal([]);
    expect(deployment.find(thing("a").urn)).to.equal(before);
  });

  it("replaces what is to be retained, however it would take its deletion", async () => {
    const { handler, evaluate } = setUp();
    await evaluate(thing("a", { place: "here", secret: "guarded" }, { retainOnDelete: true }));

    const changes = await evaluate(thing("a", { place: "there" }, { retainOnDelete: true }));

    expect(kinds(changes)).to.deep.equal(["replaced a"]);
    expect(handler.journal).to.deep.equal(["create a"]);
  });

  it("keeps the last state that a program declared where what was replaced cannot be deleted, and tries that again", async () => {
    const { handler, deployment, evaluate } = setUp();
    await evaluate(thing("a", { place: "here" }), thing("gone"));
    const id = deployment.find(thing("a").urn)?.id;
    handler.failing.add("delete a");

    const error = await rejection(evaluate(thing("a", { place: "there" })));
    const undo = await rejection(evaluate(thing("a", { place: "here" })));
    handler.failing.clear();
    const changes = await evaluate(thing("a", { place: "here" }));

    const left = `${THING} "a": ${id}, which was replaced, cannot be deleted: no delete a today`;
    expect(error).to.be.an.instanceOf(LeftoverError).with.property("message", left);
    expect(kinds((error as LeftoverError).changes)).to.deep.equal(["replaced a", "deleted gone"]);
    expect(undo).to.be.an.instanceOf(LeftoverError);
    expect(undo.message.split("\n")).to.have.lengthOf(2).and.to.include(left);
    expect(changes).to.deep.equal([]);
    expect(handler.journal).to.deep.equal(["delete a", "delete a"]);
    expect([...handler.existing]).to.deep.equal([deployment.find(thing("a").urn)?.id]);
  });

  it("tries to delete what was replaced again when the program no longer declares it either", async () => {
    const { handler, evaluate } = setUp();
    await evaluate(thing("a", { place: "here" }));
    handler.failing.add("delete a");
    await rejection(evaluate(thing("a", { place: "there" })));
    await rejection(evaluate());
    handler.failing.clear();

    const changes = await evaluate();

    expect(kinds(changes)).to.deep.equal(["deleted a"]);
    expect([...handler.existing]).to.deep.equal([]);
  });

  it("never gives a name twice, whatever is left of those that had it before", async () => {
    const { handler, evaluate } = setUp();
    await evaluate(thing("a", { place: "here" }));
    handler.failingLate.add("create a");
    await rejection(evaluate(thing("a", { place: "there" })));
    handler.failingLate.clear();
    handler.failing.add("delete a");
    await rejection(evaluate(thing("a", { place: "there" })));
    await rejection(evaluate());
    await rejection(evaluate(thing("a", { place: "here" })));
    handler.failing.clear();

    await evaluate(thing("a", { place: "here" }));
    await evaluate();
    const changes = await evaluate(thing("a", { place: "here" }));

    expect(kinds(changes)).to.deep.equal(["created a"]);
    expect([...handler.existing]).to.have.lengthOf(2);
  });

  it("refuses what is registered after the end of an evaluation, which would interfere with the next", async () => {
    const { handler, deployment } = setUp();
    const run = deployment.begin();
    await run.abandon();

    const error = await rejection(run.register(thing("a")));

    expect(error.message).to.equal(`${THING} "a": the evaluation that declares it has ended`);
    expect(handler.journal).to.deep.equal([]);
  });

  it("forgets instead of deleting with retainOnDelete", async () => {
    const { handler, deployment, evaluate } = setUp();
    await evaluate(thing("a", {}, { retainOnDelete: true }));

    await evaluate();

    expect(handler.journal).to.deep.equal([]);
    expect(deployment.find(thing("a").urn)).to.equal(undefined);
  });

  it("deletes chosen resources, the newest first, protected or not, and leaves the others", async () => {
    const { handler, deployment, evaluate } = setUp();
    const [a, b, c] = [
      thing("a", {}, { retainOnDelete: true }),
      thing("b"),
      thing("c", {}, { protect: true }),
    ] as const;
    await evaluate(a, b, c);
    handler.journal.splice(0);

    const changes = await deployment.delete(new Set([a.urn, c.urn]));

    expect(kinds(changes)).to.deep.equal(["deleted c", "deleted a"]);
    expect(handler.journal).to.deep.equal(["delete c", "delete a"]);
    expect(deployment.resources.map(({ name }) => name)).to.deep.equal(["b"]);
  });

  it("keeps the first value of a property under ignoreChanges", async () => {
    const { handler, deployment, evaluate } = setUp();
    await evaluate(thing("a", { size: 1 }));

    await evaluate(thing("a", { size: 2 }, { ignoreChanges: ["size"] }));

    expect(handler.journal).to.deep.equal([]);
    expect(deployment.find(thing("a").urn)?.state.size).to.equal(1);
  });

  it("replaces on a property of replaceOnChanges", async () => {
    const { handler, evaluate } = setUp();
    await evaluate(thing("a", { size: 1 }));

    await evaluate(thing("a", { size: 2 }, { replaceOnChanges: ["size"] }));

    expect(handler.journal).to.deep.equal(["create a", "delete a"]);
  });

  it("refuses a path in ignoreChanges, which it cannot honour", async () => {
    const { deployment } = setUp();

    const error = await rejection(deployment.begin().register(thing("a", {}, { ignoreChanges: ["size.x"] })));

    expect(error.message).to.contain('ignoreChanges: "size.x" is a path');
  });

  it("gives the same program the same names in every start", async () => {
    const first = setUp();
    const second = setUp();

    const one = await first.deployment.begin().register(thing("a"));
    const other = await second.deployment.begin().register(thing("a"));

    expect(one.id).to.equal(other.id);
  });

  it("cuts the logical name to fit AWS's limit, and keeps the digits", async () => {
    const { deployment } = setUp();

    const { id } = await deployment.begin().register(thing("x".repeat(100)));

    expect(id).to.match(/^x{56}-[0-9a-f]{7}$/);
  });

  it("refuses a physical name that is too long", async () => {
    const { deployment } = setUp();

    const error = await rejection(deployment.begin().register(thing("a", { name: "y".repeat(65) })));

    expect(error.message).to.contain("must be a string of 1 to 64 characters");
  });

  it("holds exactly what the last evaluation declared, whatever came before", async () => {
    const declared = fc.dictionary(
      fc.constantFrom("a", "b", "c", "d"),
      fc.record({ size: fc.nat(2), place: fc.constantFrom("here", "there") }),
    );

    await fc.assert(
      fc.asyncProperty(fc.array(declared, { minLength: 1, maxLength: 5 }), async (evaluations) => {
        const { deployment, evaluate } = setUp();
        for (const names of evaluations) {
          await evaluate(...Object.entries(names).map(([name, inputs]) => thing(name, inputs)));
        }

        const last = evaluations.at(-1) ?? {};
        for (const name of ["a", "b", "c", "d"]) {
          expect(deployment.find(thing(name).urn)?.inputs).to.deep.equal(last[name]);
        }
      }),
    );
  });
});
