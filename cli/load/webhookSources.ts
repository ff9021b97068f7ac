import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { z } from "zod";
import { secretText } from "./secretText";
import { SIGNED_SCHEMES, type Signing } from "./webhookSignatures";

/** A source that a run sends in the name of. */
export interface LoadSource {
  name: string;
  /** Absent where the id is in the body. */
  deliveryIdHeader?: string;
  /** Absent where the source signs nothing. */
  signing?: Signing;
  /** The API takes its requests only where they are signed for it. */
  signsRequests?: boolean;
}

/** A system's outputs about those who send to it. */
export const sourcesSchema = z.object({
  sources: z.record(
    z.string(),
    z.object({
      deliveryIdHeader: z.string().optional(),
      signatureHeader: z.string().optional(),
      scheme: z.string().optional(),
      signsRequests: z.boolean().optional(),
    }),
  ),
  sourceSecretsArn: z.string().optional(),
});

export type SourcesOutputs = z.infer<typeof sourcesSchema>;

const signingSchema = z.record(
  z.string(),
  z.union([
    z.object({ secret: z.array(z.string()).min(1), prefix: z.string(), encoding: z.enum(["hex", "base64"]) }),
    z.object({ secret: z.array(z.string()).min(1), scheme: z.string(), url: z.string().optional() }),
  ]),
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
  const usable = Object.entries(sources).flatMap(([name, headers]): LoadSource[] => {
    const { deliveryIdHeader, signatureHeader: header, scheme, signsRequests } = headers;
    if (scheme === undefined ? deliveryIdHeader === undefined : !SIGNED_SCHEMES.includes(scheme)) return [];
    const source = {
      name,
      ...(deliveryIdHeader !== undefined && { deliveryIdHeader }),
      ...(signsRequests !== undefined && { signsRequests }),
    };
    const { secret: [secret] = [], ...how } = (Object.hasOwn(signing, name) ? signing[name] : undefined) ?? {};
    if (header === undefined || secret === undefined) return [source];
    if ("scheme" in how) {
      const { url, ...named } = how;
      return [{ ...source, signing: { secret, ...named, ...(url !== undefined && { url }) } }];
    }
    const { prefix = "", encoding = "hex" } = how as { prefix?: string; encoding?: "hex" | "base64" };
    return [{ ...source, signing: { secret, header, prefix, encoding } }];
  });
  const chosen = usable.filter(({ name }) => wanted === undefined || wanted.includes(name));
  const unknown = (wanted ?? []).filter((name) => !chosen.some((source) => source.name === name));
  if (chosen.length === 0 || unknown.length > 0) {
    throw new Error(
      `${unknown.length > 0 ? `no such sources: ${unknown.join(", ")}` : "there is no source to send as"}. A run needs sources with ` +
        `a deliveryIdHeader in the stack's settings, or of a scheme that it can sign by (${SIGNED_SCHEMES.join(", ")}; there are: ${usable.map(({ name }) => name).join(", ") || "none"})`,
    );
  }
  return chosen;
}
