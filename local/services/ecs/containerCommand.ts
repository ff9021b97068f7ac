import type { ContainerOverride, ContainerSpec } from "./ecs";
import type { LocalImage } from "./images";

/** Share of the task's memory that V8's old space may take. */
const OLD_SPACE_SHARE = 0.9;

/**
 * Builds the arguments that Node is started with. The command has to run the image's one program, as in `["node", "--enable-source-maps", "main.js",
 * "migrate"]`: Node's options and the program's arguments are kept, and whatever path the image has for the program, the
 * bundled `main.js` runs.
 *
 * As with Docker, a definition's `entryPoint` makes the image's `CMD` void, too.
 *
 * @throws Error for a command that runs anything else
 */
export function nodeArguments(
  image: LocalImage,
  container: Pick<ContainerSpec, "entryPoint" | "command">,
  override: ContainerOverride | undefined,
  memoryMb: number,
): readonly string[] {
  const entryPoint = container.entryPoint ?? image.entryPoint;
  const imageCommand = container.entryPoint ? [] : image.command;
  const words = [...entryPoint, ...(override?.command ?? container.command ?? imageCommand)];
  const program = words.findIndex((word, index) => index > 0 && !word.startsWith("-"));
  const node = words[0]?.split("/").at(-1);
  if (node !== "node" || !/(^|\/)main\.[cm]?js$/.test(words[program] ?? "")) {
    throw new Error(
      `the container's command is ${JSON.stringify(words)}, but the local cloud runs an image's src/main.ts only: ` +
        'start it with ENTRYPOINT ["node", "main.js"] in the Dockerfile, and tell modes apart by arguments',
    );
  }
  const oldSpaceMb = Math.floor(memoryMb * OLD_SPACE_SHARE);
  return [`--max-old-space-size=${oldSpaceMb}`, ...words.slice(1, program), "main.js", ...words.slice(program + 1)];
}
