import { createHash } from "node:crypto";

/** Where AWS publishes the newest Amazon Linux (Amazon Linux 2023 User Guide, "Launching AL2023 using the SSM parameter"). */
const AMAZON_LINUX = /^\/aws\/service\/ami-amazon-linux-latest\/al2023-ami-(minimal-)?kernel-[\w.]+-(arm64|x86_64)$/;

/** The value of a parameter that AWS publishes for everybody; `undefined` for one that is not known here. */
export function publicParameter(name: string): string | undefined {
  return AMAZON_LINUX.test(name) ? `ami-${createHash("sha256").update(name).digest("hex").slice(0, 17)}` : undefined;
}
