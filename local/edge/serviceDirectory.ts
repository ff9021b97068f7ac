import type { CallRecord } from "../trace/callRecord";
import type { AwsService } from "./awsService";
import { recordCallsOf } from "./recordedCall";
import type { StreamingService } from "./streamingService";

/** The services behind the edge, by signing name: those that are made, and those that are made when they are first called. */
export class ServiceDirectory {
  readonly #services = new Map<string, AwsService>();
  readonly #later = new Map<string, () => AwsService>();
  readonly #streaming = new Map<string, StreamingService>();
  readonly #calls: CallRecord | undefined;

  /** @param calls where calls from within are recorded, too */
  constructor(calls: CallRecord | undefined) {
    this.#calls = calls;
  }

  get names(): readonly string[] {
    return [...this.#services.keys(), ...this.#later.keys(), ...this.#streaming.keys()].sort();
  }

  /** @throws Error where there is one of this name */
  add(service: AwsService | StreamingService): void {
    this.#requireFree(service.signingName);
    if ("serve" in service) this.#streaming.set(service.signingName, service);
    else this.#put(service);
  }

  /** @throws Error where there is one of this name */
  addLater(signingName: string, make: () => AwsService): void {
    this.#requireFree(signingName);
    this.#later.set(signingName, make);
  }

  find(signingName: string): AwsService | undefined {
    const make = this.#later.get(signingName);
    if (make !== undefined) {
      this.#put(make());
      this.#later.delete(signingName);
    }
    return this.#services.get(signingName);
  }

  streaming(signingName: string): StreamingService | undefined {
    return this.#streaming.get(signingName);
  }

  /** The service that takes calls of this target unsigned, among those that are made. */
  ofUnsigned(target: unknown): AwsService | undefined {
    return [...this.#services.values()].find(({ unsigned }) =>
      unsigned?.operations.some((operation) => target === unsigned.targetPrefix + operation),
    );
  }

  #put(service: AwsService): void {
    this.#services.set(service.signingName, service);
    if (this.#calls) recordCallsOf(service, this.#calls);
  }

  #requireFree(signingName: string): void {
    if (this.names.includes(signingName)) throw new Error(`two services are called ${signingName}`);
  }
}
