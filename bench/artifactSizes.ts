import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { functionsOf, withCloud } from "./cloud";
import { figure, type MeasurementInside } from "./measurement";

/** Bytes that are uploaded for each Lambda. Sizes do not vary from run to run, so there is one. */
export const artifactSizes: MeasurementInside = {
  name: "artifactSizes",
  method: "The files of what is uploaded for each Lambda, raw and gzipped one by one.",
  async measure(note) {
    note("artifact sizes");
    return withCloud(async (cloud) =>
      functionsOf(cloud).flatMap(({ name, inputs }) => {
        const { codeFolder } = inputs.code as { codeFolder: string };
        const files = filesBelow(codeFolder);
        return [
          figure(`artifact: ${name}`, "bytes", [sum(files.map((file) => file.length))]),
          figure(`artifact, gzipped: ${name}`, "bytes", [sum(files.map((file) => gzipSync(file).length))]),
        ];
      }),
    );
  },
};

function filesBelow(folder: string): Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
