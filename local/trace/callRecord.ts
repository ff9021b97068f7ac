import type { Clock } from "../base/clock";
import { randomHex } from "../base/randomHex";
import { nameOf } from "../iam/denial";
import type { Iam, Permission, Principal } from "../iam/iam";
import { BoundedMap } from "./boundedMap";
import { type KeysOfTable, marksOf, messageMark, originOf, sentIn } from "./correlation";
import { Charges } from "./cost/charges";
import { HeldMessages } from "./heldMessages";
import { Marks } from "./marks";
import { OpenSpan, type SpanRecord } from "./openSpan";
import { type Payload, payloadOf, type Span, type SpanStart } from "./span";
import { Traffic, type Way } from "./traffic";
import { currentSpan } from "./within";

/** Spans and bytes of their payloads that are kept; the oldest make room. */
const MOST_SPANS = 5_000;
const MOST_BYTES = 24 * 1024 * 1024;
const MOST_TRIES = 20_000;
const RETURNS = /^sqs:(DeleteMessage|ChangeMessageVisibility)/;
/** The time after somebody last looked for which calls are still recorded. */
const WATCHED_MS = 5 * 60_000;
/** The time for which calls are counted together: metrics are kept as long, by which invocations and requests to APIs are counted. */
const COUNTED_MS = 3 * 60 * 60_000;

/**
 * The calls that the local cloud has seen lately, and which of them follow from which. Nothing is recorded, and nothing spent, unless
 * somebody is looking or was a few minutes ago.
 */
export class CallRecord implements SpanRecord {
  readonly #clock: Clock;
  readonly #iam: Pick<Iam, "explain">;
  readonly #spans = new BoundedMap<Span>(MOST_SPANS);
  readonly #marks = new Marks();
  readonly #held = new HeldMessages();
  /** Requests by the root of their trace. */
  readonly #roots = new BoundedMap<string>(MOST_SPANS);
  /** Tries of a batch by its first record. */
  readonly #tries = new BoundedMap<number>(MOST_TRIES);
  readonly #traffic = new Traffic();
  /** Calls since {@link watchedSince} that AWS would charge for. */
  readonly charges = new Charges();
  /** Since when calls are counted without a gap, in milliseconds since the Unix epoch. */
  #watchedSince = 0;
  readonly #arrivals = new Map<string, number>();
  #bytes = 0;
  #watchedUntil = 0;
  /** Names the key attributes of a table, by which records of its stream are told to follow from a write. */
  keysOfTable: KeysOfTable = () => [];

  constructor({ clock, iam }: { clock: Clock; iam: Pick<Iam, "explain"> }) {
    this.#clock = clock;
    this.#iam = iam;
  }

