import { AwsError } from "../../base/awsError";
import type { CallRecord } from "../../trace/callRecord";
import type { Payload, Span } from "../../trace/span";
import { hideSecrets } from "../hideSecrets";
import type { View } from "../parts";
import { type Places, placesOf } from "../places";
import { pageFrom } from "./page";

const PAGE = 50;
/** Spans of one journey: a batch of thousands would be no journey any more. */
const MOST_HOPS = 200;

/** A call as a line of a list. */
interface CallLine extends Pick<Span, "id" | "kind" | "action" | "at" | "ms" | "outcome" | "code" | "attempt"> {
  /** The place that it comes from, in a few words. */
  caller: string;
  target: string;
  system?: string;
}

/** The newest calls that begin something (`show=starts`), all (`all`), or those that failed (`failed`); with a text in them, if wanted. */
export const calls: View = ({ services, program }, query) => {
  const places = placesOf(program);
  const text = (query.get("text") ?? "").toLowerCase();
  const show = query.get("show") ?? "starts";
  const from = pageFrom(query);
  const isShown = (span: Span) =>
    show === "all" || (show === "failed" ? ["failed", "denied"].includes(span.outcome) : isStart(span));
  const isWanted = (span: Span) => isShown(span) && (text === "" || searched(span, places).includes(text));
  const found = services.calls.spans.filter(isWanted).reverse();
  const lines = found.slice(from, from + PAGE).map((span) => lineOf(span, places, services.calls));
  return { calls: lines, total: found.length, from, pageSize: PAGE };
};

/** One event's way: all that a call follows from, and all that follows from there. */
export const journey: View = ({ services, program }, query) => {
  const places = placesOf(program);
  const start = services.calls.find(query.get("span") ?? "");
  if (start === undefined)
    throw new AwsError("NotFound", "This call is no longer kept: newer ones took its place.", 404);
  const spans = services.calls.spans;
  const byId = new Map(spans.map((span) => [span.id, span]));
  const following = new Map<string, Span[]>();
  for (const span of spans)
    for (const cause of span.causes) following.set(cause, [...(following.get(cause) ?? []), span]);
  const roots = reached([start], ({ causes }) => causes.flatMap((cause) => byId.get(cause) ?? []));
  const hops = reached(
    [...roots].filter(({ causes }) => !causes.some((cause) => byId.has(cause))),
    ({ id }) => following.get(id) ?? [],
  );
  const kept = new Set([...hops].map(({ id }) => id));
  return {
    start: start.id,
    hops: inOrder([...hops], kept).map((span) => hopOf(span, places, services.calls, kept)),
    isCutOff: hops.size >= MOST_HOPS,
  };
};

/** Names of operations that change nothing. */
const READS = /:(BatchGet|Describe|Get|Head|List|Query|Receive|Scan)/;

/** Tells if something begins with a call: it comes from outside, or nobody saw what it comes from. */
function isStart({ causes, kind, action }: Span): boolean {
  return causes.length === 0 && (kind !== "call" || !READS.test(action)) && kind !== "state";
}

function reached(from: readonly Span[], next: (span: Span) => readonly Span[]): ReadonlySet<Span> {
  const found = new Set(from);
  for (const span of found) {
    for (const each of next(span)) if (found.size < MOST_HOPS) found.add(each);
  }
  return found;
}

/** Each hop after its first cause, and those of one cause by time. */
function inOrder(hops: readonly Span[], kept: ReadonlySet<string>): readonly Span[] {
  const children = new Map<string, Span[]>();
  for (const span of hops) {
    const parent = span.causes.find((cause) => kept.has(cause)) ?? "";
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const below = (id: string): readonly Span[] =>
    (children.get(id) ?? []).sort((a, b) => a.at - b.at).flatMap((span) => [span, ...below(span.id)]);
  return below("");
}

function lineOf(span: Span, places: Places, record: Pick<CallRecord, "placeOf">): CallLine {
  const { id, kind, action, at, ms, outcome, code, attempt, resource } = span;
  const caller = record.placeOf(span);
  const target = places.find(resource);
  const system = target?.system ?? places.find(caller)?.system;
  return {
    ...{ id, kind, action, at, outcome, caller: places.labelOf(caller), target: places.labelOf(resource) },
    ...(ms !== undefined && { ms }),
    ...(code !== undefined && { code }),
    ...(attempt !== undefined && { attempt }),
    ...(system !== undefined && { system }),
  };
}

function hopOf(span: Span, places: Places, record: Pick<CallRecord, "placeOf">, kept: ReadonlySet<string>): object {
  const { who, resource, causes, verdicts, request, response } = span;
  const causesHere = causes.filter((cause) => kept.has(cause));
  return {
    ...lineOf(span, places, record),
    ...{ who, resource, verdicts },
    ...(causesHere[0] !== undefined && { parent: causesHere[0] }),
    /** Those beside whom it was handled, in a batch. */
    causes: causes.length,
    ...(request !== undefined && { request: shownPayload(request) }),
    ...(response !== undefined && { response: shownPayload(response) }),
  };
}

function shownPayload({ start, bytes }: Payload): object {
  return { text: hideSecrets(start.toString()), bytes, isCutOff: start.length < bytes };
}

function searched({ id, action, who, resource, code = "", request }: Span, places: Places): string {
  const texts = [id, action, who, resource, code, places.labelOf(resource), request?.start.toString() ?? ""];
  return texts.join(" ").toLowerCase();
}
