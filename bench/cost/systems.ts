import type { Usage } from "../../local/trace/cost/prices";
import { gbSeconds } from "../../local/trace/cost/units";

/** A system that takes events, and what a naive design of the same flow would ask of AWS. */
export interface CostedSystem {
  /** As `npm start` and `npm run load` name it. */
  name: string;
  /** The thing that counts as one event. */
  event: string;
  /** Arguments of `npm run load`. */
  load: readonly string[];
  /** @param usage what was counted of it @returns how many events came with that load */
  events(usage: Usage): number;
  /** The load also asks its API for results: more requests than events. */
  asksForResults?: true;
  naive: { design: string; perEvent: Usage };
}

/** Milliseconds of the API that workers call. */
const API_MS = 50;

const exactly = (count: number) => () => count;

/** By its name in the program: the API that a system calls, and what only the load asks for. */
export function isForeign(name: string): boolean {
  return /^(external|entities)(-|$)/.test(name) || name.includes("summary-reader");
}

export const SYSTEMS: readonly CostedSystem[] = [
  {
    name: "event-aggregator",
    event: "an event posted",
    load: ["--count", "1000", "--concurrency", "20", "--keys", "20", "--duplicates", "0"],
    events: exactly(1_000),
    asksForResults: true,
    naive: {
      design:
        "a function writes each event, and for each event of the stream another reads its summary and writes it back; what is delivered twice counts twice",
      perEvent: {
        httpApiRequest: 1,
        lambdaRequest: 2,
        lambdaGbSecond: gbSeconds(1) + gbSeconds(2),
        dynamoWrite: 2,
        dynamoRead: 1,
      },
    },
  },
  {
    name: "webhooks",
    event: "a webhook taken",
    load: ["--count", "600", "--concurrency", "20"],
    events: exactly(600),
    naive: {
      design:
        "a function checks each webhook and queues it, and another is called for each message and waits for the API; what comes twice is processed twice",
      perEvent: {
        httpApiRequest: 1,
        lambdaRequest: 2,
        lambdaGbSecond: gbSeconds(1) + gbSeconds(0, API_MS),
        sqsRequest: 3,
      },
    },
  },
  {
    name: "debounce",
    event: "a webhook taken",
    // Few at a time: on a busy machine, pauses between the changes of one entity must stay below what counts as quiet.
    load: ["--entities", "10", "--changes", "30", "--concurrency", "5"],
    events: exactly(300),
    naive: {
      design: "each webhook is queued by a function and processed by another, which asks the API once a webhook",
      perEvent: {
        ...{ httpApiRequest: 1, lambdaRequest: 2, lambdaGbSecond: gbSeconds(1) + gbSeconds(2, API_MS), sqsRequest: 3 },
        ...{ dynamoWrite: 1, dynamoRead: 1 },
      },
    },
  },
  {
    name: "bursts",
    event: "a message worked on, its sending left out",
    load: ["--count", "1000"],
    events: exactly(1_000),
    naive: {
      design: "a function is called for each message and waits for the API",
      perEvent: { lambdaRequest: 1, lambdaGbSecond: gbSeconds(1, API_MS), sqsRequest: 2, dynamoWrite: 1 },
    },
  },
  {
    name: "ingestion",
    event: "an entry of any kind, right or wrong",
    load: ["--count", "300", "--concurrency", "10"],
    events: exactly(300),
    naive: {
      design: "a standard workflow of six states for each entry, three of which call a function, which store the entry",
      perEvent: { lambdaRequest: 4, lambdaGbSecond: 4 * gbSeconds(1), standardTransition: 6, dynamoWrite: 1 },
    },
  },
  {
    name: "access-cards",
    event: "an entry or an exit at a gate",
    load: ["--people", "150", "--concurrency", "20"],
    events: ({ restApiRequest = 0 }) => restApiRequest,
    naive: {
      design:
        "a function for each passing reads the card and writes card, occupancy and event one by one; for each record of the stream one function applies it and one announces it; two at once may both be let in, and an event whose writer dies is lost",
      perEvent: {
        ...{
          restApiRequest: 1,
          lambdaRequest: 3,
          lambdaGbSecond: gbSeconds(5) + gbSeconds(1) + gbSeconds(1),
          dynamoWrite: 3,
          dynamoRead: 2,
        },
        ...{ kinesisPut: 1, firehoseRecord: 1, snsPublish: 1 },
      },
    },
  },
];
