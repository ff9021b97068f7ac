import { lastValues } from "../../http/valuesByName";
import { type CallFacts, contextVariables, own } from "./callFacts";
import { Host, javaText } from "./javaMethods";
import { jsonAt } from "./jsonBody";
import { noOverrides, type Overrides } from "./overrides";

/** The values that a template is filled with. */
export interface TemplateScope {
  facts: CallFacts;
  /** Body of the request, or in a response template that of the integration's answer. */
  body: string;
  /** Set by templates before; this one adds to them. */
  overrides?: Overrides;
}

/**
 * The names that a mapping template knows ("Variables for data transformations for API Gateway").
 *
 * Undocumented, and done by what people met on AWS: `$input.json` of a path that leads nowhere gives `""`, and `$input.path` an empty text;
 * `$input.body` of an empty body is `{}`.
 */
export function templateVariables({ facts, body, overrides = noOverrides() }: TemplateScope): Record<string, unknown> {
  return Object.assign(Object.create(null) as Record<string, unknown>, {
    input: new Host(
      {
        json(path) {
          const found = jsonAt(body, javaText(path));
          return JSON.stringify(found === undefined ? "" : found);
        },
        path(path) {
          const found = jsonAt(body, javaText(path));
          return found === undefined ? "" : found;
        },
        params: (name) => (name === undefined ? parametersOf(facts) : parameterOf(facts, javaText(name))),
      },
      { body: body === "" ? "{}" : body },
    ),
    util: UTIL,
    context: contextTree(facts, overrides),
    stageVariables: { ...facts.stageVariables },
  });
}

function parametersOf(facts: CallFacts): Record<string, unknown> {
  return {
    path: { ...facts.pathParameters },
    querystring: lastValues(Object.entries(facts.query)),
    header: Object.fromEntries(facts.headers),
  };
}

/** Searched in this order, as on AWS. */
function parameterOf({ pathParameters, query, request }: CallFacts, name: string): string {
  return own(pathParameters, name) ?? own(query, name)?.at(-1) ?? own(request.headers, name.toLowerCase()) ?? "";
}

/** Names with dots become objects in objects; what a template sets below the overrides is read afterwards. */
function contextTree(facts: CallFacts, overrides: Overrides): Record<string, unknown> {
  const tree: Record<string, unknown> = { ...overrides };
  const identity: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(contextVariables(facts))) {
    const [first = "", second] = name.split(".");
    if (second === undefined) tree[first] = value ?? "";
    else identity[second] = value ?? "";
  }
  return { ...tree, identity };
}

const UTIL = new Host({
  escapeJavaScript: (text) => escapeJavaScript(javaText(text)),
  parseJson: (text) => JSON.parse(javaText(text)) as unknown,
  urlEncode: (text) => new URLSearchParams([["", javaText(text)]]).toString().slice(1),
  urlDecode: (text) => decodeURIComponent(javaText(text).replaceAll("+", " ")),
  base64Encode: (text) => Buffer.from(javaText(text)).toString("base64"),
  base64Decode: (text) => Buffer.from(javaText(text), "base64").toString(),
});

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\n": "\\n",
  "\t": "\\t",
  "\f": "\\f",
  "\r": "\\r",
};

/**
 * As Java's commons do it. Single quotes get a backslash too, which JSON does not know: templates have to take it away again with
 * `.replaceAll("\\'", "'")`, as AWS's documentation tells them to.
 */
function escapeJavaScript(text: string): string {
  return text.replaceAll(/['"\\/]|[^ -~]/g, (character) => {
    if (/['"\\/]/.test(character)) return `\\${character}`;
    return SHORT_ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  });
}
