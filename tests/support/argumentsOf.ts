import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

interface Declared {
  members: string[];
  /** Interfaces that it extends, without the members that `Omit` leaves out. */
  bases: { name: string; without: string[] }[];
}

/**
 * Reads the arguments of every component from its source: the members of `<Component>Args`, those of the interfaces that it extends
 * included.
 * @param folder of the components
 * @returns arguments by component
 */
export function argumentsOf(folder: string): ReadonlyMap<string, readonly string[]> {
  const sources = (readdirSync(folder, { recursive: true, encoding: "utf8" }) as string[])
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ts.createSourceFile(file, readFileSync(path.join(folder, file), "utf8"), ts.ScriptTarget.ES2022));
  const interfaces = new Map<string, Declared>();
  const components: string[] = [];
  for (const source of sources) {
    ts.forEachChild(source, (node) => {
      if (ts.isInterfaceDeclaration(node)) interfaces.set(node.name.text, declared(node, source));
      const extended = ts.isClassDeclaration(node) ? node.heritageClauses?.[0]?.getText(source) : undefined;
      // A class at the top is for users; those in folders are its parts.
      if (extended?.includes("ComponentResource") && !source.fileName.includes(path.sep)) {
        components.push((node as ts.ClassDeclaration).name?.text ?? "");
      }
    });
  }
  const membersOf = (name: string): string[] => {
    const { members = [], bases = [] } = interfaces.get(name) ?? {};
    return [
      ...members,
      ...bases.flatMap((base) => membersOf(base.name).filter((member) => !base.without.includes(member))),
    ];
  };
  return new Map(components.sort().map((component) => [component, [...new Set(membersOf(`${component}Args`))]]));
}

function declared(node: ts.InterfaceDeclaration, source: ts.SourceFile): Declared {
  const members = node.members.flatMap((member) => (member.name ? [member.name.getText(source)] : []));
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) =>
    types.map((type) => {
      const text = type.getText(source);
      const [, omitted, without = ""] = /^Omit<(\w+),\s*([^>]*)>$/.exec(text) ?? [];
      return { name: omitted ?? text, without: [...without.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name) };
    }),
  );
  return { members, bases };
}
