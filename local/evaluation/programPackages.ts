import Module from "node:module";
import path from "node:path";
import { PROGRAM_VARIABLE } from "./protocol";

/*
 * Imported for what it does, before Pulumi is: has this process load the Pulumi SDK that the program itself has installed. Two SDKs in one
 * process are two programs: what the one registers, the other does not know.
 */

/** Node's own way from a name to a file: there is no public one for `require` before Node 22.15. */
interface Loader {
  _resolveFilename(this: unknown, request: string, parent?: { filename: string | null }, ...rest: unknown[]): string;
  _nodeModulePaths(folder: string): string[];
}

const PULUMI = /^@pulumi\/pulumi(\/|$)/;

function followProgram(folder: string): void {
  const loader = Module as unknown as Loader;
  const { _resolveFilename } = loader;
  const program = { filename: path.join(folder, "Pulumi.yaml"), paths: loader._nodeModulePaths(folder) };
  loader._resolveFilename = function (request, parent, ...rest) {
    if (PULUMI.test(request) && parent?.filename?.startsWith(__dirname)) {
      try {
        return _resolveFilename.call(this, request, program, ...rest);
      } catch {
        // The program has no SDK, and says so itself; until then, the one beside this file does.
      }
    }
    return _resolveFilename.call(this, request, parent, ...rest);
  };
}

const { [PROGRAM_VARIABLE]: folder } = process.env;
if (folder !== undefined) followProgram(folder);
