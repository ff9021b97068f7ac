import type { Json } from "./json";
import type { HistoryEvent, Pause } from "./runtime";

/** An event as history holds it. */
export interface RecordedEvent extends HistoryEvent {
  /** Its place in history, from 1. */
  id: number;
  /** Milliseconds since the Unix epoch. */
  timestamp: number;
}

/** The part of a block of states that an earlier process ran, from which a later one goes on. */
export interface BlockPast {
  /** Id of the event that the next one follows. */
  lastEvent: number;
  /** Names of states that were left, with the variables that each set. */
  assigned: readonly [state: string, variables: Readonly<Record<string, Json>>][];
  /** Id of the event by which an iteration of a Map state succeeded. */
  succeeded: number | undefined;
  /** The state to go on with; `undefined` where none was entered yet. */
  place: Place | undefined;
}

/** @property next the state to go on with; `undefined`: the block is over, and `data` is its output */
export interface Place {
  next: string | undefined;
  data: Json;
  /** Absent where the state is still to be entered. */
  state?: StatePast;
}

/** Gathers what an execution's events say of the machine itself. @param pauses by their blocks */
export function pastOf(events: readonly RecordedEvent[], pauses: ReadonlyMap<string, Pause>): BlockPast | undefined {
  return new Past(events, pauses).of("", 0);
}

/**
 * Finds the states in which an execution was when it ended without success, by their blocks: of branches and iterations those that had
 * not come to their end.
 * @returns ids of the events by which they were entered
 */
export function unfinishedStates(events: readonly RecordedEvent[]): ReadonlyMap<string, number> {
  return new Map(new Past(events, new Map()).unfinished("", 0));
}

class Past {
  readonly #byBlock = new Map<string, RecordedEvent[]>();

  constructor(
    events: readonly RecordedEvent[],
    private readonly pauses: ReadonlyMap<string, Pause>,
  ) {
    for (const event of events) {
      const { block = "" } = event.note ?? {};
      const ofBlock = this.#byBlock.get(block);
      if (ofBlock === undefined) this.#byBlock.set(block, [event]);
      else ofBlock.push(event);
    }
  }

  /** @param after id of an event: a block of the same place may have run before it */
  of(block: string, after: number): BlockPast | undefined {
    const events = (this.#byBlock.get(block) ?? []).filter(({ id }) => id > after);
    // As on AWS, the first state does not name the start of the execution as the event before it.
    const line = events.filter(({ note, type }) => !note?.isAside && type !== "ExecutionStarted");
    if (events.length === 0) return undefined;
    const left = line.filter(({ type }) => type.endsWith("StateExited"));
    return {
      lastEvent: line.at(-1)?.id ?? 0,
      assigned: left.map(({ details }) => [String(details.name), assignedIn(details.assignedVariables)]),
      succeeded: events.find(({ type }) => type === "MapIterationSucceeded")?.id,
      place: this.#placeIn(block, events, line),
    };
  }

  unfinished(block: string, after: number): readonly (readonly [block: string, entered: number])[] {
    const events = (this.#byBlock.get(block) ?? []).filter(({ id, note }) => id > after && !note?.isAside);
    const newest = events.findLast(({ type }) => /State(Entered|Exited)$/.test(type));
    if (newest === undefined || newest.type.endsWith("Exited")) return [];
    const inner = [...this.#byBlock.keys()].filter(
      (key) => key.startsWith(`${block}/`) && !key.slice(block.length + 1).includes("/"),
    );
    const within = inner.flatMap((key) => this.unfinished(key, newest.id));
    return within.length > 0 ? within : [[block, newest.id]];
  }

  #placeIn(block: string, events: readonly RecordedEvent[], line: readonly RecordedEvent[]): Place | undefined {
    const newest = line.findLast(({ type }) => /State(Entered|Exited)$/.test(type));
    if (newest === undefined) return undefined;
    const { id, type, details, note } = newest;
    if (type.endsWith("Exited")) return { next: note?.next, data: parsed(details.output) };
    const pause = this.pauses.get(block);
    const own = pause?.entered === id ? pause : undefined;
    const begun = own?.used === undefined ? id : own.after;
    const ofTry = events.filter((event) => event.id > begun);
    const inner = (index: number) => this.of(`${block}/${index}`, begun);
    return { next: String(details.name), data: parsed(details.input), state: new StatePast(newest, ofTry, own, inner) };
  }
}

/** The part that an earlier process did of a state which it had entered and not left. */
export class StatePast {
  /** @param events of the try that was under way */
  constructor(
    readonly entered: RecordedEvent,
    private readonly events: readonly RecordedEvent[],
    readonly pause: Pause | undefined,
    readonly block: (index: number) => BlockPast | undefined,
  ) {}

  /** Tells if the state waited for its next try. */
  get isBetweenTries(): boolean {
    return this.pause?.used !== undefined && this.events.length === 0;
  }

  /** The newest event of the try under way with one of these types. */
  event(...types: readonly string[]): RecordedEvent | undefined {
    return this.events.findLast(({ type }) => types.includes(type));
  }
}

function assignedIn(variables: unknown): Readonly<Record<string, Json>> {
  const texts = Object.entries((variables ?? {}) as Readonly<Record<string, string>>);
  return Object.fromEntries(texts.map(([name, text]) => [name, parsed(text)]));
}

/** Data in an event, which is JSON in a text. */
export function parsed(text: unknown): Json {
  return JSON.parse(String(text)) as Json;
}
