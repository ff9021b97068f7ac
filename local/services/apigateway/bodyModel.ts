import type { ErrorObject } from "ajv";
import Ajv from "ajv-draft-04";
import type { ModelSpec } from "./restApi";

/** A model that bodies are checked against. */
export interface Model {
  /** Says what is wrong with a body; `undefined` where nothing is. */
  problem(body: string): string | undefined;
}

/** Models that every API has. */
const BUILT_IN: Readonly<Record<string, object>> = {
  Empty: { title: "Empty Schema", type: "object" },
  Error: { title: "Error Schema", type: "object", properties: { message: { type: "string" } } },
};

/**
 * Compiles a model, with the others of the API for what it refers to by
 * `https://apigateway.amazonaws.com/restapis/<api id>/models/<name>`.
 *
 * Formats are not checked, as AWS promises nothing of them. An empty body is an empty object to AWS.
 *
 * @throws Error that says what in the schema is wrong
 */
export function bodyModel(apiId: string, models: ReadonlyMap<string, ModelSpec>, name: string): Model {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const url = (model: string) => `https://apigateway.amazonaws.com/restapis/${apiId}/models/${model}`;
  for (const [model, { schema }] of models) ajv.addSchema(schemaOf(schema), url(model));
  for (const [model, schema] of Object.entries(BUILT_IN)) {
    if (!models.has(model)) ajv.addSchema(schema, url(model));
  }
  const validate = ajv.getSchema(url(name));
  if (validate === undefined) throw new Error(`there is no model called "${name}"`);
  return {
    problem(text) {
      const body = parsed(text.trim() === "" ? "{}" : text);
      if (body === undefined) return "[the body is not JSON]";
      return validate(body.value) ? undefined : `[${(validate.errors ?? []).map(told).join(", ")}]`;
    },
  };
}

/** @throws Error that says what in the schema is wrong */
export function checkSchema(schema: string): void {
  new Ajv({ strict: false, validateFormats: false }).validateSchema(schemaOf(schema), true);
}

/** @throws Error for what is no JSON object */
function schemaOf(text: string): Record<string, unknown> {
  const schema = parsed(text)?.value;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    throw new Error("schema must be a JSON object, as text: JSON.stringify({ ... })");
  }
  return schema as Record<string, unknown>;
}

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function told({ instancePath, message = "is not valid" }: ErrorObject): string {
  return instancePath === "" ? message : `${instancePath} ${message}`;
}
