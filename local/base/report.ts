/** Where the local cloud tells people what it does. The CLI prints it; tests collect it. */
export interface Report {
  /** One step of start-up or of a reload, in a few words: `"3 functions ready"`. */
  stage(text: string): void;
  /** The resources that parts of the program wait for: none where a part is ready. */
  progress?(parts: readonly PartProgress[]): void;
  /** A line that a resource wrote: `source` is its logical name, such as `"events-producer"`. */
  log(source: string, line: string): void;
  /** Something a person should look at, with what to do about it. */
  warn(source: string, line: string): void;
}

/** A part of the program, and the resources that it waits for, such as `aws:sqs/queue:Queue orders`. */
export interface PartProgress {
  part: string;
  waitsFor: readonly string[];
}

export const silentReport: Report = { stage() {}, log() {}, warn() {} };
