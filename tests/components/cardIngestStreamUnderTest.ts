import { CardIngestStream, type CardIngestStreamArgs } from "../../components/cardIngestStream";
import { type Run, type RunOptions, runProgram } from "../support/program";

export const TAGS = { "sluice:component": "CardIngestStream", "sluice:name": "cards" };

/** Answers a program's questions of where it runs, as AWS does. */
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

/** A program with the one system `cards`. */
export function runWith(
  args: Partial<CardIngestStreamArgs> = {},
  options: RunOptions = {},
): Promise<Run<CardIngestStream>> {
  return runProgram(
    () =>
      new CardIngestStream("cards", {
        areas: { hq: { gates: ["north-1", "south-1"] }, lab: { gates: ["lab-1"], maxOccupancy: 2 } },
        devices: ["lobby", "lab"],
        ...args,
      }),
    { call, ...options },
  );
}
