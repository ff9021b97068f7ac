import type { Step } from "../calls";
import { apiPages, callsRow } from "../rows";
import type { Source } from "../table";
import type { S3Input } from "./subject";

export const api = apiPages("Amazon S3 API Reference", "https://docs.aws.amazon.com/AmazonS3/latest/API");

/** A page of the Amazon S3 User Guide. */
export function guide(title: string, page: string): Source {
  return {
    title: `${title} (Amazon S3 User Guide)`,
    address: `https://docs.aws.amazon.com/AmazonS3/latest/userguide/${page}.html`,
  };
}

const LOCALSTACK = "https://github.com/localstack/localstack/blob";
const COMMITS = {
  "test_s3_list_operations.snapshot.json": "03fe8a92ba821d471c4422650b3a5aec06b8c359",
  "test_s3_preconditions.snapshot.json": "c050d86500b8e46da75e6e086cb0602ab66acab7",
  "test_s3.snapshot.json": "8ea6f2f662584fa9f4a425c2bb2d47c35dba3078",
  "test_s3_api.snapshot.json": "578a32af4ae242290ce4678046269472025f3952",
} as const;

/** An answer of AWS that LocalStack's tests recorded. */
export function recorded(test: string, file: keyof typeof COMMITS): Source {
  return { title: `recorded: ${test}`, address: `${LOCALSTACK}/${COMMITS[file]}/tests/aws/services/s3/${file}` };
}

export const row = callsRow<S3Input>;

export const put = (Key: string, Body: string, more: object = {}, name?: string): Step => {
  const parameters = { Key, Body, ...more };
  return name === undefined ? ["PutObject", parameters] : ["PutObject", parameters, name];
};
export const get = (Key: string, more: object = {}): Step => ["GetObject", { Key, ...more }];
export const head = (Key: string, more: object = {}): Step => ["HeadObject", { Key, ...more }];

export const refused = (error: string, message: string, status = 400) => ({ error, message, status });
export const NO_KEY = refused("NoSuchKey", "The specified key does not exist.", 404);
export const FAILED = refused(
  "PreconditionFailed",
  "At least one of the pre-conditions you specified did not hold",
  412,
);
/** A refusal without a body: all that a client knows is the status. */
export const bodiless = (status: number) => ({ error: String(status), message: "", status });

/** The MD5 of `hello`, as the ETag of an object. */
export const HELLO_ETAG = '"5d41402abc4b2a76b9719d911017c592"';
