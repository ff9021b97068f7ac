import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../local/evaluation/settings";
import { type Run, runProgram } from "./program";

import program = require("../../index");

const ROOT = path.join(__dirname, "..", "..");

/** Runs all systems, as the stack `local` sets them, against mocks. */
export async function allSystems(): Promise<Run<unknown>> {
  const { config, stack } = readSettings(ROOT, "local");
  return runProgram(
    () => {
      pulumi.runtime.setAllConfig(config);
      return program();
    },
    { stack },
  );
}
