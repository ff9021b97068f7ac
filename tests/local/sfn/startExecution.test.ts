import { ListExecutionsCommand } from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { type SfnUnderTest, single, startSfn } from "./sfnUnderTest";

describe("a state machine that starts another", () => {
  let under: SfnUnderTest;
  let waiter: string;

  beforeEach(async () => {
    under = await startSfn();
    waiter = await under.deploy(single({ Type: "Wait", Seconds: 60 }));
  });

  afterEach(() => under.stop());

  const starter = (parameters: object = {}) =>
    single({
      Type: "Task",
      Resource: "arn:aws:states:::states:startExecution",
      Parameters: { StateMachineArn: waiter, "Name.$": "$.name", Input: { "id.$": "$.id" }, ...parameters },
    });

  async function started(): Promise<string[]> {
    const { executions = [] } = await under.client.send(new ListExecutionsCommand({ stateMachineArn: waiter }));
    return executions.map(({ name }) => name ?? "");
  }

  it("starts it, and goes on without waiting for its end", async () => {
    under.allow("states:StartExecution", waiter);

    const { status, output } = await under.run(starter(), { name: "first", id: 1 });

    expect(status).to.equal("SUCCEEDED");
    expect(JSON.parse(output ?? "")).to.include({
      ExecutionArn: waiter.replace("stateMachine", "execution").concat(":first"),
    });
    expect(await started()).to.deep.equal(["first"]);
  });

  it("starts nothing twice by the same name with the same input", async () => {
    under.allow("states:StartExecution", waiter);

    const runs = [1, 2].map(() => under.run(starter(), { name: "first", id: 1 }));

    expect((await Promise.all(runs)).map(({ status }) => status)).to.deep.equal(["SUCCEEDED", "SUCCEEDED"]);
    expect(await started()).to.deep.equal(["first"]);
  });

  it("is told, by the name that a catcher needs, of a name that is taken", async () => {
    under.allow("states:StartExecution", waiter);
    await under.run(starter(), { name: "first", id: 1 });

    const { error } = await under.run(starter(), { name: "first", id: 2 });

    expect(error).to.equal("StepFunctions.ExecutionAlreadyExistsException");
  });

  it("may not without permission", async () => {
    const { error, cause } = await under.run(starter(), { name: "first", id: 1 });

    expect(error).to.equal("StepFunctions.AWSStepFunctionsException");
    expect(cause).to.include("states:StartExecution");
    expect(await started()).to.deep.equal([]);
  });

  it("cannot wait for its end, nor pass what is not known", async () => {
    const waits = single({
      Type: "Task",
      Resource: "arn:aws:states:::states:startExecution.sync",
      Parameters: { StateMachineArn: waiter },
    });

    const failures = await Promise.all(
      [waits, starter({ TraceHeader: "x" })].map((definition) =>
        under.deploy(definition).catch((error: Error) => error.message),
      ),
    );

    expect(failures[0]).to.include("states:startExecution.sync is not supported locally");
    expect(failures[1]).to.include(
      "the parameter TraceHeader of arn:aws:states:::states:startExecution is not supported",
    );
  });
});
