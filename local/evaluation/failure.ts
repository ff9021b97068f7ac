import path from "node:path";
import { inspect } from "node:util";

/** A registration that the local cloud refused, with the place in the program that asked for it. */
export class RegistrationFailure extends Error {
  override readonly name = "RegistrationFailure";

  /** @param frames as in a stack: `"at createQueues (/work/app/stacks/orders.ts:12:3)"` */
  constructor(
    message: string,
    readonly frames: readonly string[],
  ) {
    super(message);
  }
}

const FRAMES_SHOWN = 3;

/**
 * Says in one message what went wrong in a program and where: the error's message and the program's own stack frames,
 * with paths relative to the program's folder and without those of packages and of the local cloud.
 *
 * @param mapFrame gives a frame of what was transpiled the line and column of its source
 */
export function describeFailure(
  error: unknown,
  programFolder: string,
  mapFrame: (frame: string) => string = (frame) => frame,
): string {
  if (!(error instanceof Error)) return `the program threw ${inspect(error)}, which is no Error`;
  const frames = framesOf(error)
    .filter((frame) => isOfProgram(frame, programFolder))
    .slice(0, FRAMES_SHOWN);
  return relative([messageOf(error), ...frames.map((frame) => `    ${mapFrame(frame)}`)].join("\n"), programFolder);
}

function messageOf(error: Error): string {
  // Node lists every file on the way to a missing module; the stack frames say it better.
  if ("code" in error && error.code === "MODULE_NOT_FOUND") return error.message.split("\n")[0] ?? error.message;
  const named = error.name === "Error" || error.name === "RegistrationFailure" || isRunError(error);
  return named ? error.message : `${error.name}: ${error.message}`;
}

/** Pulumi's own way to fail without a stack, such as for a missing config value. */
function isRunError(error: Error): boolean {
  return "__pulumiRunError" in error;
}

function framesOf(error: Error): readonly string[] {
  if (error instanceof RegistrationFailure) return error.frames;
  if (isRunError(error)) return [];
  const lines = (error.stack ?? "").split("\n");
  const frames = lines.map((line) => line.trim()).filter((line) => line.startsWith("at "));
  // The engine puts the place of a syntax error before the message: "/work/app/index.ts:3".
  const place = error instanceof SyntaxError && /^\/.*:\d+$/.test(lines[0] ?? "") ? [`at ${lines[0]}`] : [];
  return [...place, ...frames];
}

function isOfProgram(frame: string, programFolder: string): boolean {
  if (!frame.includes(programFolder + path.sep)) return false;
  return (
    !frame.includes(`${path.sep}node_modules${path.sep}`) && !frame.includes(__dirname) && !frame.endsWith(".cjs)")
  );
}

function relative(text: string, folder: string): string {
  return text.replaceAll(`file://${folder}${path.sep}`, "").replaceAll(folder + path.sep, "");
}
