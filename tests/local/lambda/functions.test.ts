import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { FUNCTION_ARN, type LambdaUnderTest, lambdaUnderTest, until } from "./support";

describe("a Lambda function", () => {
  let cloud: LambdaUnderTest;

  beforeEach(() => {
    cloud = lambdaUnderTest();
  });

  afterEach(() => cloud.stop());

  const invoke = (payload: unknown = {}) => cloud.lambda.invoke(FUNCTION_ARN, payload);

  const failure = async (payload: unknown = {}) => {
    const result = await invoke(payload);
    if (result.ok || result.kind !== "function") throw new Error(`expected a failure, got ${JSON.stringify(result)}`);
    return result.error;
  };

  const messages = () => cloud.groups.get("/logs/orders")?.map(({ message }) => message) ?? [];

  const sum = (metricName: string) =>
    cloud.data.filter((datum) => datum.metricName === metricName).reduce((total, { value }) => total + value, 0);

  describe("answering", () => {
    it("returns what an async handler resolves with", async () => {
      cloud.put("exports.handler = async (event) => ({ doubled: event.n * 2 })");

      expect(await invoke({ n: 21 })).to.deep.equal({ ok: true, payload: { doubled: 42 } });
    });

    it("returns what a handler gives to its callback", async () => {
      cloud.put("exports.handler = (event, context, callback) => setTimeout(() => callback(null, 'done'), 5)");

      expect(await invoke()).to.deep.equal({ ok: true, payload: "done" });
    });

    it("returns null when a handler leaves nothing to wait for and never answers", async () => {
      cloud.put("exports.handler = () => {}");

      expect(await invoke()).to.deep.equal({ ok: true, payload: null });
    });

    it("waits for an empty event loop after a callback, unless the context says otherwise", async () => {
      cloud.put(`
        let ended = 0;
        exports.handler = (event, context, callback) => {
          context.callbackWaitsForEmptyEventLoop = event.waits;
          setTimeout(() => { ended += 1; }, 30);
          callback(null, { toJSON: () => ended });
        }`);

      expect(await invoke({ waits: false })).to.deep.equal({ ok: true, payload: 0 });
      expect(await invoke({ waits: true })).to.deep.equal({ ok: true, payload: 2 });
    });

    it("hands the function a context", async () => {
      cloud.put(`exports.handler = async (event, context) => ({
        ...context, hasTimeLeft: context.getRemainingTimeInMillis() > 0 && context.getRemainingTimeInMillis() <= 3000, logStreamName: undefined, awsRequestId: context.awsRequestId.length
      })`);

      const result = await invoke();

      expect(result).to.deep.equal({
        ok: true,
        payload: {
          functionName: "orders",
          functionVersion: "$LATEST",
          memoryLimitInMB: "128",
          logGroupName: "/logs/orders",
          awsRequestId: 36,
          invokedFunctionArn: FUNCTION_ARN,
          callbackWaitsForEmptyEventLoop: true,
          hasTimeLeft: true,
        },
      });
    });

    it("loads ES modules", async () => {
      cloud.put({ "index.mjs": "import { sep } from 'node:path'; export const handler = async () => sep;" });

      expect(await invoke()).to.deep.equal({ ok: true, payload: "/" });
    });

    it("keeps its state from one invocation to the next, in one process", async () => {
      cloud.put("let n = 0; exports.handler = async () => [process.pid, ++n]");

      const [first, second] = [await invoke(), await invoke()];

      if (!first.ok || !second.ok) throw new Error("expected success");
      const [pid, count] = first.payload as [number, number];
      expect(count).to.equal(1);
      expect(second.payload).to.deep.equal([pid, 2]);
    });
  });

  describe("failing", () => {
    it("reports what a handler throws", async () => {
      cloud.put("exports.handler = async () => { throw new RangeError('no such order') }");

      const error = await failure();

      expect(error).to.include({ errorType: "RangeError", errorMessage: "no such order" });
      expect(error.trace?.[0]).to.equal("RangeError: no such order");
      expect([sum("Invocations"), sum("Errors")]).to.deep.equal([1, 1]);
    });

    const broken: [string, Record<string, string>, string, string][] = [
      [
        "a missing package",
        { "index.js": "require('left-pad')" },
        "Runtime.ImportModuleError",
        "Error: Cannot find module 'left-pad'",
      ],
      [
        "a package of the project that is not in the bundle",
        { "index.js": "require('esbuild')" },
        "Runtime.ImportModuleError",
        "Error: Cannot find module 'esbuild'",
      ],
      ["a missing file", { "other.js": "" }, "Runtime.ImportModuleError", "Error: Cannot find module 'index'"],
      ["no export", { "index.js": "" }, "Runtime.HandlerNotFound", "index.handler is undefined or not exported"],
      [
        "an export that is no function",
        { "index.js": "exports.handler = 1" },
        "Runtime.HandlerNotFound",
        "index.handler is not a function",
      ],
      ["a syntax error", { "index.js": "const = 1" }, "Runtime.UserCodeSyntaxError", "SyntaxError: "],
      ["a throw while loading", { "index.js": "throw new TypeError('no table')" }, "TypeError", "no table"],
    ];
    for (const [what, files, errorType, message] of broken) {
      it(`names ${errorType} for ${what}`, async () => {
        cloud.put(files);

        const error = await failure();

        expect(error.errorType).to.equal(errorType);
        expect(error.errorMessage.startsWith(message), error.errorMessage).to.equal(true);
      });
    }

    it("ends a function that exits, and starts a new environment for the next invocation", async () => {
      cloud.put("let n = 0; exports.handler = async ({ exit }) => { n += 1; if (exit) process.exit(1); return n }");
      await invoke({});

      const error = await failure({ exit: true });

      expect(error.errorType).to.equal("Runtime.ExitError");
      expect(error.errorMessage).to.match(/^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 1$/);
      expect(cloud.lines).to.deep.equal([error.errorMessage, "Runtime.ExitError"]);
      expect(await invoke({})).to.deep.equal({ ok: true, payload: 1 });
    });

    it("names an uncaught exception and ends the environment", async () => {
      cloud.put(`let n = 0; exports.handler = (event, context, callback) => {
        n += 1;
        if (event.crash) setTimeout(() => { throw new Error('late') }, 1); else callback(null, n)
      }`);

      expect(await failure({ crash: true })).to.include({ errorType: "Error", errorMessage: "late" });
      expect(await invoke()).to.deep.equal({ ok: true, payload: 1 });
    });

    it("names an unhandled rejection", async () => {
      cloud.put(
        "exports.handler = () => { void Promise.reject(new Error('nobody looks')); setTimeout(() => {}, 10000) }",
      );

      expect(await failure()).to.include({
        errorType: "Runtime.UnhandledPromiseRejection",
        errorMessage: "Error: nobody looks",
      });
    });

    it("is killed when it takes more memory than it has", async () => {
      cloud.put(
        "exports.handler = async () => { const all = []; for (;;) all.push(new Array(10000).fill({}).map(() => ({}))) }",
      );

      const error = await failure();

      expect(error.errorType).to.equal("Runtime.ExitError");
      expect(error.errorMessage).to.match(/Runtime exited with error: signal: killed$/);
    });

    it("refuses an answer that is no JSON", async () => {
      cloud.put("exports.handler = async () => 1n");

      expect(await failure()).to.include({ errorMessage: "Unable to stringify response body" });
    });

    it("refuses an answer above 6 MB", async () => {
      cloud.put("exports.handler = async () => 'x'.repeat(6291556)");

      expect(await failure()).to.deep.equal({
        errorType: "Function.ResponseSizeTooLarge",
        errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
      });
    });

    it("refuses a request above 6 MB", async () => {
      cloud.put("exports.handler = async () => 1");

      const error = await rejection(invoke("x".repeat(6_291_455)));

      expect(error.message).to.equal(
        "6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)",
      );
    });

    it("does not know a function that was never put", async () => {
      expect((await rejection(invoke())).message).to.equal(`Function not found: ${FUNCTION_ARN}`);
    });
  });

  describe("whose variables are encrypted with a key of the account", () => {
    const keyArn = "arn:aws:kms:us-east-1:000000000000:key/k";

    it("starts where its role may decrypt with it", async () => {
      cloud.put("exports.handler = async () => 'started'", { keyArn });

      expect(await invoke()).to.deep.equal({ ok: true, payload: "started" });
      expect(cloud.asked).to.deep.include({ action: "kms:Decrypt", resource: keyArn });
    });

    it("does not start where its role may not", async () => {
      cloud.denied.add("kms:Decrypt");
      cloud.put("exports.handler = async () => 'started'", { keyArn });

      const error = await rejection(invoke());

      expect(error).to.include({ code: "KMSAccessDeniedException" });
      expect(error.message).to.contain(`the role of orders needs kms:Decrypt on ${keyArn}`);
    });
  });

  describe("in time", () => {
    it("is killed when its timeout has passed", async () => {
      cloud.put("console.log('started'); exports.handler = () => new Promise(() => setInterval(() => {}, 1000))");
      const running = failure();
      await until(() => messages().some((message) => message.startsWith("START")));

      cloud.clock.advance(2999);
      expect(messages().some((message) => message.includes("timed out"))).to.equal(false);
      cloud.clock.advance(1);
      const error = await running;

      expect(error.errorType).to.equal("Sandbox.Timedout");
      expect(error.errorMessage).to.match(/^RequestId: \S+ Error: Task timed out after 3\.00 seconds$/);
      expect(
        messages().filter((message) => /Z \S{36} Task timed out after 3\.00 seconds$/.test(message)),
      ).to.have.length(1);
      expect(messages().at(-1)).to.match(/Status: timeout\tError Type: Sandbox\.Timedout$/);
    });

    it("gets a second start when loading takes more than ten seconds, within its own timeout", async () => {
      cloud.put(`
        const fs = require('node:fs');
        const marker = __dirname + '/started';
        if (!fs.existsSync(marker)) {
          fs.writeFileSync(marker, '');
          console.log('hangs');
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        }
        exports.handler = async () => 'second start'`);
      const running = invoke();
      await until(() => cloud.lines.some((line) => line.includes("hangs")));

      cloud.clock.advance(10_000);

      expect(await running).to.deep.equal({ ok: true, payload: "second start" });
      expect(cloud.lines.some((line) => line.includes("INIT_REPORT Init Duration: 10000.00 ms"))).to.equal(true);
    });

    it("loses an environment that was idle for minutes", async () => {
      cloud.put("exports.handler = async () => process.pid");
      const before = await invoke();

      cloud.clock.advance(5 * 60_000);
      const after = await invoke();

      expect(before.ok && after.ok && before.payload !== after.payload).to.equal(true);
    });
  });

  describe("logging", () => {
    it("writes START, its own lines, END and REPORT, in order", async () => {
      cloud.put("exports.handler = async () => { console.log('hello %s', 'you'); process.stdout.write('raw\\n') }");

      await invoke();

      const [start, hello, raw, end, report, ...rest] = messages();
      expect(rest).to.deep.equal([]);
      const id = start?.match(/^START RequestId: (\S{36}) Version: \$LATEST$/)?.[1];
      expect(hello?.split("\t").slice(1)).to.deep.equal([id, "INFO", "hello you"]);
      expect(raw).to.equal("raw");
      expect(end).to.equal(`END RequestId: ${id}`);
      expect(report).to.match(
        new RegExp(
          `^REPORT RequestId: ${id}\tDuration: 0\\.00 ms\tBilled Duration: 0 ms\tMemory Size: 128 MB\t` +
            "Max Memory Used: \\d+ MB\tInit Duration: 0\\.00 ms$",
        ),
      );
      expect(cloud.lines.map((line) => line.split("\t").at(-1))).to.deep.equal(["hello you", "raw"]);
    });

    it("writes JSON lines, and drops those below the level, when the function asks for it", async () => {
      cloud.put("exports.handler = async () => { console.info('dropped'); console.warn({ order: 7 }) }", {
        logFormat: "JSON",
        applicationLogLevel: "WARN",
        systemLogLevel: "WARN",
      });

      await invoke();

      const documents = messages().map((message) => JSON.parse(message));
      expect(documents).to.have.length(1);
      expect(documents[0]).to.deep.include({ level: "WARN", message: { order: 7 } });
    });

    it("logs nothing when its role may not, and says so once", async () => {
      cloud.denied.add("logs:PutLogEvents");
      cloud.put("exports.handler = async () => console.log('lost')");

      await invoke();
      await invoke();

      expect(messages()).to.deep.equal([]);
      expect(cloud.warnings).to.have.length(1);
      expect(cloud.warnings[0]).to.match(/^orders: its logs are lost: the role \S+ lacks logs:PutLogEvents on /);
    });

    it("creates its log group when its role may", async () => {
      cloud.put("exports.handler = async () => 1", { logGroupName: "/aws/lambda/orders" });

      await invoke();

      expect(cloud.groups.get("/aws/lambda/orders")).to.have.length(3);
    });
  });

  describe("isolated", () => {
    it("sees what AWS sets and nothing of the host's environment", async () => {
      cloud.put("exports.handler = async () => process.env", { environment: { ORDERS: "table-1" } });

      const result = await invoke();

      if (!result.ok) throw new Error("expected success");
      const variables = result.payload as Record<string, string>;
      expect(Object.keys(variables).sort()).to.deep.equal(
        [
          "AWS_ACCESS_KEY_ID",
          "AWS_CONFIG_FILE",
          "AWS_DEFAULT_REGION",
          "AWS_EC2_METADATA_DISABLED",
          "AWS_ENDPOINT_URL",
          "AWS_EXECUTION_ENV",
          "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
          "AWS_LAMBDA_FUNCTION_NAME",
          "AWS_LAMBDA_FUNCTION_VERSION",
          "AWS_LAMBDA_INITIALIZATION_TYPE",
          "AWS_LAMBDA_LOG_FORMAT",
          "AWS_LAMBDA_LOG_GROUP_NAME",
          "AWS_LAMBDA_LOG_STREAM_NAME",
          "AWS_REGION",
          "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_SHARED_CREDENTIALS_FILE",
          "LAMBDA_TASK_ROOT",
          "LANG",
          "ORDERS",
          "PATH",
          "TZ",
          "_HANDLER",
          "_X_AMZN_TRACE_ID",
        ].sort(),
      );
      expect(variables).to.include({
        AWS_ACCESS_KEY_ID: "ASIATEST",
        AWS_ENDPOINT_URL: "http://127.0.0.1:4510",
        AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
        ORDERS: "table-1",
      });
    });

    it("finds the AWS SDK that the runtime carries", async () => {
      cloud.put("const { SQSClient } = require('@aws-sdk/client-sqs'); exports.handler = async () => typeof SQSClient");

      expect(await invoke()).to.deep.equal({ ok: true, payload: "function" });
    });

    it("finds the AWS SDK from an ES module, too", async () => {
      cloud.put({
        "index.mjs":
          "import { SQSClient } from '@aws-sdk/client-sqs'; export const handler = async () => typeof SQSClient;",
      });

      expect(await invoke()).to.deep.equal({ ok: true, payload: "function" });
    });

    it("cannot reach another machine", async () => {
      cloud.put("exports.handler = async () => fetch('http://203.0.113.7:81/').catch((error) => error.cause.message)");

      const result = await invoke();

      expect(result.ok && result.payload).to.match(/refused a connection to 203\.0\.113\.7:81;/);
    });
  });

  describe("in parallel", () => {
    const slow = "exports.handler = ({ ms }) => new Promise((resolve) => setTimeout(() => resolve(process.pid), ms))";

    it("throttles what goes beyond the reserved concurrency", async () => {
      cloud.put(slow, { reservedConcurrency: 1 });

      const results = await Promise.all([invoke({ ms: 50 }), invoke({ ms: 0 })]);

      expect(results[0]?.ok).to.equal(true);
      expect(results[1]).to.deep.equal({ ok: false, kind: "throttled" });
      expect([sum("Invocations"), sum("Throttles")]).to.deep.equal([1, 1]);
    });

    it("throttles everything with a reserved concurrency of 0", async () => {
      cloud.put(slow, { reservedConcurrency: 0 });

      expect(await invoke({ ms: 0 })).to.deep.equal({ ok: false, kind: "throttled" });
    });

    it("waits for an environment when the machine has no room for another", async () => {
      cloud.put(slow);

      const results = await Promise.all([invoke({ ms: 10 }), invoke({ ms: 0 }), invoke({ ms: 0 })]);

      const pids = results.map((result) => result.ok && result.payload);
      expect(new Set(pids).size).to.equal(1);
      expect(pids[0]).to.be.a("number");
    });
  });

  describe("changing", () => {
    it("finishes what runs with the old code, and runs the next invocation with the new", async () => {
      cloud.put("exports.handler = () => new Promise((resolve) => setTimeout(() => resolve('old'), 30))");
      const running = invoke();
      await until(() => messages().some((message) => message.startsWith("START")));

      cloud.put("exports.handler = async () => 'new'");

      expect(await running).to.deep.equal({ ok: true, payload: "old" });
      expect(await invoke()).to.deep.equal({ ok: true, payload: "new" });
    });

    it("leaves no process behind when it is deleted", async () => {
      cloud.put("exports.handler = async () => process.pid");
      const result = await invoke();

      await cloud.lambda.deleteFunction(FUNCTION_ARN);

      expect(() => process.kill(Number(result.ok && result.payload), 0)).to.throw("ESRCH");
    });
  });
});
