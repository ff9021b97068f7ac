import { ANY, type Table } from "../table";
import { api, HELLO_ETAG, put, recorded, refused, row } from "./rows";
import { NOW, type S3Input } from "./subject";

const some = (...keys: string[]) => ({ objects: Object.fromEntries(keys.map((key) => [key, "hello"])) });
const tree = some("folder/aSubfolder/subFile1", "folder/aSubfolder/subFile2", "folder/file1", "folder/file2");
const KEYS = "Contents.*.Key";
const OWNER = { DisplayName: ANY, ID: ANY };
const listed = { ETag: HELLO_ETAG, LastModified: NOW, Size: 5, StorageClass: "STANDARD" };
const checked = { ChecksumAlgorithm: ["CRC64NVME"], ChecksumType: "FULL_OBJECT" };
const v1 = (more: object = {}, name?: string) =>
  name === undefined ? (["ListObjects", more] as const) : (["ListObjects", more, name] as const);
const v2 = (more: object = {}, name?: string) =>
  name === undefined ? (["ListObjectsV2", more] as const) : (["ListObjectsV2", more, name] as const);
const versions = (more: object = {}, name?: string) =>
  name === undefined ? (["ListObjectVersions", more] as const) : (["ListObjectVersions", more, name] as const);
const recordedList = (test: string) => recorded(test, "test_s3_list_operations.snapshot.json");

