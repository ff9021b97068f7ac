/** Says what of a function's code would not work in a Lambda, as Pulumi writes it down; `undefined` where all does. */
export function functionFault(value: (...args: never[]) => unknown): string | undefined {
  const text = Function.prototype.toString.call(value);
  if (text.endsWith("{ [native code] }")) {
    return value.name.startsWith("bound ") ? "a bound function, which would lose what it is bound to" : undefined;
  }
  if (!mayBeFaulty(text)) return undefined;
  const known = FAULTS.get(text);
  if (known !== undefined) return known.fault;
  const fault = faultIn(text);
  FAULTS.set(text, { fault });
  return fault;
}

/** The first field that a class gives each of its instances; `undefined` for a function that is none, or a class without fields. */
export function fieldOf(value: (...args: never[]) => unknown): string | undefined {
  const text = Function.prototype.toString.call(value);
  if (!/^class\b/.test(text)) return undefined;
  const ts = require("typescript") as typeof import("typescript");
  const [statement] = ts.createSourceFile("code.js", `(${text})`, ts.ScriptTarget.ESNext, true).statements;
  const expression = statement && ts.isExpressionStatement(statement) ? statement.expression : undefined;
  const root = expression && ts.isParenthesizedExpression(expression) ? expression.expression : undefined;
  if (root === undefined || !ts.isClassExpression(root)) return undefined;
  const field = root.members.find(
    (member) =>
      ts.isPropertyDeclaration(member) && !member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword),
  );
  return field?.name?.getText();
}

/** By their text: many functions of a program capture the same ones. */
const FAULTS = new Map<string, { fault: string | undefined }>();

/**
 * Looks cheaply at first: the compiler takes as long to load as Pulumi. What is assigned and not declared in sight is a default of a
 * parameter most of the time, which shows by where it stands: in the head of a function, or in what a declaration takes apart.
 */
function mayBeFaulty(text: string): boolean {
  if (LABEL.test(text) || PRIVATE_NAME.test(text)) return true;
  const declared = new Set([...text.matchAll(DECLARATION)].map(([, name]) => name));
  const rest = NO_ASSIGNMENTS.reduce((left, pattern) => left.replaceAll(pattern, ""), text);
  return [...rest.matchAll(ASSIGNMENT)].some(([, after, before]) => !declared.has(after ?? before));
}

/** Texts in which an assignment would not be one, or is a default; each may have one level of brackets inside. */
const NO_ASSIGNMENTS: readonly RegExp[] = [
  // Comments, tags of HTML, then what is quoted, then regular expressions.
  /(?<=^\s*|[;{}]\s*)\/\/.*$|\/\*[\s\S]*?\*\//gm,
  /<[a-z]+\s[^<>]*="[^<>]*>/g,
  /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g,
  /(?<=[(,=:[!&|?{};]\s*|return )\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[dgimsuvy]*/g,
  // The parameters of a function, and what a declaration takes apart.
  /\((?:[^()]|\([^()]*\))*\)\s*(?:=>|\{)/g,
  /\b(?:const|let|var)\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\[(?:[^[\]]|\[[^[\]]*\])*\])\s*=/g,
];

const LABEL = /\b(?:break|continue)[ \t]+[A-Za-z_$]/;
const PRIVATE_NAME = /\.#[A-Za-z_$]|^class\b[\s\S]*[{;\s]#[A-Za-z_$]|#[A-Za-z_$][\w$]*\s+in\b/;
const DECLARATION = /\b(?:let|const|var|function|class)\s+([\w$]+)/g;
const ASSIGNMENT =
  /(?<![.\w$])(?:([A-Za-z_$][\w$]*)\s*(?:=(?![=>])|\+\+|--|(?:\*\*|<<|>>>?|&&|\|\||\?\?|[-+*/%&|^])=)|(?:\+\+|--)([A-Za-z_$][\w$]*))/g;

function faultIn(text: string): string | undefined {
  const ts = require("typescript") as typeof import("typescript");
  const asClass = /^class\b/.test(text);
  // A method's code is no expression of its own.
  const asMethod = !asClass && !/^(async\s*)?(function\b|\(|[\w$]+\s*=>)/.test(text);
  const file = ts.createSourceFile("code.js", asMethod ? `({${text}})` : `(${text})`, ts.ScriptTarget.ESNext, true);
  let root: import("typescript").Node = file;
  const declared = new Set<string>();
  const assigned = new Set<string>();
  const labels: string[] = [];
  const privateNames: string[] = [];

  const isInner = (node: import("typescript").Node): boolean => {
    for (let outer = node.parent; outer !== undefined && outer !== root; outer = outer.parent) {
      if (ts.isClassLike(outer)) return true;
    }
    return false;
  };
  const bind = (name: import("typescript").Node): void => {
    if (ts.isIdentifier(name)) declared.add(name.text);
    else ts.forEachChild(name, (child) => (ts.isBindingElement(child) ? bind(child.name) : undefined));
  };
  const assign = (target: import("typescript").Node): void => {
    if (ts.isIdentifier(target)) assigned.add(target.text);
    else if (ts.isArrayLiteralExpression(target)) target.elements.forEach(assign);
    else if (ts.isObjectLiteralExpression(target)) {
      for (const member of target.properties) {
        if (ts.isShorthandPropertyAssignment(member)) assigned.add(member.name.text);
        else if (ts.isPropertyAssignment(member)) assign(member.initializer);
      }
    } else if (ts.isBinaryExpression(target) && target.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      assign(target.left);
    } else if (ts.isSpreadElement(target) || ts.isParenthesizedExpression(target)) assign(target.expression);
  };
  const visit = (node: import("typescript").Node): void => {
    if (asClass && root === file && ts.isClassLike(node)) root = node;
    if (ts.isVariableDeclaration(node) || ts.isParameter(node)) bind(node.name);
    if ((ts.isFunctionLike(node) || ts.isClassLike(node)) && node.name && ts.isIdentifier(node.name)) {
      declared.add(node.name.text);
    }
    if (ts.isLabeledStatement(node)) labels.push(node.label.text);
    if (ts.isPrivateIdentifier(node) && (node.parent.parent === root || !isInner(node))) privateNames.push(node.text);
    if (ts.isBinaryExpression(node) && isAssignment(ts, node.operatorToken.kind)) assign(node.left);
    if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && isCounting(ts, node.operator)) {
      assign(node.operand);
    }
    if ((ts.isForOfStatement(node) || ts.isForInStatement(node)) && !ts.isVariableDeclarationList(node.initializer)) {
      assign(node.initializer);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);

  if (labels[0] !== undefined) return `a function with the label "${labels[0]}", which Pulumi takes for a variable`;
  if (privateNames[0] !== undefined) return `a class with the private member ${privateNames[0]}, or one of its methods`;
  const changed = [...assigned].find((name) => !declared.has(name));
  if (changed === undefined) return undefined;
  return `a function that changes the captured variable "${changed}", which would be as it was at each call`;
}

type TypeScript = typeof import("typescript");

function isAssignment(ts: TypeScript, kind: import("typescript").SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function isCounting(ts: TypeScript, kind: import("typescript").SyntaxKind): boolean {
  return kind === ts.SyntaxKind.PlusPlusToken || kind === ts.SyntaxKind.MinusMinusToken;
}
