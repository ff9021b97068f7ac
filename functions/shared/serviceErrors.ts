/** A service did not answer, or answered that it cannot now: it may the next time. */
export class Unavailable extends Error {
  override name = "Unavailable";
}

/** A service asks for fewer calls: no fault of the message, nor a sign that the service is down. */
export class Throttled extends Error {
  override name = "Throttled";
}

/** A service's final word on one message: no repeat changes it. */
export class Refused extends Error {
  override name = "Refused";
}
