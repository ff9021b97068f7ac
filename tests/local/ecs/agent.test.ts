import { expect } from "chai";
import { type EcsUnderTest, ecsUnderTest, SERVICE } from "./support";

/** A program that sends ECS's agent one request, and prints the answer. */
const asking = (path: string, method = "GET", body?: object) => `
  void (async () => {
    const response = await fetch(${path}, {
      method: "${method}",
      ${body ? `body: '${JSON.stringify(body)}', headers: { "content-type": "application/json" },` : ""}
    });
    console.log(JSON.stringify({ status: response.status, body: await response.json() }));
    setInterval(() => {}, 1000);
  })();
`;
const STATE = "process.env.ECS_AGENT_URI + '/task-protection/v1/state'";

describe("ECS's agent, asked by a container", () => {
  let underTest: EcsUnderTest;

  beforeEach(async () => {
    underTest = await ecsUnderTest();
  });
  afterEach(() => underTest.stop());

  const answer = async (program: string) => {
    await underTest.service(underTest.define(await underTest.image(program)));
    await underTest.until(() => underTest.lines.length === 1);
    return JSON.parse(underTest.lines[0]?.slice("worker ".length) ?? "") as {
      status: number;
      body: Record<string, unknown>;
    };
  };
  const allow = (...actions: string[]) =>
    underTest.taskRole({
      Effect: "Allow",
      Action: actions,
      Resource: "arn:aws:ecs:us-east-1:000000000000:task/orders/*",
      Condition: { ArnEquals: { "ecs:cluster": "arn:aws:ecs:us-east-1:000000000000:cluster/orders" } },
    });
  const task = () => underTest.ecs.tasks({ serviceArn: SERVICE })[0];

  it("protects its task", async () => {
    allow("ecs:UpdateTaskProtection");

    const { status, body } = await answer(asking(STATE, "PUT", { ProtectionEnabled: true, ExpiresInMinutes: 10 }));

    expect(status).to.equal(200);
    expect(body).to.deep.equal({
      protection: { TaskArn: task()?.arn, ProtectionEnabled: true, ExpirationDate: "2026-01-31T10:10:00.000Z" },
    });
    expect(task()?.protectedUntil).to.equal(Date.parse("2026-01-31T10:10:00Z"));
  });

  it("says that its task is not protected", async () => {
    allow("ecs:GetTaskProtection");

    const { body } = await answer(asking(STATE));

    expect(body).to.deep.equal({ protection: { TaskArn: task()?.arn, ProtectionEnabled: false } });
  });

  it("refuses what the task role may not do", async () => {
    allow("ecs:GetTaskProtection");

    const { status, body } = await answer(asking(STATE, "PUT", { ProtectionEnabled: true }));

    expect(status).to.equal(400);
    const { Arn, Code, Message } = body.error as Record<string, string>;
    expect({ Arn, Code }).to.deep.equal({ Arn: task()?.arn, Code: "AccessDeniedException" });
    expect(Message).to.contain(`is not authorized to perform: ecs:UpdateTaskProtection on resource: ${task()?.arn}`);
    expect(task()?.protectedUntil).to.equal(undefined);
  });

  for (const [what, input, message] of [
    ["no ProtectionEnabled", {}, "does not contain 'ProtectionEnabled' field"],
    ["too long a time", { ProtectionEnabled: true, ExpiresInMinutes: 2881 }, "from 1 to 2880, got 2881"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      allow("ecs:UpdateTaskProtection");

      const { status, body } = await answer(asking(STATE, "PUT", input));

      expect(status).to.equal(400);
      expect(body.error).to.include({ Code: "InvalidParameterException" });
      expect((body.error as Record<string, string>).Message).to.contain(message);
    });
  }

  it("describes the task and the container", async () => {
    const { body } = await answer(asking("process.env.ECS_CONTAINER_METADATA_URI_V4 + '/task'"));

    expect(body).to.include({
      TaskARN: task()?.arn,
      Family: "worker",
      Revision: "1",
      ServiceName: "worker",
      LaunchType: "FARGATE",
    });
    expect(body.Limits).to.deep.equal({ CPU: 0.25, Memory: 512 });
    expect((body.Containers as object[])[0]).to.include({ Name: "app" });
  });

  it("answers nobody else", async () => {
    const { status } = await fetch(`${underTest.edgeUrl}/ecs-agent/${"0".repeat(48)}/api/task-protection/v1/state`);

    expect(status).to.equal(404);
  });
});
