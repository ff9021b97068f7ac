import { randomUUID } from "node:crypto";
import type { Histogram } from "hdr-histogram-js";
import type { Clock } from "../../../local/base/clock";
import { pause } from "../poll";
import type { Terminal } from "../progress";
import { seconds } from "../report";
import type { Books } from "./books";
import { type CrewOptions, forEach } from "./crew";
import { type Areas, type Person, planCrowd, planPeople } from "./plan";
import { Simulation } from "./simulation";
import type { AccessCardsSystem } from "./system";

export interface ScenarioOptions extends CrewOptions {
  people: number;
  seed: number;
  runId: string;
}

export interface Surroundings {
  system: AccessCardsSystem;
  books: Books;
  clock: Clock;
  terminal: Terminal;
}

/** Latencies by what they are of. */
export type Measured = Readonly<Record<string, Histogram>>;

/** People come, each in his own way, and go. */
export async function commute(options: ScenarioOptions, surroundings: Surroundings): Promise<Measured> {
  const { system, books, clock } = surroundings;
  const people = planPeople({ ...options, areas: system.areas });
  const simulation = new Simulation(system, books, clock);
  await register(
    people.filter(({ habit }) => habit !== "unknown"),
    options,
    surroundings,
  );
  await command(
    "block",
    people.filter(({ habit }) => habit === "blocked"),
    options,
    surroundings,
  );
  await phase("coming in", surroundings, () =>
    forEach(people, (person, dueAt) => simulation.arrive(person, dueAt), options, surroundings),
  );
  await phase("going out", surroundings, () =>
    forEach(people, (person) => simulation.depart(person), options, surroundings),
  );
  return { entries: simulation.entryLatencies, exits: simulation.exitLatencies };
}

/** Cards with which two people come in at the same moment, at two gates. */
export async function pairs(options: ScenarioOptions, surroundings: Surroundings): Promise<Measured> {
  const { system, books, clock } = surroundings;
  const simulation = new Simulation(system, books, clock);
  const people = planCrowd({ ...options, areas: openAreas(system.areas) }).map((person) => ({
    ...person,
    habit: "twin" as const,
  }));
  await register(people, options, surroundings);
  await phase("two at once with each card", surroundings, () =>
    forEach(people, (person, dueAt) => simulation.arrive(person, dueAt), options, surroundings),
  );
  await phase("going out", surroundings, () =>
    forEach(people, (person) => simulation.depart(person), options, surroundings),
  );
  return { entries: simulation.entryLatencies };
}

/**
 * Entries a second at the office that is not evacuated: few, for their latency is of interest, not how many a small machine can
 * decide.
 */
const STEADY_RATE = 5;
/** Seconds for which those are measured before the evacuation. */
const CALM_SECONDS = 5;
/** The most people who come elsewhere meanwhile. */
const MOST_VISITORS = 1_200;
/** Their share of those who go, below that. */
const VISITORS_SHARE = 0.2;

/** All offices but one are left as fast as it can be told, while people go on coming into that one. */
export async function evacuation(options: ScenarioOptions, surroundings: Surroundings): Promise<Measured> {
  const { system, books, clock, terminal } = surroundings;
  const [calm, ...evacuated] = Object.entries(openAreas(system.areas)).reverse();
  if (calm === undefined || evacuated.length === 0)
    throw new Error("an evacuation needs two areas without maxOccupancy");
  const staff = planCrowd({ ...options, areas: Object.fromEntries(evacuated) });
  const visitorCount = Math.max(STEADY_RATE, Math.min(MOST_VISITORS, Math.floor(options.people * VISITORS_SHARE)));
  const visitors = planCrowd(
    { ...options, people: visitorCount, areas: Object.fromEntries([calm]), seed: options.seed + 1 },
    options.people,
  );
  const calmCount = Math.min(CALM_SECONDS * STEADY_RATE, Math.floor(visitorCount / 2));
  await register([...staff, ...visitors], options, surroundings);

  const before = new Simulation(system, books, clock);
  await phase("filling the offices", surroundings, () =>
    forEach(staff, (person, dueAt) => before.arrive(person, dueAt), options, surroundings),
  );
  const steady = { concurrency: options.concurrency, rate: STEADY_RATE };
  const calmly = new Simulation(system, books, clock);
  await phase(`coming into ${calm[0]}, before`, surroundings, () =>
    forEach(visitors.slice(0, calmCount), (person, dueAt) => calmly.arrive(person, dueAt), steady, surroundings),
  );

  const during = new Simulation(system, books, clock);
  const later = new Simulation(system, books, clock);
  const flood = new Flood(surroundings, staff);
  await phase(`leaving the offices, while people come into ${calm[0]}`, surroundings, async () => {
    const others = forEach(
      visitors.slice(calmCount),
      (person, dueAt) => (flood.isPosted ? later : during).arrive(person, dueAt),
      { ...steady, isOver: () => flood.isOver },
      { clock, terminal: silent },
    );
    await flood.post(options, during);
    await Promise.all([others, flood.workedOff()]);
  });
  terminal.write(`${flood.line}\n`);
  return {
    "entries before": calmly.entryLatencies,
    "entries during": during.entryLatencies,
    "entries after": later.entryLatencies,
    exits: during.exitLatencies,
  };
}

