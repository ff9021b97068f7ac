import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  type SFNClient,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { ROLE_ARN, type SfnUnderTest, single, startSfn } from "./sfnUnderTest";

const CALLER = "arn:aws:iam::000000000000:role/caller";
const MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:flow";
const definition = JSON.stringify(single({ Type: "Succeed" }));
const other = JSON.stringify(single({ Type: "Pass" }));

describe("state machines by the API", () => {
  let under: SfnUnderTest;
  let client: SFNClient;

  beforeEach(async () => {
    under = await startSfn();
    const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    under.iam.putRole({ arn: CALLER, name: "caller", trustPolicy: JSON.stringify({ Statement: trust }) });
    client = under.clientOf(under.iam.assumeRole(CALLER, "caller", "lambda.amazonaws.com").credentials);
  });

  afterEach(() => under.stop());

  function allow(...statements: object[]): void {
    const Statement = statements.map((statement) => ({ Effect: "Allow", ...statement }));
    under.iam.putRolePolicy(CALLER, "own", JSON.stringify({ Statement }));
  }

  const passRole = {
    Action: "iam:PassRole",
    Resource: ROLE_ARN,
    Condition: { StringEquals: { "iam:PassedToService": "states.amazonaws.com" } },
  };
  const create = () => client.send(new CreateStateMachineCommand({ name: "flow", definition, roleArn: ROLE_ARN }));

  it("are made, changed, listed and deleted by a role that may", async () => {
    const actions = ["Create", "Update", "Delete", "Describe"].map((verb) => `states:${verb}StateMachine`);
    allow(passRole, { Action: actions, Resource: MACHINE }, { Action: "states:ListStateMachines", Resource: "*" });

    await create();
    await client.send(new UpdateStateMachineCommand({ stateMachineArn: MACHINE, definition: other }));
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }));
    await client.send(new DeleteStateMachineCommand({ stateMachineArn: MACHINE }));
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));

    expect(described.definition).to.equal(other);
    expect(stateMachines).to.deep.equal([]);
  });

  it("are not made by a role that may not create them", async () => {
    allow(passRole);

    const { name, message } = await rejection(create());

    expect(name).to.equal("AccessDeniedException");
    expect(message).to.contain(`is not authorized to perform: states:CreateStateMachine on resource: ${MACHINE}`);
  });

  it("are not made by a role that may not pass theirs", async () => {
    allow({ Action: "states:CreateStateMachine", Resource: MACHINE });

    const { message } = await rejection(create());

    expect(message).to.contain(`is not authorized to perform: iam:PassRole on resource: ${ROLE_ARN}`);
  });

  it("need no role to pass where a change leaves it as it is", async () => {
    await under.client.send(new CreateStateMachineCommand({ name: "flow", definition, roleArn: ROLE_ARN }));
    allow({ Action: "states:UpdateStateMachine", Resource: MACHINE });

    await client.send(new UpdateStateMachineCommand({ stateMachineArn: MACHINE, definition: other }));
    const { message } = await rejection(
      client.send(new UpdateStateMachineCommand({ stateMachineArn: MACHINE, roleArn: ROLE_ARN })),
    );

    expect(message).to.contain("iam:PassRole");
  });

  it("are checked for those who may have definitions checked", async () => {
    const validate = () => client.send(new ValidateStateMachineDefinitionCommand({ definition }));

    const { message } = await rejection(validate());
    allow({ Action: "states:ValidateStateMachineDefinition", Resource: "*" });
    const { result } = await validate();

    expect(message).to.contain("states:ValidateStateMachineDefinition");
    expect(result).to.equal("OK");
  });

  it("of the program have its tags", async () => {
    const resourceArn = await under.deploy(single({ Type: "Succeed" }), { tagsAll: { team: "a", app: "b" } });

    const { tags } = await under.client.send(new ListTagsForResourceCommand({ resourceArn }));

    expect(tags).to.deep.equal([
      { key: "team", value: "a" },
      { key: "app", value: "b" },
    ]);
  });

  it("take tags from those who may tag them", async () => {
    allow(passRole, { Action: "states:CreateStateMachine", Resource: MACHINE });

    const { message } = await rejection(
      client.send(
        new CreateStateMachineCommand({
          name: "flow",
          definition,
          roleArn: ROLE_ARN,
          tags: [{ key: "a", value: "b" }],
        }),
      ),
    );

    expect(message).to.contain("states:TagResource");
  });

  it("of the program's and of calls stand side by side: a name is taken once", async () => {
    const arn = await under.deploy(single({ Type: "Succeed" }), { name: "flow" });

    const { name } = await rejection(
      under.client.send(new CreateStateMachineCommand({ name: "flow", definition: other, roleArn: ROLE_ARN })),
    );
    const { stateMachines } = await under.client.send(new ListStateMachinesCommand({}));

    expect(name).to.equal("StateMachineAlreadyExists");
    expect(stateMachines?.map(({ stateMachineArn }) => stateMachineArn)).to.deep.equal([arn]);
  });
});
