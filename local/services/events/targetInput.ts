import { AwsError } from "../../base/awsError";
import { jsonIn } from "../../base/jsonIn";
import { isEventPath, valueAt } from "./eventPath";
import type { EventTarget, InputTransformer } from "./events";

/** An event that is on its way to a target. */
export interface Matched {
  readonly event: Readonly<Record<string, unknown>>;
  readonly rule: { readonly arn: string; readonly name: string };
  /** When it came. Milliseconds since the Unix epoch. */
  readonly receivedAt: number;
}

const WHOLE_EVENT = "aws.events.event.json";

/** Source: Amazon EventBridge User Guide, "Amazon EventBridge input transformation", Predefined variables. */
const PREDEFINED: Readonly<Record<string, (matched: Matched) => unknown>> = {
  "aws.events.rule-arn": ({ rule }) => rule.arn,
  "aws.events.rule-name": ({ rule }) => rule.name,
  "aws.events.event.ingestion-time": ({ receivedAt }) => `${new Date(receivedAt).toISOString().slice(0, 19)}Z`,
  "aws.events.event": ({ event: { detail: _detail, "detail-type": detailType, ...event } }) => ({
    ...event,
    detailType,
  }),
  [WHOLE_EVENT]: ({ event }) => event,
};

/** @throws AwsError `ValidationException` for an input that no target can have */
export function checkInput({ id, input, inputPath, inputTransformer }: EventTarget): void {
  if ([input, inputPath, inputTransformer].filter((given) => given !== undefined).length > 1) {
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
  }
  if (input !== undefined && jsonIn(input) === undefined) throw invalid(`JSON syntax error in input for target ${id}`);
  const { inputPaths = {}, inputTemplate } = inputTransformer ?? {};
  for (const path of [inputPath ?? "$", ...Object.values(inputPaths)]) {
    if (!isEventPath(path)) throw invalid(`InputPath for target ${id} is invalid.`);
  }
  if (inputTemplate !== undefined) checkTemplate(id, inputTemplate, Object.keys(inputPaths));
}

/**
 * Builds what a target gets for an event: JSON, or the lines of a template, with their quotes.
 * @throws Error where the event has nothing for it, or a template does not become JSON by it
 */
export function inputOf({ input, inputPath = "$", inputTransformer }: EventTarget, matched: Matched): string {
  if (input !== undefined) return input;
  if (inputTransformer !== undefined) return transformed(inputTransformer, matched);
  const value = valueAt(inputPath, matched.event);
  if (value === undefined) throw new Error(`the event has nothing at ${inputPath}`);
  return JSON.stringify(value);
}

function checkTemplate(id: string, template: string, names: readonly string[]): void {
  const filled = filledIn(template, (name, isQuoted) => {
    if (!names.includes(name) && !Object.hasOwn(PREDEFINED, name)) {
      throw invalid(`InputTemplate for target ${id} contains invalid placeholder ${name}.`);
    }
    if (name === WHOLE_EVENT && !isObjectTemplate(template)) {
      throw invalid(`InputTemplate for target ${id} contains placeholder ${name} valid only for JSON template.`);
    }
    return isQuoted ? "" : "null";
  });
  const lines = filled.split("\n").filter((line) => line.trim() !== "");
  const isJson = (text: string) => jsonIn(text) !== undefined;
  if (!isJson(filled) && (isObjectTemplate(template) || !lines.every(isJson))) {
    throw invalid(`Invalid InputTemplate for target ${id}: texts must have quotes`);
  }
}

/** Values are not escaped, as on AWS: a quote in one that is put into a text breaks the JSON. */
function transformed({ inputPaths = {}, inputTemplate }: InputTransformer, matched: Matched): string {
  const isObject = isObjectTemplate(inputTemplate);
  const filled = filledIn(inputTemplate, (name, isQuoted) => {
    const path = inputPaths[name];
    const value = (path === undefined ? PREDEFINED[name]?.(matched) : valueAt(path, matched.event)) ?? "";
    if (!isQuoted) return JSON.stringify(value);
    if (typeof value === "string") return value;
    return isObject ? JSON.stringify(value) : JSON.stringify(value).replaceAll('"', "");
  });
  if (!isObject) return filled;
  const input = jsonIn(filled);
  if (input === undefined) throw new Error(`its input is no JSON: ${filled}`);
  return JSON.stringify(input);
}

/** Puts something in the place of each `<name>` of a template. */
function filledIn(template: string, text: (name: string, isQuoted: boolean) => string): string {
  let isQuoted = false;
  return template.replace(/<([\w.-]+)>|\\.|"/gs, (part, name: string | undefined) => {
    if (part === '"') isQuoted = !isQuoted;
    return name === undefined ? part : text(name, isQuoted);
  });
}

function isObjectTemplate(template: string): boolean {
  return template.trimStart().startsWith("{");
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
