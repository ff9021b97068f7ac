import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { silentReport } from "../../../local/base/report";
import { type LocalCloud, start } from "../../../local/cloud";
import { ProgramFolder } from "../../support/programFolder";
import { PROGRAM } from "./program";

const FOLDER = path.resolve(__dirname, "../../../web/console");

/** A cloud with the console, for the tests of a file together. */
export interface ConsoleUnderTest {
  cloud: LocalCloud;
  url: string;
  stop(): Promise<void>;
}

/** @param program text of `index.ts`; @param files others beside it, by their paths */
export async function consoleUnderTest(
  program = PROGRAM,
  files: Readonly<Record<string, string>> = {},
): Promise<ConsoleUnderTest> {
  const folder = new ProgramFolder(program);
  for (const [file, text] of Object.entries(files)) folder.write(file, text);
  const workFolder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-console-")));
  const options = { port: 0, workFolder, report: silentReport, consoleFolder: FOLDER };
  const cloud = await start({ folder: folder.path, stack: "local" }, options);
  return {
    cloud,
    url: cloud.services.edgeUrl,
    async stop() {
      await cloud.stop();
      folder.remove();
      rmSync(workFolder, { recursive: true, force: true });
    },
  };
}

export interface Sent {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** Sends a request with exactly these headers, as a program may that is no browser. */
export function send(
  url: string,
  { method = "GET", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

/** Lists what axe-core finds wrong with a page, by rule and element. It runs beside the page's own scripts, which its policy allows alone. */
export async function violationsOf(page: Page): Promise<string[]> {
  if (await page.evaluate<boolean>("globalThis.axe === undefined")) {
    await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  }
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}
