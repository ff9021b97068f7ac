import { z } from "zod";

/** Tags of every resource of a system, by key. */
export const tags = z.record(z.string(), z.string());
