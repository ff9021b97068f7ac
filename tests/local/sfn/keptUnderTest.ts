import { writeSync } from "node:fs";
import { SendTaskSuccessCommand } from "@aws-sdk/client-sfn";
import { keptMaps } from "../../../local/base/keptMaps";
import { HeldClock } from "../../support/heldClock";
import { KeptData } from "../../support/keptData";
import { NOW, type SfnUnderTest, startSfn } from "./sfnUnderTest";

/** Step Functions that is killed and started again, over the same data and the same clock. */
export class KeptSfn {
  readonly data = new KeptData();
  readonly clock = new HeldClock(NOW);
  readonly #started: SfnUnderTest[] = [];
  /** Writes to the journal since the last start. */
  writes = 0;
  /** How often functions had been called at the first write that the journal did not take. */
  callsBefore: number | undefined;

  /**
   * Starts over the same data. The one before is not told, as when its process is killed: the journal takes nothing of it any more.
   * @param lastWrite the journal takes nothing after so many writes
   */
  async start(lastWrite = Number.POSITIVE_INFINITY): Promise<SfnUnderTest> {
    this.writes = 0;
    const data = this.data.open({
      write: (fd, bytes, offset) => {
        this.writes += 1;
        if (this.writes <= lastWrite) return writeSync(fd, bytes, offset);
        this.callsBefore ??= this.#started.at(-1)?.invoked.length;
        return bytes.length;
      },
    });
    const under = await startSfn({ maps: keptMaps(data, "states"), clock: this.clock });
    this.#started.push(under);
    return under;
  }

  /** Starts again, with the machine that the program declares. */
  async startWith(definition: unknown, inputs: Record<string, unknown> = {}): Promise<SfnUnderTest> {
    const under = await this.start();
    await under.deploy(definition, inputs);
    under.sfn.resume();
    return under;
  }

  async remove(): Promise<void> {
    for (const under of this.#started) await under.stop();
    this.data.remove();
  }
}

/** Asks a person, by a function that gets the token. */
export function asking(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Parameters: { FunctionName: "work", Payload: { "token.$": "$$.Task.Token" } },
    ...fields,
  };
}

export function approve(under: SfnUnderTest, taskToken: string, output = '"yes"') {
  return under.client.send(new SendTaskSuccessCommand({ taskToken, output }));
}

/** Lets everything happen that needs no time and nobody. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
