import { GetExecutionHistoryCommand, type HistoryEvent } from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { approve, asking, KeptSfn, settle } from "./keptUnderTest";
import { FUNCTION_ARN, type SfnUnderTest } from "./sfnUnderTest";

const INVOKE = "arn:aws:states:::lambda:invoke";

/** A task that fails at its first try. */
const work = (name: string, fields: object) => ({
  Type: "Task",
  Resource: INVOKE,
  Parameters: { FunctionName: "work", Payload: { [name]: true, "try.$": "$$.State.RetryCount", "input.$": "$" } },
  ResultSelector: { "work.$": "$.Payload" },
  Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 2 }],
  ...fields,
});

/** Every kind of state, variables, retries, a caught error, tokens, and blocks within blocks. */
const DEFINITION = {
  StartAt: "Begin",
  States: {
    Begin: { Type: "Pass", Result: [1, 2, 3], Assign: { "first.$": "$[0]" }, Next: "Each" },
    Each: {
      Type: "Map",
      MaxConcurrency: 2,
      ItemProcessor: {
        StartAt: "Work",
        States: {
          Work: work("each", { Next: "Rest", Assign: { done: true } }),
          Rest: { Type: "Wait", Seconds: 1, Next: "Both" },
          Both: {
            Type: "Parallel",
            Branches: [
              { StartAt: "Left", States: { Left: { Type: "Pass", End: true } } },
              { StartAt: "Right", States: { Right: { Type: "Wait", Seconds: 2, End: true } } },
            ],
            ResultSelector: { "left.$": "$[0].work.input", "done.$": "$done" },
            End: true,
          },
        },
      },
      ResultSelector: { "each.$": "$" },
      Next: "Choose",
    },
    Choose: {
      Type: "Choice",
      Choices: [{ Variable: "$first", NumericEquals: 1, Next: "Ask" }],
      Default: "Never",
    },
    Never: { Type: "Fail", Error: "Never" },
    Ask: { ...asking({ ResultPath: "$.answer", Retry: undefined }), Next: "Refused" },
    Refused: {
      ...work("refused", { Catch: [{ ErrorEquals: ["No"], ResultPath: "$.refusal", Next: "Loop" }], Next: "Never" }),
    },
    Loop: {
      Type: "Choice",
      Choices: [{ Variable: "$.again", IsPresent: true, Next: "End" }],
      Default: "Around",
    },
    Around: { Type: "Pass", Result: true, ResultPath: "$.again", Next: "Work on" },
    "Work on": { Type: "Task", Resource: FUNCTION_ARN, ResultPath: "$.on", Next: "Loop" },
    End: { Type: "Succeed" },
  },
};

/** The same in JSONata: tasks, retries and a caught error, a token, variables, waits, and blocks within blocks. */
const IN_JSONATA = {
  QueryLanguage: "JSONata",
  StartAt: "Begin",
  States: {
    Begin: { Type: "Pass", Output: [1, 2, 3], Assign: { first: "{% $states.input ~> $type %}" }, Next: "Each" },
    Each: {
      Type: "Map",
      Items: "{% $states.input %}",
      MaxConcurrency: 2,
      ItemProcessor: {
        StartAt: "Work",
        States: {
          Work: {
            Type: "Task",
            Resource: INVOKE,
            Arguments: {
              FunctionName: "work",
              Payload: { each: "{% $states.input %}", try: "{% $states.context.State.RetryCount %}" },
            },
            Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 2 }],
            Output: "{% $states.result.Payload.each %}",
            Assign: { squared: "{% $states.result.Payload.each * $states.result.Payload.each %}" },
            Next: "Rest",
          },
          Rest: { Type: "Wait", Seconds: "{% $squared %}", Output: "{% $squared %}", End: true },
        },
      },
      Assign: { all: "{% $states.result %}" },
      Next: "Ask",
    },
    Ask: {
      Type: "Task",
      Resource: `${INVOKE}.waitForTaskToken`,
      Arguments: { FunctionName: "work", Payload: { token: "{% $states.context.Task.Token %}" } },
      Output: "{% $states.result %}",
      Next: "Refused",
    },
    Refused: {
      Type: "Task",
      Resource: INVOKE,
      Arguments: { FunctionName: "work", Payload: { refused: true, try: 1 } },
      Catch: [
        {
          ErrorEquals: ["No"],
          Output: "{% {'all': $all, 'answer': $states.input, 'error': $states.errorOutput.Error} %}",
          Assign: { caught: true },
          Next: "End",
        },
      ],
      Next: "Never",
    },
    Never: { Type: "Fail", Error: "Never" },
    End: { Type: "Succeed", Output: "{% $merge([$states.input, {'caught': $caught}]) %}" },
  },
};

