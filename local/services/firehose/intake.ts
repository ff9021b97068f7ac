/** Source: Amazon Data Firehose Developer Guide, "Quota": direct PUT in us-east-1, before it is raised. */
const RECORDS_PER_SECOND = 500_000;
const BYTES_PER_SECOND = 5 * 1024 * 1024;

/** Holds a stream to what it takes in a second. */
export class Intake {
  #taken = { second: 0, records: 0, bytes: 0 };

  /** Tells if there is room in this second for a record, and counts it if so. */
  admits(bytes: number, now: number): boolean {
    const second = Math.floor(now / 1000);
    if (this.#taken.second !== second) this.#taken = { second, records: 0, bytes: 0 };
    const isAdmitted = this.#taken.records < RECORDS_PER_SECOND && this.#taken.bytes + bytes <= BYTES_PER_SECOND;
    if (isAdmitted) {
      this.#taken.records += 1;
      this.#taken.bytes += bytes;
    }
    return isAdmitted;
  }
}
