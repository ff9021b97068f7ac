import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { z } from "zod";
import { secretText } from "./secretText";

/** A source that a run sends in the name of. */
export interface LoadSource {
  name: string;
  deliveryIdHeader: string;
  /** Absent where the source signs nothing. */
  signing?: { header: string; prefix: string; encoding: "hex" | "base64"; secret: string };
}

/** A system's outputs about those who send to it. */
export const sourcesSchema = z.object({
  sources: z.record(
    z.string(),
    z.object({ deliveryIdHeader: z.string().optional(), signatureHeader: z.string().optional() }),
  ),
  sourceSecretsArn: z.string().optional(),
});

export type SourcesOutputs = z.infer<typeof sourcesSchema>;

const signingSchema = z.record(
  z.string(),
  z.object({ secret: z.array(z.string()).min(1), prefix: z.string(), encoding: z.enum(["hex", "base64"]) }),
);

/**
 * The sources that a run can send in the name of, with what they sign with.
 * @param wanted their names; all whose deliveries have an id where absent
 * @throws Error that names what there is none of
 */
export async function sourcesOf(
  outputs: SourcesOutputs,
  secrets: SecretsManagerClient,
  wanted: readonly string[] | undefined,
): Promise<LoadSource[]> {
  const { sources, sourceSecretsArn } = outputs;
  const signing =
    sourceSecretsArn === undefined ? {} : signingSchema.parse(JSON.parse(await secretText(secrets, sourceSecretsArn)));
  const usable = Object.entries(sources).flatMap(([name, { deliveryIdHeader, signatureHeader }]): LoadSource[] => {
    if (deliveryIdHeader === undefined) return [];
    const { secret: [secret] = [], ...form } = (Object.hasOwn(signing, name) ? signing[name] : undefined) ?? {
      secret: [],
      prefix: "",
      encoding: "hex",
    };
    if (signatureHeader === undefined || secret === undefined) return [{ name, deliveryIdHeader }];
    return [{ name, deliveryIdHeader, signing: { header: signatureHeader, secret, ...form } }];
  });
  const chosen = usable.filter(({ name }) => wanted === undefined || wanted.includes(name));
  const unknown = (wanted ?? []).filter((name) => !chosen.some((source) => source.name === name));
  if (chosen.length === 0 || unknown.length > 0) {
    throw new Error(
      `${unknown.length > 0 ? `no such sources: ${unknown.join(", ")}` : "there is no source to send as"}. A run needs sources with ` +
        `a deliveryIdHeader in the stack's settings (there are: ${usable.map(({ name }) => name).join(", ") || "none"})`,
    );
  }
  return chosen;
}
