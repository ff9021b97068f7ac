import { drawAt } from "../draw";

/** An area as the system's outputs describe it. */
export interface Area {
  gates: readonly string[];
  maxOccupancy?: number;
}

export type Areas = Readonly<Record<string, Area>>;

/**
 * The things that people do, and how many of a thousand do each; the others come in and go out again.
 *
 * `stays` does not leave. `blocked` comes with a card that was blocked, `unknown` with one that nobody registered. `astray` first
 * tries a gate that is not there. `again` comes in a second time without having left; `twin` does so at the same moment, at another
 * gate. `lost-answer` repeats a request as a gate does that got no answer. `late-exit` leaves through a gate that was offline for a
 * while, `double-exit` through one that reports him twice. `back` leaves, comes back, and only then is an older exit of his reported.
 */
const SHARES = {
  stays: 60,
  blocked: 20,
  unknown: 20,
  astray: 10,
  again: 30,
  twin: 100,
  "lost-answer": 40,
  "late-exit": 60,
  "double-exit": 40,
  back: 20,
} as const;

export type Habit = keyof typeof SHARES | "ordinary" | "crowd";

/** A person as far as commands know one. */
export interface CardHolder {
  cardId: string;
  employeeId: string;
  holder: string;
}

export interface Person extends CardHolder {
  area: string;
  /** The gates of `area` where he comes in, and where he goes out. */
  gates: readonly [wayIn: string, wayOut: string];
  habit: Habit;
}

export interface PeopleOptions {
  people: number;
  areas: Areas;
  /** The same seed gives the same people. */
  seed: number;
  /** Keeps the cards of two runs apart, even where the seed is the same. */
  runId: string;
}

/** A gate that no area has. */
export const NO_GATE = "gate-that-is-not-there";

/** How many more people want to get into a limited area than it holds. */
const CROWD_TOO_MANY = 5;
/** The largest share of all people that crowds into limited areas. */
const MAX_CROWD_SHARE = 0.2;

/** People of every habit, in exact shares and in an order that looks like none. */
export function planPeople({ people, areas, seed, runId }: PeopleOptions): Person[] {
  const open = Object.entries(areas).filter(([, { maxOccupancy }]) => maxOccupancy === undefined);
  if (open.length === 0) throw new Error("a simulation needs an area without maxOccupancy");
  const crowds = crowdsOf(areas, people);
  const rest = people - crowds.length;
  const habits = shuffled(seed, [...crowds.map(() => "crowd" as const), ...habitsOf(rest)]);
  return habits.map((habit, index) => {
    const [area, { gates }] = habit === "crowd" ? take(crowds) : pick(open, drawAt(seed, 2 * index));
    const draw = drawAt(seed, 2 * index + 1);
    return personOf(runId, index, area, [pick(gates, draw), pick(gates, (draw * 97) % 1)], habit);
  });
}

/** Ordinary people of one area, or of several. */
export function planCrowd({ people, areas, seed, runId }: PeopleOptions, from = 0): Person[] {
  const all = Object.entries(areas);
  return Array.from({ length: people }, (_, index) => {
    const [area, { gates }] = pick(all, drawAt(seed, 2 * index));
    const draw = drawAt(seed, 2 * index + 1);
    return personOf(runId, from + index, area, [pick(gates, draw), pick(gates, (draw * 97) % 1)], "ordinary");
  });
}

/** The gate of an area at which the twin of a request is made: another one, where there is one. */
export function otherGate({ gates: [wayIn] }: Person, { gates }: Area): string {
  return gates[(gates.indexOf(wayIn) + 1) % gates.length] ?? wayIn;
}

function personOf(runId: string, number: number, area: string, gates: Person["gates"], habit: Habit): Person {
  return {
    cardId: `${runId}-c${number}`,
    employeeId: `${runId}-e${number}`,
    holder: `Person ${number} of ${runId}`,
    ...{ area, gates, habit },
  };
}

function habitsOf(count: number): Habit[] {
  const special = Object.entries(SHARES).flatMap(([habit, perMille]) => {
    // Even few people are to meet every case.
    const number = count >= 25 ? Math.max(1, Math.floor((count * perMille) / 1000)) : 0;
    return new Array<Habit>(number).fill(habit as Habit);
  });
  return [...special, ...new Array<Habit>(count - special.length).fill("ordinary")];
}

/** One entry for each person who is to crowd into a limited area. */
function crowdsOf(areas: Areas, people: number): [name: string, area: Area][] {
  const crowds = Object.entries(areas).flatMap(([name, area]) => {
    const { maxOccupancy } = area;
    return maxOccupancy === undefined
      ? []
      : new Array<[string, Area]>(maxOccupancy + CROWD_TOO_MANY).fill([name, area]);
  });
  return crowds.length <= people * MAX_CROWD_SHARE ? crowds : [];
}

function shuffled<T>(seed: number, items: readonly T[]): T[] {
  return items
    .map((item, index) => ({ item, place: drawAt(seed, -1 - index) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** @param draw from 0 (included) to 1 (excluded) */
function pick<T>(items: readonly T[], draw: number): T {
  const item = items[Math.floor(draw * items.length)];
  if (item === undefined) throw new RangeError(`nothing to pick from ${items.length} at ${draw}`);
  return item;
}

function take<T>(items: T[]): T {
  const item = items.pop();
  if (item === undefined) throw new RangeError("nothing left to take");
  return item;
}