/** Between two looks at who is inside. */
const LOOK_MS = 1_000;
/** Time without anybody leaving, after which nobody is expected to. */
const QUIET_MS = 60_000;

const silent = { write: () => true } as unknown as Terminal;

/** The exits of an evacuation, from the first that is posted to the last that is worked off. */
class Flood {
  isPosted = false;
  isOver = false;
  private startedAt = 0;
  private postedAt = 0;
  private overAt = 0;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly people: readonly Person[],
  ) {}

  async post(options: CrewOptions, simulation: Simulation): Promise<void> {
    const { clock } = this.surroundings;
    this.startedAt = clock.now();
    const { concurrency } = options;
    await forEach(this.people, (person) => simulation.exit(person, randomUUID()), { concurrency }, this.surroundings);
    this.postedAt = clock.now();
    this.isPosted = true;
  }

  /** Resolves when the last who left is outside by the cards' states, or nothing has changed for long. */
  async workedOff(): Promise<void> {
    const { system, clock } = this.surroundings;
    let waiting = this.people.length;
    let changedAt = clock.now();
    while (waiting > 0 && clock.now() - changedAt < QUIET_MS) {
      await pause(clock, LOOK_MS);
      const inside = await system.inside();
      const left = this.people.filter(({ cardId }) => inside.has(cardId)).length;
      if (left !== waiting) changedAt = clock.now();
      waiting = left;
    }
    this.overAt = clock.now();
    this.isOver = true;
  }

  get line(): string {
    const postingMs = this.postedAt - this.startedAt;
    const rate = Math.round((this.people.length * 1000) / Math.max(1, postingMs));
    return (
      `${this.people.length} exits posted in ${seconds(postingMs)} (${rate} a second), ` +
      `all outside ${seconds(this.overAt - this.startedAt)} after the first`
    );
  }
}

function openAreas(areas: Areas): Areas {
  return Object.fromEntries(Object.entries(areas).filter(([, { maxOccupancy }]) => maxOccupancy === undefined));
}

async function register(people: readonly Person[], options: ScenarioOptions, surroundings: Surroundings) {
  await command("register", people, options, surroundings);
}

async function command(
  kind: "register" | "block",
  people: readonly Person[],
  { runId }: ScenarioOptions,
  surroundings: Surroundings,
): Promise<void> {
  if (people.length === 0) return;
  const { system, books } = surroundings;
  books.counts.commands += people.length;
  await phase(`${people.length} commands to ${kind} a card`, surroundings, async () => {
    const done = await system.command(kind, people, runId);
    for (const cardId of done) books.commanded(kind, cardId);
    const missing = people.length - done.size;
    if (missing > 0) books.complain(`${missing} commands to ${kind} a card were not done`);
  });
}

async function phase(what: string, { clock, terminal }: Surroundings, run: () => Promise<void>): Promise<void> {
  terminal.write(`${what} ...\n`);
  const startedAt = clock.now();
  await run();
  terminal.write(`${what}: ${seconds(clock.now() - startedAt)}\n`);
}
