const DAY_MS = 86_400_000;

/**
 * The time that clocks on the wall show in a time zone. A wall time is written as the milliseconds since the Unix epoch at which
 * clocks in UTC show the same.
 */
export class WallClock {
  readonly #format: Intl.DateTimeFormat;

  /** @throws RangeError for a name that is not in the IANA time zone database */
  constructor(readonly timeZone: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone, hourCycle: "h23", era: "short" },
      ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" },
    });
  }

  /** The wall time at an instant (milliseconds since the Unix epoch). */
  at(instant: number): number {
    const parts = Object.fromEntries(
      this.#format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }

  /**
   * The instant at which the clocks show a wall time: the first of two where they are put back, `undefined` where they are put
   * forward over it.
   */
  instantOf(wall: number): number | undefined {
    const offsets = [wall - DAY_MS, wall + DAY_MS].map((near) => this.at(near) - near);
    const instants = offsets.map((offset) => wall - offset).filter((instant) => this.at(instant) === wall);
    return instants.length === 0 ? undefined : Math.min(...instants);
  }
}
