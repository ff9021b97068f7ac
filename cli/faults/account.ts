import type { Clock } from "../../local/base/clock";
import type { Terminal } from "../load/progress";

/** The account of a load, in the words that all systems have in common. */
export interface Account {
  /** Requests, messages or runs. */
  sent: number;
  /** Different ones that are where they belong in the end. */
  stored: number;
  lost: number;
  doubled: number;
  /** Everything else that is not as it has to be, such as a wrong answer. */
  wrong: number;
  /** The last line of its report. */
  verdict: string;
}

export interface Surroundings {
  clock: Clock;
  terminal: Terminal;
  /** Requests a second, of a system that is loaded by a rate. @default 10 */
  rate?: number;
}
