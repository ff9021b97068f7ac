import { isBuiltin } from "node:module";
import ts from "typescript";

/** The names that a text imports or requires, as written. */
export function importsOf(text: string): readonly string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** The package that an import names; nothing for a file, and for what Node.js has itself. */
export function packageOf(imported: string): string | undefined {
  if (imported.startsWith(".") || isBuiltin(imported)) return undefined;
  return imported.split("/", imported.startsWith("@") ? 2 : 1).join("/");
}
