import type { Tags } from "../../base/inventory";
import { isRecord } from "../../base/isRecord";
import { tagList } from "../../base/tagList";
import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { LifecycleRule } from "../../services/s3/bucketSettings";
import { bucketSetting } from "./bucketSetting";

interface Rule {
  id?: string;
  status?: string;
  filter?: object;
  prefix?: string;
}

/** `aws.s3.BucketLifecycleConfiguration`: checked and described as on AWS, and not run. */
export function bucketLifecycle({ s3 }: Pick<Services, "s3">): ResourceHandler {
  return bucketSetting(
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    {
      rules: { noEffect: "not run: they work over days" },
      transitionDefaultMinimumObjectSize: { noEffect: "lifecycle rules are not run" },
    },
    {
      put(bucket, { rules = [] }) {
        for (const { id, status } of rules as Rule[]) {
          if (!id) throw new Error("rules: every rule needs an id");
          if (status !== "Enabled" && status !== "Disabled") {
            throw new Error(`rules: status of "${id}" must be "Enabled" or "Disabled", got "${status}"`);
          }
        }
        s3.setLifecycle(bucket, (rules as Rule[]).map(ruleOf));
      },
      remove: (bucket) => s3.setLifecycle(bucket, undefined),
    },
  );
}

/** Properties that are called otherwise in S3's API, but for their first letter. */
const ELEMENTS: Readonly<Record<string, string>> = {
  id: "ID",
  noncurrentVersionTransitions: "NoncurrentVersionTransition",
  tags: "Tag",
  transitions: "Transition",
};

/** As the provider does, a rule without a filter is one for every object. */
function ruleOf({ filter, prefix, ...rule }: Rule): LifecycleRule {
  const selection = prefix === undefined ? { filter: filter ?? { prefix: "" } } : { prefix };
  return asElements({ ...rule, ...selection }) as LifecycleRule;
}

function asElements(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asElements);
  if (!isRecord(value)) return String(value);
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
  return Object.fromEntries(
    given.map(([name, inner]) => [
      ELEMENTS[name] ?? name.charAt(0).toUpperCase() + name.slice(1),
      name === "tags" ? tagList(inner as Tags) : asElements(inner),
    ]),
  );
}
