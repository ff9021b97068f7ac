/** `"POST /webhook/{source}"`: a method and a path. */
export type RouteKey = `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`;
