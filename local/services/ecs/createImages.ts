import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { bundleProgram, type ProgramBundle } from "./bundleProgram";
import { type DockerfileFacts, readDockerfile } from "./dockerfile";
import type { Images, LocalImage } from "./images";
import { createRepositoryTags } from "./repositoryTags";

/** Files that `COPY` takes for building the program: esbuild has read them by then. */
const BUILD_INPUTS =
  /^(src|node_modules|dist|main\.js(\.map)?|package.*\.json|npm-shrinkwrap\.json|tsconfig.*\.json|Dockerfile|\..*|.*\.[cm]?ts)$/;

/**
 * Images without Docker. An image is a folder below `.sluice/images/`, named after its content: `main.js`, which is `src/main.ts`
 * with all its packages, and beside it, under their own names, the other files and folders that the Dockerfile's last stage copies
 * from the context (migrations, templates, ...). Where there is no `src/main.ts`, the context has a `main.js` that
 * is built already. Optional native packages that are not installed stay out, as they do in the image.
 *
 * @param workFolder absolute path of `.sluice/`
 * @param programFolder what relative paths are relative to
 */
export function createImages({ workFolder, programFolder }: { workFolder: string; programFolder: string }): Images {
  const images = new Map<string, LocalImage>();
  const tags = createRepositoryTags();
  return {
    tags,
    async build({ repositoryUrl, tag, context, dockerfile }) {
      const contextFolder = path.resolve(programFolder, context);
      const file =
        dockerfile === undefined ? path.join(contextFolder, "Dockerfile") : path.resolve(programFolder, dockerfile);
      const facts = factsOf(file);
      const entries = entriesOf(file, contextFolder);
      // A package carries its images' programs as JavaScript.
      const entry = entries
        .flatMap((candidate) => [candidate, candidate.replace(/ts$/, "js")])
        .find((candidate) => existsSync(candidate));
      const main = entry
        ? await bundleProgram(entry, contextFolder, path.join(workFolder, "bundles"))
        : builtProgram(facts, contextFolder, entries);
      const { digest, folder } = store(path.join(workFolder, "images"), main, copiedFrom(facts, contextFolder), facts);
      if (tag !== undefined) tags.push(repositoryUrl, tag, digest);
      const { entryPoint, command, environment } = facts;
      const image = { uri: `${repositoryUrl}@sha256:${digest}`, folder, entryPoint, command, environment };
      images.set(image.uri, image);
      return image;
    },
    stored: (repositoryUrl) =>
      [...images.values()]
        .filter(({ uri }) => uri.startsWith(`${repositoryUrl}@`))
        .map((image) => {
          const digest = image.uri.slice(repositoryUrl.length + 1);
          const { size, mtimeMs } = statSync(path.join(image.folder, "main.js"));
          return { digest, tags: tags.of(repositoryUrl, digest), bytes: size, pushedAt: Math.floor(mtimeMs) };
        }),
    forget(repositoryUrl) {
      tags.forget(repositoryUrl);
      for (const uri of images.keys()) if (uri.startsWith(`${repositoryUrl}@`)) images.delete(uri);
    },
    find(uri) {
      const image = images.get(uri);
      if (image) return image;
      throw new Error(
        `no resource of this program has built the image ${uri}, and images of other registries cannot run without Docker: ` +
          "build it with awsx.ecr.Image",
      );
    },
  };
}

function factsOf(dockerfile: string): DockerfileFacts {
  if (!existsSync(dockerfile)) throw new Error(`there is no Dockerfile at ${dockerfile}`);
  try {
    return readDockerfile(readFileSync(dockerfile, "utf8"));
  } catch (error) {
    throw new Error(`${dockerfile}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The places in which a program may start. */
function entriesOf(dockerfile: string, context: string): readonly string[] {
  return [...new Set([path.dirname(dockerfile), context])].map((folder) => path.join(folder, "src", "main.ts"));
}

/** A program that is built already: the Dockerfile copies it by its name, and a source map where there is one. */
function builtProgram({ copies }: DockerfileFacts, context: string, entries: readonly string[]): ProgramBundle {
  const [main, sourceMap] = ["main.js", "main.js.map"].map((name) => {
    const file = path.join(context, copies.find((copied) => path.basename(copied) === name) ?? name);
    return existsSync(file) ? readFileSync(file) : undefined;
  });
  if (main) return { main, sourceMap: sourceMap ?? Buffer.from("{}") };
  throw new Error(`an image's program starts in src/main.ts, and there is none at ${entries.join(" or ")}`);
}

/** Absolute paths by the name they have beside `main.js`. */
function copiedFrom({ copies }: DockerfileFacts, context: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const source of copies) {
    const absolute = path.join(context, source);
    const isContext = path.relative(context, absolute) === "";
    const names = isContext ? readdirSync(context) : [path.basename(absolute)];
    for (const name of names.filter((candidate) => !BUILD_INPUTS.test(candidate))) {
      const file = isContext ? path.join(context, name) : absolute;
      if (/[*?[]/.test(source))
        throw new Error(`the Dockerfile copies by the pattern ${source}: name files or folders`);
      if (!existsSync(file)) throw new Error(`the Dockerfile copies ${source}, which is not in ${context}`);
      found.set(name, file);
    }
  }
  return found;
}

function store(
  imagesFolder: string,
  { main, sourceMap }: ProgramBundle,
  copied: ReadonlyMap<string, string>,
  { entryPoint, command, environment }: DockerfileFacts,
): { digest: string; folder: string } {
  const hash = createHash("sha256").update(main).update(JSON.stringify({ entryPoint, command, environment }));
  for (const [name, file] of [...copied].sort(([a], [b]) => (a < b ? -1 : 1))) hashFile(hash, name, file);
  const digest = hash.digest("hex");
  const folder = path.join(imagesFolder, digest);
  if (!existsSync(folder)) {
    const partial = `${folder}.${process.pid}`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    writeFileSync(path.join(partial, "main.js"), main);
    writeFileSync(path.join(partial, "main.js.map"), sourceMap);
    for (const [name, file] of copied) cpSync(file, path.join(partial, name), { recursive: true });
    renameSync(partial, folder);
  }
  return { digest, folder };
}

function hashFile(hash: ReturnType<typeof createHash>, name: string, file: string): void {
  if (statSync(file).isDirectory()) {
    for (const child of readdirSync(file).sort()) hashFile(hash, `${name}/${child}`, path.join(file, child));
    return;
  }
  const content = readFileSync(file);
  hash.update(`${name}\0${content.length}\0`).update(content);
}
