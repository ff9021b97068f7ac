/**
 * Tells if a body is handled as bytes: its type, or of a response the first one that the client accepts, is one of the API's binary media
 * types ("Content type conversions for API Gateway", "Return binary media from a Lambda proxy integration in API Gateway").
 * @param header of a request: `Content-Type` or `Accept`
 */
export function isBinary(binaryMediaTypes: readonly string[], header: string | undefined): boolean {
  const [first = ""] = (header ?? "").split(/[,;]/);
  const [type = "", subtype = ""] = first.trim().toLowerCase().split("/");
  return binaryMediaTypes.some((given) => {
    if (given === "*/*") return true;
    const [wantedType, wantedSubtype] = given.toLowerCase().split("/");
    return wantedType === type && subtype !== "" && (wantedSubtype === "*" || wantedSubtype === subtype);
  });
}
