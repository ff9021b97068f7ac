import { readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { type Run, runProgram } from "./program";

import program = require("../../index");

/** Runs all systems, as the stack `local` sets them, against mocks. */
export async function allSystems(): Promise<Run<unknown>> {
  const file = path.join(__dirname, "..", "..", "Pulumi.local.yaml");
  const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return runProgram(
    () => {
      pulumi.runtime.setAllConfig(Object.fromEntries(texts));
      return program();
    },
    { stack: "local" },
  );
}