export const listing: Table<S3Input> = {
  service: "Amazon S3",
  topic: "listing",
  rows: [
    row("keys are in the order of their bytes", api("ListObjectsV2"), [v2()], ["B", "a/1", "a/2", "b", "ä"], {
      ...some("b", "a/2", "ä", "a/1", "B"),
      see: KEYS,
    }),
    row(
      "an object is listed with its checksum's kind, and without its owner",
      api("ListObjectsV2"),
      [v2()],
      [{ Key: "k", ...listed, ...checked }],
      {
        ...some("k"),
        see: "Contents",
      },
    ),
    row(
      "the owner is listed where it is asked for",
      api("ListObjectsV2"),
      [v2({ FetchOwner: true })],
      [{ Key: "k", ...listed, ...checked, Owner: OWNER }],
      { ...some("k"), see: "Contents" },
    ),
    row("keys are counted", api("ListObjectsV2"), [v2()], 2, { ...some("a", "b"), see: "KeyCount" }),
    row("a list begins with a prefix", api("ListObjectsV2"), [v2({ Prefix: "a/" })], ["a/1", "a/2"], {
      ...some("a", "a/1", "a/2", "b"),
      see: KEYS,
    }),
    row(
      "what is below a delimiter is one",
      api("ListObjectsV2"),
      [v2({ Delimiter: "/" })],
      [{ Prefix: "a/" }, { Prefix: "b/" }],
      {
        ...some("a/1", "a/2", "b/1", "c"),
        see: "CommonPrefixes",
      },
    ),
    row("what is not below a delimiter is listed beside", api("ListObjectsV2"), [v2({ Delimiter: "/" })], ["c"], {
      ...some("a/1", "a/2", "b/1", "c"),
      see: KEYS,
    }),
    row("a delimiter may have several letters", api("ListObjectsV2"), [v2({ Delimiter: "--" })], [{ Prefix: "a--" }], {
      ...some("a--1", "a--2", "b"),
      see: "CommonPrefixes",
    }),
    row("a list begins behind a key", api("ListObjectsV2"), [v2({ StartAfter: "b" })], ["c"], {
      ...some("a", "b", "c"),
      see: KEYS,
    }),
    row("a list begins behind a key that is not there", api("ListObjectsV2"), [v2({ StartAfter: "aa" })], ["b", "c"], {
      ...some("a", "b", "c"),
      see: KEYS,
    }),
    row("the key is repeated", api("ListObjectsV2"), [v2({ StartAfter: "b" })], "b", {
      ...some("a", "b", "c"),
      see: "StartAfter",
    }),
    row("a page has as many keys as are asked for", api("ListObjectsV2"), [v2({ MaxKeys: 2 })], ["a", "b"], {
      ...some("a", "b", "c"),
      see: KEYS,
    }),
    row("a page says that there is more", api("ListObjectsV2"), [v2({ MaxKeys: 2 })], true, {
      ...some("a", "b", "c"),
      see: "IsTruncated",
    }),
    row(
      "the next page begins where the last ended",
      api("ListObjectsV2"),
      [v2({ MaxKeys: 2 }, "first"), v2({ ContinuationToken: "$first.NextContinuationToken" })],
      ["c"],
      { ...some("a", "b", "c"), see: KEYS },
    ),
    row(
      "a token outweighs a key to begin behind",
      recordedList("test_list_objects_v2_continuation_start_after"),
      [v2({ MaxKeys: 1 }, "first"), v2({ StartAfter: "b", ContinuationToken: "$first.NextContinuationToken" })],
      ["b", "c"],
      { ...some("a", "b", "c"), see: KEYS },
    ),
    row(
      "an empty token is refused",
      recordedList("test_list_objects_v2_continuation_start_after"),
      [v2({ ContinuationToken: "" })],
      refused("InvalidArgument", "The continuation token provided is incorrect"),
    ),
    row(
      "a folded prefix is not listed again on the next page",
      recordedList("test_list_objects_v2_continuation_common_prefixes"),
      [
        v2({ Prefix: "folder/", Delimiter: "/", MaxKeys: 1 }, "first"),
        v2({ Prefix: "folder/", Delimiter: "/", ContinuationToken: "$first.NextContinuationToken" }),
      ],
      ["folder/file1", "folder/file2"],
      { ...tree, see: KEYS },
    ),
    row("no keys may be asked for", api("ListObjectsV2"), [v2({ MaxKeys: 0 })], false, {
      ...some("a"),
      see: "IsTruncated",
    }),
    row("a thousand keys are the most", api("ListObjectsV2"), [v2({ MaxKeys: 5000 })], 1000, {
      ...some("a"),
      see: "MaxKeys",
    }),
    row("an empty bucket has no keys", api("ListObjectsV2"), [v2()], 0, { see: "KeyCount" }),
    row(
      "the older list tells of the owner",
      recordedList("test_list_objects_with_prefix"),
      [v1()],
      [{ Key: "k", ...listed, ...checked, Owner: OWNER }],
      { ...some("k"), see: "Contents" },
    ),
    row("the older list begins behind a marker", api("ListObjects"), [v1({ Marker: "a" })], ["b", "c"], {
      ...some("a", "b", "c"),
      see: KEYS,
    }),
    row("the marker is repeated", api("ListObjects"), [v1({ Marker: "a" })], "a", {
      ...some("a", "b", "c"),
      see: "Marker",
    }),
    row(
      "the older list has a next marker with a delimiter",
      recordedList("test_list_objects_next_marker"),
      [v1({ Delimiter: "/", MaxKeys: 1 })],
      "a",
      { ...some("a", "b", "c"), see: "NextMarker" },
    ),
    row(
      "the older list has no next marker without a delimiter",
      recordedList("test_list_objects_next_marker"),
      [v1({ MaxKeys: 1 })],
      undefined,
      { ...some("a", "b", "c"), see: "NextMarker" },
    ),
    row(
      "the next marker may be a prefix",
      recordedList("test_list_objects_marker_common_prefixes"),
      [v1({ Prefix: "folder/", Delimiter: "/", MaxKeys: 1 })],
      "folder/aSubfolder/",
      { ...tree, see: "NextMarker" },
    ),
    row(
      "what is below a marker that is a prefix was listed",
      recordedList("test_list_objects_marker_common_prefixes"),
      [v1({ Prefix: "folder/", Delimiter: "/", MaxKeys: 1, Marker: "folder/aSubfolder/" })],
      ["folder/file1"],
      { ...tree, see: KEYS },
    ),
    row(
      "a prefix that begins before the marker was listed",
      recordedList("test_list_objects_marker_common_prefixes"),
      [v1({ Prefix: "folder/", Delimiter: "/", MaxKeys: 1, Marker: "folder/aSubfolder/subFile1" })],
      ["folder/file1"],
      { ...tree, see: KEYS },
    ),
    row(
      "a list may be encoded as URLs are",
      api("ListObjectsV2"),
      [v2({ EncodingType: "url", Prefix: "a b" })],
      "url",
      {
        ...some("a b/ü"),
        see: "EncodingType",
      },
    ),
    row(
      "versions are listed, the newest of a key first",
      api("ListObjectVersions"),
      [put("k", "new", {}, "new"), versions()],
      [true, false],
      { ...some("k"), versioning: "Enabled", see: "Versions.*.IsLatest" },
    ),
    row(
      "what was written without versioning is a version of its own",
      api("ListObjectVersions"),
      [versions()],
      ["null"],
      { ...some("k"), see: "Versions.*.VersionId" },
    ),
    row(
      "a deletion is listed as a marker",
      api("ListObjectVersions"),
      [["DeleteObject", { Key: "k" }], versions()],
      [{ Key: "k", VersionId: ANY, IsLatest: true, LastModified: NOW, Owner: OWNER }],
      { ...some("k"), versioning: "Enabled", see: "DeleteMarkers" },
    ),
    row(
      "versions of a key are on two pages",
      recordedList("test_list_objects_versions_with_prefix_only_and_pagination"),
      [
        put("k", "2"),
        put("k", "3"),
        versions({ MaxKeys: 2 }, "first"),
        versions({ KeyMarker: "$first.NextKeyMarker", VersionIdMarker: "$first.NextVersionIdMarker" }),
      ],
      [1],
      { versioning: "Enabled", objects: { k: "1" }, see: "Versions.*.Size" },
    ),
    row(
      "the older versions of a marker's key are not listed without a version",
      recordedList("test_list_objects_versions_with_prefix_only_and_pagination"),
      [put("k", "2"), versions({ KeyMarker: "k" })],
      undefined,
      { versioning: "Enabled", objects: { k: "1" }, see: "Versions" },
    ),
    row(
      "a version to begin with needs a key",
      recordedList("test_list_objects_versions_markers"),
      [versions({ VersionIdMarker: "a".repeat(32) })],
      refused("InvalidArgument", "A version-id marker cannot be specified without a key marker."),
    ),
    row(
      "uploads are listed by their keys",
      api("ListMultipartUploads"),
      [
        ["CreateMultipartUpload", { Key: "b" }],
        ["CreateMultipartUpload", { Key: "a" }],
        ["ListMultipartUploads", {}],
      ],
      ["a", "b"],
      { see: "Uploads.*.Key" },
    ),
    row(
      "uploads are folded and paged as keys are",
      recordedList("test_list_multipart_uploads_marker_common_prefixes"),
      [
        ["CreateMultipartUpload", { Key: "folder/aSubfolder/subFile1" }],
        ["CreateMultipartUpload", { Key: "folder/file1" }],
        ["ListMultipartUploads", { Prefix: "folder/", Delimiter: "/", KeyMarker: "folder/aSubfolder/", MaxUploads: 1 }],
      ],
      ["folder/file1"],
      { see: "Uploads.*.Key" },
    ),
    row(
      "the next page of uploads begins behind an upload of a key",
      recordedList("test_list_multiparts_next_marker"),
      [
        ["CreateMultipartUpload", { Key: "a" }],
        ["CreateMultipartUpload", { Key: "a" }, "second"],
        ["ListMultipartUploads", { MaxUploads: 1 }, "first"],
        ["ListMultipartUploads", { KeyMarker: "$first.NextKeyMarker", UploadIdMarker: "$first.NextUploadIdMarker" }],
      ],
      ["a"],
      { see: "Uploads.*.Key" },
    ),
  ],
};
