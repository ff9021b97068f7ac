import { Compile, parse } from "velocityjs";
import { callMethod, javaText, memberOf } from "./javaMethods";
import type { Overrides } from "./overrides";
import { type TemplateScope, templateVariables } from "./templateScope";

/** The result of a template. */
export interface Rendered {
  text: string;
  /** Those of the scope, and what the template has set. */
  overrides: Overrides;
}

/** A mapping template that was read. */
export interface MappingTemplate {
  /** @throws Error that says what in the template failed, and Refusal for a body that it can't read */
  render(scope: TemplateScope): Rendered;
}

/** By content type. */
export type Templates = ReadonlyMap<string, MappingTemplate>;

/** @throws Error that names the content type whose template can't be read */
export function mappingTemplates(templates: Readonly<Record<string, string>>): Templates {
  return new Map(
    Object.entries(templates).map(([contentType, text]) => {
      try {
        return [contentType, mappingTemplate(text)];
      } catch (error) {
        throw new Error(`the mapping template for ${contentType} can't be read: ${(error as Error).message}`);
      }
    }),
  );
}

/** @throws Error for a template in which the Velocity Template Language is not kept to, or with what is not supported here */
export function mappingTemplate(text: string): MappingTemplate {
  const parsed = parse(text);
  const texts = new Map<string, Parsed>();
  return {
    render(scope) {
      const variables = templateVariables(scope);
      const rendered = new Sandboxed(parsed, texts).render(variables, NO_MACROS);
      const [requestOverride, responseOverride] = ["requestOverride", "responseOverride"].map((name) =>
        memberOf(variables.context, name),
      );
      return { text: rendered, overrides: { requestOverride, responseOverride } };
    },
  };
}

type Parsed = ReturnType<typeof parse>;

/** Velocity has it, though API Gateway has not: what a client sends must never become a template. */
const NO_MACROS = {
  eval(): never {
    throw new Error("#eval is not known");
  },
};

interface Reference {
  id: string;
}

interface Attribute {
  type: "method" | "property" | "index";
  id: unknown;
  args?: readonly unknown[] | false;
}

interface Expression {
  operator?: string;
  expression?: readonly Expression[];
}

/** The parts of the evaluation that references go through, which the package's types do not show. */
interface Evaluation {
  context: Readonly<Record<string, unknown>>;
  getReferences(reference: Reference, isWritten?: boolean): unknown;
  getLiteral(literal: unknown): unknown;
  getExpression(expression: Expression): unknown;
  contextId: string;
  renderAstList(parsed: Parsed, contextId: string): string;
  render(context: Readonly<Record<string, unknown>>, macros: object): string;
}

const Evaluation = Compile as unknown as new (parsed: Parsed) => Evaluation;

/** Evaluates a template, with every access to a value going through {@link memberOf} and {@link callMethod}. */
class Sandboxed extends Evaluation {
  /** @param texts what the template's own texts in double quotes were parsed to: parsing takes far longer than the rest */
  constructor(
    parsed: Parsed,
    private readonly texts: Map<string, Parsed>,
  ) {
    super(parsed);
  }

  evalStr(text: string): string {
    const parsed = this.texts.get(text) ?? parse(text);
    this.texts.set(text, parsed);
    return this.renderAstList(parsed, this.contextId);
  }

  override getReferences(reference: Reference, isWritten = false): unknown {
    const value = super.getReferences(reference);
    if (!isWritten) return value;
    // As in Velocity, a name that nothing was set to stays as it is written; what leads nowhere from a known one is empty.
    return value === undefined && !(reference.id in this.context)
      ? super.getReferences(reference, true)
      : javaText(value);
  }

  /** Values of different kinds are compared as texts, as in Velocity: an empty list is no empty text. */
  override getExpression(expression: Expression): unknown {
    const { operator, expression: sides = [] } = expression;
    if (operator !== "==" && operator !== "!=") return super.getExpression(expression);
    const [left, right] = sides.map((side) => this.getExpression(side));
    return isEqual(left, right) === (operator === "==");
  }

  getAttributes(attribute: Attribute, base: unknown): unknown {
    if (base === undefined || base === null) return undefined;
    if (attribute.type === "method") {
      const args = (attribute.args || []).map((argument) => this.getLiteral(argument));
      return callMethod(base, String(attribute.id), args);
    }
    return memberOf(
      base,
      attribute.type === "property" ? String(attribute.id) : javaText(this.getLiteral(attribute.id)),
    );
  }

  /** `$name(...)`: nothing that a template knows can be called by itself. */
  getPropMethod({ id }: { id: string }): never {
    throw new Error(`${id}() is not known`);
  }
}

function isEqual(left: unknown, right: unknown): boolean {
  const [a, b] = [left ?? null, right ?? null];
  return a === null || b === null ? a === b : javaText(a) === javaText(b);
}
