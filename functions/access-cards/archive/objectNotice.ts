import { z } from "zod/mini";
import { checked } from "../../shared/schema";

/** S3's word that an object was made (S3 User Guide, "Event message structure"). */
export interface ObjectNotice {
  bucket: string;
  key: string;
  /** MD5 or the like of the content, without quotes: another content has another. */
  etag: string;
  /** Orders the notices of one key: the later one is the greater text. */
  sequencer: string;
}

/** Hexadecimal digits to which a sequencer is filled up; S3's have 16 to 18. */
const SEQUENCER_LENGTH = 64;

/**
 * Makes what reads a message of S3 as SNS hands it over, raw.
 * @returns a function of a message's body, which throws for what is none of S3's
 */
export function noticeReader(): (body: string) => ObjectNotice[] {
  const objectMade = z.object({
    eventName: z.string().check(z.startsWith("ObjectCreated:")),
    s3: z.object({
      bucket: z.object({ name: z.string().check(z.minLength(1)) }),
      object: z.object({
        key: z.string().check(z.minLength(1)),
        eTag: z.string().check(z.minLength(1)),
        sequencer: z.string().check(z.regex(/^[0-9A-Fa-f]{1,64}$/)),
      }),
    }),
  });
  const notification = z.union([
    z.object({ Records: z.array(objectMade).check(z.minLength(1)) }),
    // S3's test message to a topic that has just been configured.
    z.object({ Event: z.literal("s3:TestEvent") }),
  ]);
  return (body) => {
    const message = checked(notification, JSON.parse(body));
    if ("Event" in message) return [];
    return message.Records.map(({ s3: { bucket, object } }) => ({
      bucket: bucket.name,
      // Keys come as forms encode them.
      key: decodeURIComponent(object.key.replaceAll("+", " ")),
      etag: object.eTag,
      // "First right pad the shorter value with zeros, and then do a lexicographic comparison" (same source).
      sequencer: object.sequencer.toUpperCase().padEnd(SEQUENCER_LENGTH, "0"),
    }));
  };
}
