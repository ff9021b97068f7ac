import { expect } from "chai";
import type { Task } from "../../../local/services/ecs/ecs";
import { until } from "../../support/until";
import { type EcsUnderTest, EXECUTION_ROLE, ecsUnderTest, LOG_GROUP, SECRET } from "./support";

const IDLE = "setInterval(() => {}, 1000);";

describe("a task", () => {
  let underTest: EcsUnderTest;

  beforeEach(async () => {
    underTest = await ecsUnderTest();
  });
  afterEach(() => underTest.stop());

  /** Runs a program and waits until it has printed, or stopped. */
  async function run(main: string, ...definition: [container?: object, task?: object]): Promise<Task> {
    const { arn } = underTest.run(underTest.define(await underTest.image(main), ...definition));
    await underTest.until(() => underTest.lines.length > 0 || underTest.task(arn).status === "STOPPED");
    return underTest.task(arn);
  }

  /** Runs a program to its end. */
  async function runToEnd(main: string, ...definition: [container?: object, task?: object]): Promise<Task> {
    const { arn } = underTest.run(underTest.define(await underTest.image(main), ...definition));
    await underTest.until(() => underTest.task(arn).status === "STOPPED");
    return underTest.task(arn);
  }

  it("tells EventBridge of each change of its status, with what it was started with", async () => {
    const definition = underTest.define(await underTest.image("process.exit(3);"));
    const { arn } = underTest.run(definition, { overrides: { app: { environment: { RUN: "1" } } } });
    await underTest.until(() => underTest.task(arn).status === "STOPPED");

    const details = underTest.events.map(({ detail }) => detail);
    expect(details.map(({ lastStatus, version }) => [lastStatus, version])).to.deep.equal([
      ["RUNNING", 1],
      ["STOPPING", 2],
      ["STOPPED", 3],
    ]);
    expect(details[2]).to.deep.include({
      ...{
        taskArn: arn,
        desiredStatus: "STOPPED",
        stopCode: "EssentialContainerExited",
        stoppedAt: new Date(underTest.clock.now()).toISOString(),
      },
      overrides: { containerOverrides: [{ name: "app", environment: [{ name: "RUN", value: "1" }] }] },
    });
    expect(JSON.stringify(details[2]?.containers)).to.contain('"exitCode":3');
  });

  it("runs its image's program, whose lines are shown live and written to its log", async () => {
    const { status } = await run(`console.log("ready"); ${IDLE}`);

    expect(status).to.equal("RUNNING");
    expect(underTest.lines).to.deep.equal(["worker ready"]);
    expect(underTest.logs.read(LOG_GROUP)).to.deep.equal([{ timestamp: underTest.clock.now(), message: "ready" }]);
  });

  it("stops when its essential container exits, with the exit code", async () => {
    const { status, stoppedReason, exitCode } = await runToEnd("process.exit(3);");

    expect({ status, stoppedReason, exitCode }).to.deep.equal({
      status: "STOPPED",
      stoppedReason: "Essential container in task exited",
      exitCode: 3,
    });
  });

  it("has the environment of its definition and what Fargate gives, and nothing of the host's", async () => {
    process.env.SLUICE_LEAK = "leak";

    await run('console.log(JSON.stringify(process.env)); console.log("end");', { environment: { MODE: "fast" } });
    delete process.env.SLUICE_LEAK;

    const variables = JSON.parse(underTest.lines[0]?.slice("worker ".length) ?? "") as Record<string, string>;
    expect(variables).to.include({
      MODE: "fast",
      AWS_REGION: "us-east-1",
      AWS_EXECUTION_ENV: "AWS_ECS_FARGATE",
      AWS_ENDPOINT_URL: underTest.edgeUrl,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    });
    expect(variables.ECS_AGENT_URI).to.match(/^http:\/\/127\.0\.0\.1:\d+\/ecs-agent\/[0-9a-f]{48}\/api$/);
    expect(variables.AWS_ACCESS_KEY_ID).to.match(/^ASIA/);
    expect(variables).not.to.have.any.keys("SLUICE_LEAK", "NODE_CHANNEL_FD");
  });

  it("has no credentials without a task role", async () => {
    const spec = underTest.define(await underTest.image("console.log(String(process.env.AWS_ACCESS_KEY_ID));"));
    const { taskRoleArn: _, ...withoutRole } = spec;
    underTest.ecs.registerTaskDefinition({ ...withoutRole, arn: `${spec.arn}1`, revision: 11 });

    underTest.run({ ...withoutRole, arn: `${spec.arn}1` });
    await underTest.until(() => underTest.lines.length > 0);

    expect(underTest.lines).to.deep.equal(["worker undefined"]);
  });

  it("reaches this machine only", async () => {
    await run('fetch("http://192.0.2.1/").catch((error) => console.log(error.cause.message));');

    expect(underTest.lines[0]).to.match(
      /^worker the local cloud lets nothing out: refused a connection to 192\.0\.2\.1:80/,
    );
  });

  it("runs the program with the arguments of its definition, or of whoever starts it", async () => {
    const program = "console.log(process.argv.slice(2).join());";
    const definition = underTest.define(await underTest.image(program), { command: ["work", "hard"] });

    underTest.run(definition);
    underTest.run(definition, { overrides: { app: { command: ["migrate"] } } });
    await underTest.until(() => underTest.lines.length === 2);

    expect(underTest.lines).to.have.members(["worker work,hard", "worker migrate"]);
  });

  it("does not run another program than its image's", async () => {
    const { stoppedReason } = await runToEnd("", { entryPoint: ["python", "main.py"] });

    expect(stoppedReason).to.equal(
      'CannotStartContainerError: the container\'s command is ["python","main.py"], but the local cloud runs an image\'s ' +
        'src/main.ts only: start it with ENTRYPOINT ["node", "main.js"] in the Dockerfile, and tell modes apart by arguments',
    );
  });

  it("has its memory for a limit", async () => {
    const { arn, exitCode } = await runToEnd(
      "const all = []; for (;;) all.push(new Array(1e6).fill(all.length + 0.5));",
      {},
      {
        memoryMb: 60,
      },
    );

    expect(exitCode).to.equal(137);
    expect(underTest.task(arn).stoppedReason).to.equal("Essential container in task exited");
  });

  describe("with a container that is not essential", () => {
    /** Two containers of one image, `app` and the inessential `helper`, with these commands. */
    async function runBoth(app: string, helper: string): Promise<Task> {
      const program = `process.argv[2] === "end" ? console.log("ends") : setInterval(() => {}, 1000);`;
      const definition = underTest.define(await underTest.image(program), { command: [app] });
      const containers = definition.containers.flatMap((one) => [
        one,
        { ...one, name: "helper", essential: false, command: [helper] },
      ]);
      const both = { ...definition, arn: `${definition.arn}1`, revision: 11, containers };
      underTest.ecs.registerTaskDefinition(both);
      return underTest.run(both);
    }
    const containersOf = async ({ arn }: Task) => {
      const { body } = await underTest.call("DescribeTasks", { cluster: "orders", tasks: [arn] });
      const [described] = body.tasks as { containers: { name: string; exitCode?: number }[] }[];
      return described?.containers.map(({ name, exitCode }) => ({ name, exitCode }));
    };

    it("goes on when that ends", async () => {
      const task = await runBoth("stay", "end");
      await underTest.until(() => underTest.lines.length === 1);
      await until(async () => (await containersOf(task))?.[1]?.exitCode !== undefined);

      expect(underTest.task(task.arn).status).to.equal("RUNNING");
    });

    it("takes that with it when the essential one ends", async () => {
      const task = await runBoth("end", "stay");
      await underTest.until(() => underTest.task(task.arn).status === "STOPPED");

      expect(await containersOf(task)).to.deep.equal([
        { name: "app", exitCode: 0 },
        { name: "helper", exitCode: 143 },
      ]);
    });
  });

  describe("that is asked to stop", () => {
    it("gets SIGTERM and may finish its work", async () => {
      const { arn } = await run(
        `process.on("SIGTERM", () => setTimeout(() => { console.log("done"); process.exit(0); }, 20)); console.log("ready"); ${IDLE}`,
      );

      await underTest.ecs.deleteCluster(underTest.task(arn).clusterArn);

      expect(underTest.lines).to.deep.equal(["worker ready", "worker done"]);
      expect(underTest.task(arn)).to.include({ exitCode: 0, stoppedReason: "The cluster is being deleted" });
      expect(underTest.warnings).to.deep.equal([
        "orders: stopped 1 tasks that still ran; on AWS the cluster cannot be deleted before they end " +
          "(ClusterContainsTasksException), and the provider tries for ten minutes: stop them first, as docs/first-deployment.md says",
      ]);
    });

    it("gets SIGKILL after the stop timeout", async () => {
      const { arn, clusterArn } = await run(
        `process.on("SIGTERM", () => console.log("no")); console.log("ready"); ${IDLE}`,
        {
          stopTimeoutSeconds: 7,
        },
      );

      const stopped = underTest.ecs.deleteCluster(clusterArn);
      await underTest.until(() => underTest.lines.includes("worker no"));
      underTest.clock.advance(6_999);
      const before = underTest.task(arn).status;
      underTest.clock.advance(1);
      await stopped;

      expect(before).to.equal("STOPPING");
      expect(underTest.task(arn).exitCode).to.equal(137);
    });

    it("ends with 143 where it does not listen", async () => {
      const { arn, clusterArn } = await run(`console.log("ready"); ${IDLE}`);

      await underTest.ecs.deleteCluster(clusterArn);

      expect(underTest.task(arn).exitCode).to.equal(143);
    });
  });

  describe("with secrets", () => {
    const PRINT = "console.log(process.env.PASSWORD);";

    it("has them in its environment", async () => {
      await run(PRINT, { secrets: { PASSWORD: SECRET } });

      expect(underTest.lines).to.deep.equal(["worker s3cret"]);
    });

    it("has parameters of Systems Manager, by name or ARN", async () => {
      const parameter = "arn:aws:ssm:us-east-1:000000000000:parameter/orders/limit";
      underTest.iam.putRolePolicy(
        EXECUTION_ROLE,
        "parameters",
        JSON.stringify({
          Statement: {
            Effect: "Allow",
            Action: "ssm:GetParameters",
            Resource: "arn:aws:ssm:us-east-1:000000000000:parameter/orders/*",
          },
        }),
      );

      await run("console.log(process.env.LIMIT, process.env.NAME);", {
        secrets: { LIMIT: parameter, NAME: "/orders/name" },
      });

      expect(underTest.lines).to.deep.equal([`worker value of ${parameter} value of /orders/name`]);
    });

    it("cannot start where the execution role may not read its parameters", async () => {
      const { stoppedReason } = await runToEnd(PRINT, { secrets: { PASSWORD: "/orders/name" } });

      expect(stoppedReason).to.contain("unable to retrieve secrets from ssm");
      expect(stoppedReason).to.contain(
        "ssm:GetParameters on resource: arn:aws:ssm:us-east-1:000000000000:parameter/orders/name because",
      );
    });

    it("has one member of a JSON secret", async () => {
      underTest.secrets.set(SECRET, '{"username":"app","password":"s3cret","port":5432}');

      await run("console.log(process.env.PASSWORD, process.env.PORT);", {
        secrets: { PASSWORD: `${SECRET}:password::`, PORT: `${SECRET}:port::` },
      });

      expect(underTest.lines).to.deep.equal(["worker s3cret 5432"]);
    });

    it("cannot start where the execution role may not read them", async () => {
      underTest.executionRole("secret");

      const { stoppedReason } = await runToEnd(PRINT, { secrets: { PASSWORD: SECRET } });

      expect(stoppedReason).to.match(
        new RegExp(
          "^ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable " +
            "to retrieve secret from asm: service call has been retried 1 time\\(s\\): failed to fetch secret " +
            `${SECRET} from secrets manager: AccessDeniedException: User: ` +
            "arn:aws:sts::000000000000:assumed-role/execution/[0-9a-f]{32} is not authorized to perform: " +
            `secretsmanager:GetSecretValue on resource: ${SECRET} because no identity-based policy allows the ` +
            "secretsmanager:GetSecretValue action status code: 400, request id: [0-9a-f-]{36}$",
        ),
      );
      expect(underTest.lines).to.deep.equal([]);
    });

    it("cannot start where a member is missing", async () => {
      underTest.secrets.set(SECRET, "{}");

      const { stoppedReason } = await runToEnd(PRINT, { secrets: { PASSWORD: `${SECRET}:password::` } });

      expect(stoppedReason).to.contain("retrieved secret from Secrets Manager did not contain json key password");
    });
  });

  describe("whose execution role lacks", () => {
    for (const [statement, words] of [
      [
        "token",
        /^ResourceInitializationError: .* unable to retrieve ecr registry auth: .* ecr:GetAuthorizationToken on resource: \*/,
      ],
      [
        "pull",
        /^CannotPullContainerError: pull image manifest has been retried 1 time\(s\): failed to resolve ref .* ecr:BatchGetImage/,
      ],
      [
        "stream",
        /^ResourceInitializationError: failed to validate logger args: .* logs:CreateLogStream on resource: arn:aws:logs:/,
      ],
    ] as const) {
      it(`the statement "${statement}" cannot start`, async () => {
        underTest.executionRole(statement);

        const { stoppedReason } = await runToEnd("console.log(1);");

        expect(stoppedReason).to.match(words);
        expect(underTest.lines).to.deep.equal([]);
      });
    }

    it('the statement "put" runs without a log, and one warning says so', async () => {
      underTest.executionRole("put");

      await run("console.log(1); console.log(2);");
      await underTest.until(() => underTest.lines.length === 2);

      expect(underTest.logs.read(LOG_GROUP)).to.deep.equal([]);
      expect(underTest.warnings.filter((line) => line.includes("its logs are lost"))).to.have.length(1);
    });
  });

  it("cannot start without its log group", async () => {
    underTest.logs.deleteLogGroup(LOG_GROUP);

    const { stoppedReason } = await runToEnd("console.log(1);");

    expect(stoppedReason).to.contain("ResourceNotFoundException: The specified log group does not exist.");
  });
});