  get isOn(): boolean {
    if (this.#watchedUntil === 0) return false;
    if (this.#clock.now() < this.#watchedUntil) return true;
    this.#forget();
    return false;
  }

  /** Somebody looks. */
  watch(): void {
    const now = this.#clock.now();
    if (!this.isOn || now - this.#watchedSince >= COUNTED_MS) {
      this.#watchedSince = now;
      this.charges.clear();
      this.#arrivals.clear();
    }
    this.#watchedUntil = now + WATCHED_MS;
  }

  /** Since when calls are counted, in milliseconds since the Unix epoch; absent while nobody looks. */
  get watchedSince(): number | undefined {
    return this.isOn ? this.#watchedSince : undefined;
  }

  /** @returns nothing while nobody looks */
  begin(start: SpanStart): OpenSpan | undefined {
    if (!this.isOn) return undefined;
    const { kind, action, resource, principal, permissions = [], request, traceHeader, cause, attempt } = start;
    const caller = cause ?? this.#spanOf(traceHeader, kind) ?? this.#stateOf(kind);
    const span: Span = {
      id: randomHex(8),
      kind,
      action,
      resource,
      who: nameOf(principal),
      at: this.#clock.now(),
      outcome: "running",
      causes: caller === undefined ? [] : [caller],
      verdicts: permissions.map((permission) => this.#iam.explain(principal, permission)),
    };
    if (principal.kind === "role") span.role = principal.roleArn;
    if (request !== undefined) span.request = payloadOf(request);
    if (attempt !== undefined) span.attempt = attempt;
    if (caller === undefined) span.causes = this.#likelyCauses(span, principal, request);
    this.#release(this.#spans.set(span.id, span));
    if (kind === "request") this.#roots.set(rootOf(traceHeader), span.id);
    if (kind === "request" && span.causes.length === 0) this.#arrived(resource, 1);
    this.#bytes += span.request?.start.length ?? 0;
    this.#makeRoom();
    return new OpenSpan(span, this);
  }

  /** Begins the span of an invocation, which follows from what is in its event, or from the call that asks for it. */
  beginInvocation(
    { roleArn, ...start }: Pick<SpanStart, "action" | "resource" | "cause"> & { roleArn: string },
    event: unknown,
  ): OpenSpan | undefined {
    const { marks, source, attempt, traceHeader } = originOf(event, this.keysOfTable);
    const [first] = marks;
    const tries = first === undefined ? undefined : this.#tried(start.resource, first);
    const count = attempt ?? tries;
    const caller = this.#spans.get(start.cause ?? this.#spanOf(traceHeader, "invocation") ?? currentSpan() ?? "");
    const asker = caller?.kind === "request" ? caller.resource : caller?.who;
    const principal = { kind: "service", service: source?.arn ?? asker ?? "lambda.amazonaws.com" } as const;
    const open = this.begin({
      ...start,
      ...{ kind: "invocation", principal, traceHeader },
      ...(count !== undefined && { attempt: count }),
    });
    if (open === undefined) return undefined;
    for (const mark of marks) this.#marks.follow(mark, open.span);
    if (source) open.span.verdicts = [this.#iam.explain({ kind: "role", arn: roleArn, roleArn }, source.permission)];
    return open;
  }

  /** Notes that a span follows from what made a mark. */
  follow(mark: string, span: Span | undefined): void {
    if (span) this.#marks.follow(mark, span);
  }

  /** Notes what a call made, so that what comes of it is told to follow from it. */
  answered({ span }: OpenSpan, params: Record<string, unknown>, result: Record<string, unknown>): void {
    this.charges.count(this.placeOf(span), span, params);
    if (isOperator(span)) this.#arrived(span.resource, sentIn(span.action, params));
    for (const mark of marksOf(span.action, params, result, this.keysOfTable)) this.#marks.made(mark, span.id);
    if (span.action === "sqs:ReceiveMessage") {
      const ids = this.#held.received(span, result);
      for (const id of ids) this.#marks.follow(messageMark(id), span);
      const tries = ids.map((id) => this.#tried(span.resource, messageMark(id)));
      if (tries.length > 0) span.attempt = Math.max(...tries);
    } else {
      span.causes = [...new Set([...span.causes, ...this.#held.returned(span.action, params)])];
    }
    // A poll that found nothing says nothing: a worker at rest makes thousands of them.
    const isEmpty = span.action === "sqs:ReceiveMessage" && result.Messages === undefined;
    // One that made room for others while it waited is counted out already.
    if (isEmpty && this.#spans.delete(span.id)) this.#bytes -= span.request?.start.length ?? 0;
  }

  /** Notes a decision about a permission that was asked for during a span. */
  decided(span: Span, principal: Principal, permission: Permission): void {
    span.verdicts = [...span.verdicts, this.#iam.explain(principal, permission)];
    if (principal.kind === "service") return;
    Object.assign(span, { who: nameOf(principal), ...roleOf(principal) });
    if (span.causes.length === 0) span.causes = this.#likelyCauses(span, principal, span.request?.start);
  }

  /** The same, for the request with this header of X-Ray's. */
  decidedFor(traceHeader: string | undefined, principal: Principal, permission: Permission): void {
    if (!this.isOn) return;
    const span = this.#spans.get(this.#roots.get(rootOf(traceHeader)) ?? "");
    if (span) this.decided(span, principal, permission);
  }

  /** Notes the body of a request, which comes after its head. */
  sent(span: Span, body: Payload): void {
    if (!this.#spans.has(span.id)) return;
    this.#bytes += body.start.length - (span.request?.start.length ?? 0);
    span.request = body;
    if (span.causes.length === 0) span.causes = this.#likelyCauses(span, { kind: "anonymous" }, body.start);
  }

  /** Called by the span when it has ended. */
  ended(span: Span): void {
    if (!this.#spans.has(span.id)) return;
    this.#bytes += span.response?.start.length ?? 0;
    const place = this.placeOf(span);
    // A receive goes from the queue to its reader; a deletion is the rest of receiving; a state is within its workflow.
    if (span.kind === "state") this.#makeRoom();
    else if (span.action === "sqs:ReceiveMessage") this.#traffic.count(span.resource, place, span);
    else if (!RETURNS.test(span.action)) this.#traffic.count(place, span.resource, span);
    this.#makeRoom();
  }

  /** The place that a call comes from: what runs there, or who calls from outside. */
  placeOf({ causes, who, role, kind }: Span): string {
    if (kind === "invocation" && who.startsWith("arn:")) return who;
    const [caller] = causes;
    const parent = caller === undefined ? undefined : this.#spans.get(caller);
    if (parent === undefined) return role ?? who;
    // A call that nobody signed was made by who has the message in hand that it is about.
    return parent.kind === "call" ? (role ?? parent.role ?? who) : parent.resource;
  }

  /** The request that a trace began with. */
  requestOf(traceHeader: string): string | undefined {
    return this.#roots.get(rootOf(traceHeader));
  }

  find(id: string): Span | undefined {
    return this.#spans.get(id);
  }

  /** The oldest first. */
  get spans(): readonly Span[] {
    return [...this.#spans.values()];
  }

  /** Events that came from outside since {@link watchedSince}, by where they came to. */
  get arrivals(): readonly { to: string; count: number }[] {
    return [...this.#arrivals].map(([to, count]) => ({ to, count }));
  }

  get ways(): readonly Way[] {
    return this.#traffic.ways(this.#clock.now());
  }

  /** The span that X-Ray's header names as the parent, where it is one of ours; else the request that the trace began with. */
  #spanOf(header: string | undefined, kind: Span["kind"]): string | undefined {
    if (header === undefined) return undefined;
    const [, parent = ""] = /Parent=([0-9a-f]{16})/.exec(header) ?? [];
    if (this.#spans.has(parent)) return parent;
    // A client may send several requests within a trace of its own.
    const request = kind === "request" ? undefined : this.#roots.get(rootOf(header));
    return request !== undefined && this.#spans.has(request) ? request : undefined;
  }

  /** The workflow's state that runs here; a request from outside is none of its. */
  #stateOf(kind: Span["kind"]): string | undefined {
    const state = kind === "request" ? undefined : currentSpan();
    return state !== undefined && this.#spans.has(state) ? state : undefined;
  }

  /**
   * The receives of messages that a call is likely to follow from, where nothing says what it follows from. A request like the one by which
   * a message came is another one of its kind, and a worker polls for more whatever it has in hand.
   */
  #likelyCauses(span: Span, principal: Principal, request: Buffer | string | undefined): readonly string[] {
    if (span.kind === "invocation" || span.kind === "state" || span.action === "sqs:ReceiveMessage") return [];
    const isLike = ({ action, resource }: Span) => action === span.action && resource === span.resource;
    return this.#held.causesOf(principal, request).filter((cause) => !this.#above(cause).some(isLike));
  }

  /** A span, and those that it follows from by its first cause each. */
  #above(id: string): readonly Span[] {
    const found: Span[] = [];
    for (let span = this.#spans.get(id); span && !found.includes(span); span = this.#spans.get(span.causes[0] ?? "")) {
      found.push(span);
    }
    return found;
  }

  /** Counts a try of what has a mark. @returns which one it is, from 1 */
  #tried(place: string, mark: string): number {
    const tries = (this.#tries.get(`${place} ${mark}`) ?? 0) + 1;
    this.#tries.set(`${place} ${mark}`, tries);
    return tries;
  }

  #arrived(to: string, count: number): void {
    if (count > 0) this.#arrivals.set(to, (this.#arrivals.get(to) ?? 0) + count);
  }

  #makeRoom(): void {
    while (this.#bytes > MOST_BYTES && this.#spans.size > 0) this.#release(this.#spans.evict());
  }

  #release(span: Span | undefined): void {
    this.#bytes -= (span?.request?.start.length ?? 0) + (span?.response?.start.length ?? 0);
  }

  #forget(): void {
    this.#watchedUntil = 0;
    this.#bytes = 0;
    this.#spans.clear();
    for (const each of [this.#marks, this.#held, this.#roots, this.#tries, this.#traffic, this.charges, this.#arrivals])
      each.clear();
  }
}

function roleOf(principal: Principal): Pick<Span, "role"> {
  return principal.kind === "role" ? { role: principal.roleArn } : {};
}

function isOperator({ who, kind }: Span): boolean {
  return kind === "call" && who.endsWith(":user/operator");
}

function rootOf(header = ""): string {
  return /Root=([^;]+)/.exec(header)?.[1] ?? "";
}
