import { randomUUID } from "node:crypto";
import type { Clock } from "../../../local/base/clock";
import { deliver } from "../deliver";
import { Patience, patiently } from "../patience";
import { pause } from "../poll";
import type { Books, Decision } from "./books";
import { latencies } from "./crew";
import { NO_GATE, otherGate, type Person } from "./plan";
import type { AccessCardsSystem } from "./system";

/** How far back a gate that was offline dates an exit, in milliseconds. */
const OFFLINE_MS = 30_000;
/** Between two looks at whether somebody is outside again. */
const LOOK_MS = 200;
/** Time for which somebody waits to be outside, before he gives up coming back. */
const LONGEST_EXIT_MS = 120_000;

/** People at gates: does what their habits say, and holds each answer against what it had to be. */
export class Simulation {
  readonly entryLatencies = latencies();
  readonly exitLatencies = latencies();
  /** When each person was let in, by card. Milliseconds since the Unix epoch, by the system's clock. */
  private readonly enteredAt = new Map<string, number>();
  private readonly patience: Patience;

  constructor(
    private readonly system: Pick<AccessCardsSystem, "gates" | "isInside">,
    private readonly books: Books,
    private readonly clock: Clock,
  ) {
    this.patience = new Patience(clock);
  }

  /** Comes in, or tries to. */
  async arrive(person: Person, dueAt: number): Promise<void> {
    const { habit, gates, area } = person;
    const [wayIn] = gates;
    if (habit === "blocked") return this.expectDenied(await this.enter(person, wayIn, dueAt), habit, "card-blocked");
    if (habit === "unknown") return this.expectDenied(await this.enter(person, wayIn, dueAt), habit, "unknown-card");
    if (habit === "crowd") return this.crowdIn(await this.enter(person, wayIn, dueAt), person);
    if (habit === "astray") this.expectDenied(await this.enter(person, NO_GATE, dueAt), habit, "unknown-gate");
    if (habit === "twin") return this.enterTwice(person, dueAt);

    const requestId = randomUUID();
    const first = await this.enter(person, wayIn, dueAt, requestId);
    this.expectGranted(first, person);
    if (habit === "again") this.expectDenied(await this.enter(person, wayIn), habit, "already-inside");
    if (habit === "lost-answer") {
      const second = await this.enter(person, wayIn, this.clock.now(), requestId);
      if (second?.event_id !== first?.event_id || second?.decision !== "granted") {
        this.books.complain(`lost-answer: a repeated request got another answer, in ${area}`);
      }
    }
    if (habit === "back") await this.leaveAndComeBack(person);
  }

  /** Goes out, if he is inside and does not stay. */
  async depart(person: Person): Promise<void> {
    const { habit, cardId } = person;
    if (habit === "stays" || habit === "back" || !this.books.inside.has(cardId)) return;
    const requestId = randomUUID();
    const enteredAt = this.enteredAt.get(cardId) ?? 0;
    const occurredAt = Math.max(enteredAt + 1, this.clock.now() - OFFLINE_MS);
    await this.exit(person, requestId, habit === "late-exit" ? occurredAt : undefined);
    if (habit === "double-exit") await this.exit(person, requestId);
  }

  /**
   * Asks to be let in until there is an answer.
   * @param dueAt when the request was to leave, from which its latency counts
   */
  async enter(
    { cardId }: Person,
    gateId: string,
    dueAt = this.clock.now(),
    requestId: string = randomUUID(),
  ): Promise<Decision | undefined> {
    let decision: Decision | undefined;
    this.books.counts.entries += 1;
    const outcome = await deliver(this.clock, this.patience, () =>
      this.system.gates.enter(gateId, cardId, requestId, (given) => {
        decision = given;
      }),
    );
    this.entryLatencies.recordValue(Math.max(1, Math.round((this.clock.now() - dueAt) * 1000)));
    if (outcome.kind === "refused") this.books.counts.refusedEntries += 1;
    if (outcome.kind === "unknown") this.books.counts.unknown += 1;
    if (outcome.kind !== "accepted") this.books.complain(`an entry got no decision: ${outcome.reason}`);
    if (decision !== undefined) this.books.decided(decision);
    return decision;
  }