describe("an execution whose local cloud is killed after any write to the journal", () => {
  let kept: KeptSfn;
  beforeEach(() => {
    kept = new KeptSfn();
  });
  afterEach(() => kept.remove());

  function answerAll(under: SfnUnderTest): void {
    under.invoke = (payload) => {
      const { try: tries, refused } = payload as { try?: number; refused?: boolean };
      const fails = (errorType: string) =>
        ({ ok: false, kind: "failed", error: { errorType, errorMessage: "" } }) as never;
      if (tries === 0) return fails("Busy");
      return refused ? fails("No") : { ok: true, payload };
    };
  }

  /** Answers whoever asks, and lets time pass, until the execution is over. */
  async function drive(under: SfnUnderTest, execution: string, tokens: Set<string>, mayGoOn = () => true) {
    for (;;) {
      await settle();
      for (const { token } of under.invoked as { token?: string }[]) if (token !== undefined) tokens.add(token);
      if (!mayGoOn() || (await under.status(execution)) !== "RUNNING") return;
      if (kept.clock.pending > 0) kept.clock.advance(500);
      else for (const token of tokens) await approve(under, token).catch(() => {});
    }
  }

  async function historyOf(under: SfnUnderTest, executionArn: string): Promise<HistoryEvent[]> {
    const { events = [] } = await under.client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    return events;
  }

  /** The events without what is another in each run: tokens and ids of requests. */
  const facts = (events: readonly HistoryEvent[]) =>
    events
      .map(({ id, timestamp, previousEventId, ...event }) => JSON.stringify(event))
      .map((event) => event.replace(/(token|RequestId)\\":\\"[^"]*"/g, "$1"))
      .sort();

  const MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:machine1-1a2b3c4";

  async function startWith(definition: object, lastWrite?: number): Promise<SfnUnderTest> {
    const under = await kept.start(lastWrite);
    answerAll(under);
    await under.deploy(definition);
    under.sfn.resume();
    return under;
  }

  for (const [language, definition] of [
    ["JSONPath", DEFINITION],
    ["JSONata", IN_JSONATA],
  ] as const) {
    it(`ends as it would have, with the same history, and does nothing again but what was under way, in ${language}`, async () => {
      const whole = await startWith(definition);
      const execution = await whole.start(MACHINE, { name: "same" });
      await drive(whole, execution, new Set());
      const expected = facts(await historyOf(whole, execution));
      const { writes } = kept;
      expect(expected.filter((fact) => fact.includes("ExecutionSucceeded"))).to.have.length(1);
      expect(writes).to.be.within(10, 40);

      for (let lastWrite = 1; lastWrite < writes; lastWrite += 1) {
        await kept.remove();
        kept = new KeptSfn();
        const tokens = new Set<string>();
        const killed = await startWith(definition, lastWrite);
        await killed.start(MACHINE, { name: "same" });
        await drive(killed, execution, tokens, () => kept.writes <= lastWrite);
        const again = await startWith(definition);
        await drive(again, execution, tokens);

        expect(facts(await historyOf(again, execution)), `killed after ${lastWrite} writes`).to.deep.equal(expected);
        // Two of the iterations run at a time.
        expect(Number(kept.callsBefore) + again.invoked.length).to.be.within(
          whole.invoked.length,
          whole.invoked.length + 2,
        );
      }
    }).timeout(120_000);
  }
});
