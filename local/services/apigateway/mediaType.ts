/**
 * The type of a request's body without its parameters; a request that names none counts as JSON
 * ("Method request behavior for payloads without mapping templates for REST APIs in API Gateway").
 */
export function mediaTypeOf(headers: Readonly<Record<string, string>>): string {
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  return type.trim().toLowerCase() || "application/json";
}
