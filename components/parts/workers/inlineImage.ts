import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { build } from "esbuild";
import type { Subject } from "../arguments/arguments";
import { refusal } from "../arguments/refusal";
import { moduleOf, ROOT, serialised } from "../lambda/bundle";
import { capturedModules } from "../lambda/capturedModules";
import { FUNCTION_MODULE, functionModules } from "../lambda/serialisedCode";
import type { ImageSource } from "./containerImage";

export interface InlineImageArgs {
  /** The module of this project that runs the callbacks, from its root, and the function of it that is handed them. */
  program: { module: string; run: string };
  /** The caller's functions, by the names of the arguments that hold them. */
  callbacks: Readonly<Record<string, (...args: never[]) => unknown>>;
  /** The program connects to a database of RDS, and trusts its authorities. */
  database: boolean;
  /** Folder with SQL migrations, put beside the program as `migrations`. */
  migrations?: string | undefined;
}

/** Build contexts, one a folder, named after their content: a cache, as far as git, npm and `pulumi up` are concerned. */
const CONTEXTS = path.join("node_modules", ".cache", "sluice-images");
/** Milliseconds after which a context goes that no program has used since. */
const KEPT_MS = 7 * 86_400_000;
/** The name of the module with the callbacks. */
const CALLBACKS = "the-callbacks";

/**
 * The image of a program of this project with a caller's functions in it. They are written down with all that they capture, as an inline
 * function of Lambda's is, and bundled into the program, packages included: the image is Node.js and a file. So its build wants no npm, and
 * the image is the same for the same code, in each checkout. `docker build` gets a folder of its own, named after its content: other code is
 * another folder, which is what has the image built anew.
 *
 * @throws Error naming the captured variable that cannot be serialised and its line; RunError for a secret, which everybody who may pull the
 * image could read
 */
export function inlineImage(subject: Subject, args: InlineImageArgs, resource: pulumi.Resource): ImageSource {
  const context = pulumi.output(writeContext(subject, args, resource));
  return { context, dockerfile: pulumi.interpolate`${context}/Dockerfile` };
}

/** @returns the path of the context from the program's folder, which is the same in each checkout */
async function writeContext(subject: Subject, args: InlineImageArgs, resource: pulumi.Resource): Promise<string> {
  const files: Record<string, string> = {
    ...(await bundle(subject, args, resource)),
    Dockerfile: dockerfile(args),
    ...(args.migrations !== undefined && migrationsOf(args.migrations)),
  };
  const digest = createHash("sha256").update(JSON.stringify(files)).digest("hex");
  const context = path.join(CONTEXTS, digest.slice(0, 32));
  if (existsSync(context)) {
    // In use: an image that is made from other code must not have it forgotten.
    utimesSync(context, new Date(), new Date());
    return context;
  }

  forgetOld();
  const partial = `${context}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(partial, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  if (existsSync(context)) rmSync(partial, { recursive: true });
  else renameSync(partial, context);
  return context;
}

/** SQL files of a folder, by their names in the context. */
function migrationsOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [`migrations/${name}`, readFileSync(path.join(folder, name), "utf8")]));
}

async function bundle(subject: Subject, { program, callbacks }: InlineImageArgs, resource: pulumi.Resource) {
  const { text, containsSecrets } = await serialised(() => callbacks, resource);
  if (containsSecrets) {
    throw refusal(
      `${subject.component} ${JSON.stringify(subject.name)}: ${Object.keys(callbacks).join(", ")} must capture no secret, which ` +
        "everybody who may pull the image could read: hand it over by the argument secrets, and read process.env",
    );
  }
  const { entry, code } = functionModules(text);
  const { outputFiles } = await build({
    stdin: {
      // Required, and not imported: a health check loads neither the callbacks nor what they need.
      contents: `require("./${program.module}").${program.run}(() => require("${CALLBACKS}").handler);`,
      resolveDir: ROOT,
      sourcefile: "main.js",
      loader: "js",
    },
    absWorkingDir: ROOT,
    outfile: "main.js",
    bundle: true,
    write: false,
    platform: "node",
    target: "node22",
    format: "cjs",
    keepNames: true,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    // An optional native part of `pg`, which is not installed.
    external: ["pg-native"],
    logLevel: "silent",
    plugins: [capturedModules(CALLBACKS), moduleOf(CALLBACKS, entry), moduleOf(FUNCTION_MODULE, code)],
  });
  return Object.fromEntries(outputFiles.map((file) => [path.basename(file.path), file.text]));
}

/** The base is that of the project's other images, by its digest; the authorities are those that sign RDS's certificates. */
function dockerfile({ database, migrations }: InlineImageArgs): string {
  const base = "node:22.21-alpine3.22@sha256:b2358485e3e33bc3a33114d2b1bdb18cdbe4df01bd2b257198eb51beb1f026c5";
  const authorities = [
    `FROM --platform=$BUILDPLATFORM ${base} AS authorities`,
    "RUN wget -q -O /rds-ca.pem https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem",
  ];
  const trust = ["ENV NODE_EXTRA_CA_CERTS=/app/rds-ca.pem", "COPY --from=authorities /rds-ca.pem ./"];
  return [
    "# Generated: the program is bundled, packages included.",
    ...(database ? authorities : []),
    `FROM ${base}`,
    "WORKDIR /app",
    "ENV NODE_ENV=production",
    ...(database ? trust : []),
    "COPY main.js main.js.map ./",
    ...(migrations === undefined ? [] : ["COPY migrations ./migrations"]),
    'VOLUME ["/tmp"]',
    "USER node",
    'ENTRYPOINT ["node", "--enable-source-maps", "main.js"]',
    "",
  ].join("\n");
}

function forgetOld(): void {
  if (!existsSync(CONTEXTS)) return;
  for (const name of readdirSync(CONTEXTS)) {
    const folder = path.join(CONTEXTS, name);
    const { mtimeMs = 0 } = statSync(folder, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs < Date.now() - KEPT_MS) rmSync(folder, { recursive: true, force: true });
  }
}
