import type { Step } from "../calls";
import type { Table } from "../table";
import { ARN, create, PASS, refusal, row } from "./apiRows";
import { apiReference, recorded } from "./sources";
import type { SfnApiInput } from "./subject";

const TAGGING = (test: string) => recorded("test_sfn_api_tagging", test);
const tag = (tags: Readonly<Record<string, string>>, resourceArn = `${ARN}:flow`): Step => [
  "TagResource",
  { resourceArn, tags: Object.entries(tags).map(([key, value]) => ({ key, value })) },
];
const untag = (...tagKeys: string[]): Step => ["UntagResource", { resourceArn: `${ARN}:flow`, tagKeys }];
const TAGS: Step = ["ListTagsForResource", { resourceArn: `${ARN}:flow` }];
const listed = (...pairs: [key: string, value: string][]) => ({ tags: pairs.map(([key, value]) => ({ key, value })) });

export const tagging: Table<SfnApiInput> = {
  service: "AWS Step Functions",
  topic: "tags of state machines",
  rows: [
    row("a machine has no tags", [create(), TAGS], listed(), TAGGING("test_tag_state_machine")),
    row(
      "TagResource adds tags",
      [create(), tag({ key1: "value1" }), tag({ key2: "value2" }), TAGS],
      listed(["key1", "value1"], ["key2", "value2"]),
      TAGGING("test_tag_state_machine"),
    ),
    row(
      "a tag of a key that is there takes its place",
      [create(), tag({ key1: "value1" }), tag({ key1: "other" }), TAGS],
      listed(["key1", "other"]),
      apiReference("TagResource"),
    ),
    row(
      "a tag's value may be empty",
      [create(), tag({ key1: "" }), TAGS],
      listed(["key1", ""]),
      TAGGING("test_tag_state_machine"),
    ),
    row(
      "UntagResource takes tags away",
      [create(), tag({ key1: "value1", key2: "value2" }), untag("key2"), TAGS],
      listed(["key1", "value1"]),
      TAGGING("test_untag_state_machine"),
    ),
    row(
      "a key that is not there is taken away already",
      [create(), tag({ key1: "value1" }), untag("key2"), TAGS],
      listed(["key1", "value1"]),
      TAGGING("test_untag_state_machine"),
    ),
    row(
      "CreateStateMachine takes tags",
      [create(PASS, { tags: [{ key: "key1", value: "value1" }] }), TAGS],
      listed(["key1", "value1"]),
      TAGGING("test_create_state_machine"),
    ),
    row(
      "tags of what is not there are refused",
      [create(), tag({ key1: "value1" }, `${ARN}:flow:1`)],
      refusal("ResourceNotFound", `Resource not found: '${ARN}:flow:1'`),
      TAGGING("test_tag_state_machine_version"),
    ),
  ],
};
