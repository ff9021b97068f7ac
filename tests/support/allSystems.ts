import { readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { type Run, runProgram } from "./program";

import program = require("../../index");

/** Answers the programs' questions of where they run, as AWS does. */
function call(token: string): Record<string, unknown> {
  switch (token) {
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { accountId: "111122223333" };
    case "aws:index/getPartition:getPartition":
      return { partition: "aws" };
    case "aws:index/getRegion:getRegion":
      return { region: "us-east-1" };
    default:
      return {};
  }
}

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
    { stack: "local", call },
  );
}