  /** Tells of an exit until it is taken. */
  async exit(person: Person, requestId: string, occurredAt?: number): Promise<void> {
    if (await this.tellExit(person, requestId, occurredAt)) this.books.left(person, requestId);
  }

  expectGranted(decision: Decision | undefined, person: Person): void {
    if (decision?.decision === "granted" && decision.area === person.area) {
      this.books.entered(person);
      this.enteredAt.set(person.cardId, decision.occurred_at);
      return;
    }
    this.books.complain(`${person.habit}: must be let into ${person.area}, got ${describe(decision)}`);
  }

  private expectDenied(decision: Decision | undefined, habit: string, reason: string): void {
    if (decision?.decision === "denied" && decision.reason === reason) return;
    this.books.complain(`${habit}: must be denied for ${reason}, got ${describe(decision)}`);
  }

  /** Two requests at the same moment: one is granted, whichever comes first. */
  private async enterTwice(person: Person, dueAt: number): Promise<void> {
    const { gates, area } = person;
    const other = otherGate(person, this.books.areas[area] ?? { gates });
    const answers = await Promise.all([this.enter(person, gates[0], dueAt), this.enter(person, other, dueAt)]);
    const granted = answers.filter((answer) => answer?.decision === "granted");
    for (const answer of granted) this.expectGranted(answer, person);
    for (const answer of answers) {
      if (answer?.decision !== "granted") this.expectDenied(answer, "twin", "already-inside");
    }
    if (granted.length === 1) this.books.pairs.right += 1;
    else this.books.complain(`twin: ${granted.length} of two simultaneous entries were granted`);
    this.books.pairs.all += 1;
  }

  private crowdIn(decision: Decision | undefined, person: Person): void {
    if (decision?.decision === "denied" && decision.reason === "area-full") return;
    this.expectGranted(decision, person);
    const { maxOccupancy = Number.POSITIVE_INFINITY } = this.books.areas[person.area] ?? {};
    const inside = [...this.books.inside.values()].filter((area) => area === person.area).length;
    if (inside > maxOccupancy) this.books.complain(`crowd: ${person.area} holds more than ${maxOccupancy}`);
  }

  /** Leaves, comes back, and then an exit from before is reported: he stays inside. */
  private async leaveAndComeBack(person: Person): Promise<void> {
    const { cardId, gates } = person;
    const longAgo = (this.enteredAt.get(cardId) ?? 0) + 1;
    await this.exit(person, randomUUID());
    const until = this.clock.now() + LONGEST_EXIT_MS;
    while (await patiently(this.clock, () => this.system.isInside(cardId))) {
      if (this.clock.now() > until)
        return this.books.complain(`back: an exit had no effect within ${LONGEST_EXIT_MS} ms`);
      await pause(this.clock, LOOK_MS);
    }
    this.expectGranted(await this.enter(person, gates[0]), person);
    const requestId = randomUUID();
    if (await this.tellExit(person, requestId, longAgo)) this.books.leftLongAgo(requestId);
  }

  private async tellExit({ cardId, gates }: Person, requestId: string, occurredAt?: number): Promise<boolean> {
    this.books.counts.exits += 1;
    const startedAt = this.clock.now();
    const outcome = await deliver(this.clock, this.patience, () =>
      this.system.gates.exit(gates[1], cardId, requestId, occurredAt),
    );
    this.exitLatencies.recordValue(Math.max(1, Math.round((this.clock.now() - startedAt) * 1000)));
    if (outcome.kind === "accepted") return true;
    if (outcome.kind === "refused") this.books.counts.refusedExits += 1;
    else this.books.counts.unknown += 1;
    this.books.complain(`an exit was not taken: ${outcome.reason}`);
    return false;
  }
}

function describe(decision: Decision | undefined): string {
  if (decision === undefined) return "no decision";
  return decision.reason === undefined ? decision.decision : `${decision.decision} (${decision.reason})`;
}
