import type { Table } from "../table";
import { api, bodiless, FAILED, get, guide, HELLO_ETAG, head, NO_KEY, put, row } from "./rows";
import type { S3Input } from "./subject";

const hello = { objects: { k: "hello" } };
const body = { ...hello, see: "Body" };
const BEFORE = "2026-03-01T11:00:00.000Z";
const WRITTEN = "2026-03-01T12:00:00.000Z";
const AFTER = "2026-03-01T13:00:00.000Z";
const OTHER = '"00000000000000000000000000000000"';
const writes = guide("How to prevent object overwrites with conditional writes", "conditional-writes");
const reads = api("GetObject");
const NOT_MODIFIED = bodiless(304);

/** Times are texts in rows; clients take them as the times that they are. */
const since = (name: "IfModifiedSince" | "IfUnmodifiedSince", time: string) => ({ [name]: new Date(time) });

export const conditions: Table<S3Input> = {
  service: "Amazon S3",
  topic: "conditions",
  rows: [
    row("an object is read if it has the ETag", reads, [get("k", { IfMatch: HELLO_ETAG })], "hello", body),
    row("an ETag needs no quotes", reads, [get("k", { IfMatch: HELLO_ETAG.slice(1, -1) })], "hello", body),
    row("any ETag will do", reads, [get("k", { IfMatch: "*" })], "hello", body),
    row("an object with another ETag is not read", reads, [get("k", { IfMatch: OTHER })], FAILED, hello),
    row("an object is read if it has not the ETag", reads, [get("k", { IfNoneMatch: OTHER })], "hello", body),
    row(
      "an object with the ETag is known already",
      reads,
      [get("k", { IfNoneMatch: HELLO_ETAG })],
      NOT_MODIFIED,
      hello,
    ),
    row("whatever there is, is known already", reads, [get("k", { IfNoneMatch: "*" })], NOT_MODIFIED, hello),
    row(
      "an object is read if it was written after a time",
      reads,
      [["wait", 60], get("k", since("IfModifiedSince", BEFORE))],
      "hello",
      body,
    ),
    row(
      "an object that was written at a time is known since then",
      reads,
      [["wait", 60], get("k", since("IfModifiedSince", WRITTEN))],
      NOT_MODIFIED,
      hello,
    ),
    row("a time to come is no condition", reads, [get("k", since("IfModifiedSince", AFTER))], "hello", body),
    row(
      "an object is read if it is as old as a time",
      reads,
      [get("k", since("IfUnmodifiedSince", WRITTEN))],
      "hello",
      body,
    ),
    row("an object that is newer is not read", reads, [get("k", since("IfUnmodifiedSince", BEFORE))], FAILED, hello),
    row("an object that will be older is read", reads, [get("k", since("IfUnmodifiedSince", AFTER))], "hello", body),
    row(
      "an ETag that is there outweighs a time that is not met",
      reads,
      [get("k", { IfMatch: HELLO_ETAG, ...since("IfUnmodifiedSince", BEFORE) })],
      "hello",
      body,
    ),
    row(
      "an ETag that is known outweighs a time that is met",
      reads,
      [["wait", 60], get("k", { IfNoneMatch: HELLO_ETAG, ...since("IfModifiedSince", BEFORE) })],
      NOT_MODIFIED,
      hello,
    ),
    row(
      "a condition of HEAD that fails has no body",
      api("HeadObject"),
      [head("k", { IfMatch: OTHER })],
      bodiless(412),
      hello,
    ),
    row(
      "a condition of HEAD that is known has no body",
      api("HeadObject"),
      [head("k", { IfNoneMatch: HELLO_ETAG })],
      NOT_MODIFIED,
      hello,
    ),
    row("an object is written if there is none", writes, [put("k", "hello", { IfNoneMatch: "*" })], HELLO_ETAG, {
      see: "ETag",
    }),
    row("an object is not written over another", writes, [put("k", "new", { IfNoneMatch: "*" })], FAILED, hello),
    row(
      "an object is written where a marker hides the one before",
      writes,
      [["DeleteObject", { Key: "k" }], put("k", "hello", { IfNoneMatch: "*" })],
      HELLO_ETAG,
      { ...hello, versioning: "Enabled", see: "ETag" },
    ),
    row(
      "only any ETag may be missing",
      writes,
      [put("k", "new", { IfNoneMatch: HELLO_ETAG })],
      {
        error: "NotImplemented",
        message: "A header you provided implies functionality that is not implemented",
        status: 501,
      },
      hello,
    ),
    row(
      "an object is replaced if it has the ETag",
      writes,
      [put("k", "new", { IfMatch: HELLO_ETAG }), get("k")],
      "new",
      body,
    ),
    row("an object with another ETag is not replaced", writes, [put("k", "new", { IfMatch: OTHER })], FAILED, hello),
    row("an object that is not there is not replaced", writes, [put("k", "new", { IfMatch: OTHER })], NO_KEY),
    row(
      "an object is deleted if it has the ETag",
      guide("How to perform conditional deletes", "conditional-deletes"),
      [["DeleteObject", { Key: "k", IfMatch: HELLO_ETAG }], get("k")],
      NO_KEY,
      hello,
    ),
    row(
      "an object with another ETag is not deleted",
      guide("How to perform conditional deletes", "conditional-deletes"),
      [["DeleteObject", { Key: "k", IfMatch: OTHER }]],
      FAILED,
      hello,
    ),
    row(
      "an object is deleted if there is one",
      guide("How to perform conditional deletes", "conditional-deletes"),
      [["DeleteObject", { Key: "k", IfMatch: "*" }], get("k")],
      NO_KEY,
      hello,
    ),
  ],
};
