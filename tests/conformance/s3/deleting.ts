import { ANY, type Table } from "../table";
import { api, get, guide, NO_KEY, put, refused, row } from "./rows";
import type { S3Input } from "./subject";

const hello = { objects: { k: "hello" } };
const versioned = { ...hello, versioning: "Enabled" } as const;
const markers = guide("Working with delete markers", "DeleteMarker");
const deletion = guide("Deleting object versions from a versioning-enabled bucket", "DeletingObjectVersions");
const listened = guide("Event notification types and destinations", "notification-how-to-event-types-and-destinations");
const missing = {
  title: "pull request 19037: a deletion of a key that is not there is told of, as S3 does (minio/minio)",
  address: "https://github.com/minio/minio/pull/19037",
};

export const deleting: Table<S3Input> = {
  service: "Amazon S3",
  topic: "deleting, and the events",
  rows: [
    row(
      "an object that is deleted is gone",
      api("DeleteObject"),
      [["DeleteObject", { Key: "k" }], get("k")],
      NO_KEY,
      hello,
    ),
    row("deleting what is not there is no error", api("DeleteObject"), [["DeleteObject", { Key: "absent" }]], {}),
    row(
      "a deletion leaves a marker where versions are kept",
      markers,
      [["DeleteObject", { Key: "k" }]],
      { DeleteMarker: true, VersionId: ANY },
      versioned,
    ),
    row("what a marker hides is not there", markers, [["DeleteObject", { Key: "k" }], get("k")], NO_KEY, versioned),
    row(
      "a marker cannot be read",
      markers,
      [["DeleteObject", { Key: "k" }, "marker"], get("k", { VersionId: "$marker.VersionId" })],
      refused("MethodNotAllowed", "The specified method is not allowed against this resource.", 405),
      versioned,
    ),
    row(
      "deleting a marker brings the object back",
      markers,
      [
        ["DeleteObject", { Key: "k" }, "marker"],
        ["DeleteObject", { Key: "k", VersionId: "$marker.VersionId" }],
        get("k"),
      ],
      "hello",
      { ...versioned, see: "Body" },
    ),
    row(
      "a version that is deleted is gone for good",
      deletion,
      [put("k", "new", {}, "new"), ["DeleteObject", { Key: "k", VersionId: "$new.VersionId" }], get("k")],
      "hello",
      { ...versioned, see: "Body" },
    ),
    row(
      "a deletion where versioning is suspended replaces the null version",
      guide("Deleting objects from versioning-suspended buckets", "DeletingObjectsfromVersioningSuspendedBuckets"),
      [
        ["DeleteObject", { Key: "k" }],
        ["ListObjectVersions", {}],
      ],
      ["null"],
      { ...hello, versioning: "Suspended", see: "DeleteMarkers.*.VersionId" },
    ),
    row(
      "several objects are deleted, whether or not they are there",
      api("DeleteObjects"),
      [["DeleteObjects", { Delete: { Objects: [{ Key: "k" }, { Key: "absent" }] } }]],
      [{ Key: "k" }, { Key: "absent" }],
      { ...hello, see: "Deleted" },
    ),
    row(
      "a quiet deletion tells of nothing",
      api("DeleteObjects"),
      [["DeleteObjects", { Delete: { Objects: [{ Key: "k" }], Quiet: true } }]],
      undefined,
      { ...hello, see: "Deleted" },
    ),
    row(
      "several deletions leave markers",
      api("DeleteObjects"),
      [["DeleteObjects", { Delete: { Objects: [{ Key: "k" }] } }]],
      [{ Key: "k", DeleteMarker: true, DeleteMarkerVersionId: ANY }],
      { ...versioned, see: "Deleted" },
    ),
    row(
      "a thousand objects are the most",
      api("DeleteObjects"),
      [["DeleteObjects", { Delete: { Objects: Array.from({ length: 1001 }, (_, at) => ({ Key: `${at}` })) } }]],
      refused(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
      ),
    ),
    row(
      "no objects are refused",
      api("DeleteObjects"),
      [["DeleteObjects", { Delete: { Objects: [] } }]],
      refused(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
      ),
    ),
    row("listeners hear of an object that was put", listened, [put("k", "x"), ["Events", {}]], ["ObjectCreated:Put k"]),
    row(
      "listeners hear of a copy",
      listened,
      [
        ["CopyObject", { Key: "copy", CopySource: "records/k" }],
        ["Events", {}],
      ],
      ["ObjectCreated:Copy copy"],
      hello,
    ),
    row(
      "listeners hear of a deletion",
      listened,
      [
        ["DeleteObject", { Key: "k" }],
        ["Events", {}],
      ],
      ["ObjectRemoved:Delete k"],
      hello,
    ),
    row(
      "listeners hear of a deletion of what is not there",
      missing,
      [
        ["DeleteObject", { Key: "absent" }],
        ["Events", {}],
      ],
      ["ObjectRemoved:Delete absent"],
    ),
    row(
      "listeners hear of each of several deletions",
      missing,
      [
        ["DeleteObjects", { Delete: { Objects: [{ Key: "k" }, { Key: "absent" }] } }],
        ["Events", {}],
      ],
      ["ObjectRemoved:Delete k", "ObjectRemoved:Delete absent"],
      hello,
    ),
    row(
      "listeners hear of a marker",
      listened,
      [
        ["DeleteObject", { Key: "k" }],
        ["Events", {}],
      ],
      ["ObjectRemoved:DeleteMarkerCreated k"],
      versioned,
    ),
  ],
};
