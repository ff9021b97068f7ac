import { AwsError } from "../../base/awsError";
import { type ChaosOptions, FAULTS } from "../../base/chaos";
import { isRecord } from "../../base/isRecord";
import type { ConsoleParts, View } from "../parts";

/** The faults that there are, and the shares of each that are injected now. */
export const chaos: View = ({ services }) => ({ faults: FAULTS, options: services.chaosSwitches.options ?? null });

/**
 * Turns faults on and off: `{ seed: 7, killEnvironment: 0.1 }`, or `null` for none.
 * @throws AwsError for what is none
 */
export function setChaos({ services }: Pick<ConsoleParts, "services">, asked: unknown): object {
  try {
    services.chaosSwitches.set(asked === null ? undefined : optionsIn(asked));
  } catch (error) {
    throw new AwsError("BadRequest", error instanceof Error ? error.message : String(error));
  }
  return { options: services.chaosSwitches.options ?? null };
}

function optionsIn(asked: unknown): ChaosOptions {
  const { seed, ...shares } = isRecord(asked) ? asked : {};
  const unknown = Object.keys(shares).find((name) => !FAULTS.some((fault) => fault === name));
  if (unknown !== undefined) throw new RangeError(`chaos: there is no fault ${JSON.stringify(unknown)}`);
  const text = Object.entries(shares).find(([, share]) => typeof share !== "number");
  if (text !== undefined) throw new RangeError(`chaos: ${text[0]} must be a share from 0 to 1`);
  return { seed: Number(seed), ...shares };
}
