import { expect } from "chai";
import { Inventory } from "../../../local/base/inventory";
import type { Properties, ResourceHandler } from "../../../local/engine/resourceHandler";
import { certificate } from "../../../local/resources/acm/certificate";
import { certificateValidation } from "../../../local/resources/acm/certificateValidation";
import { recorded } from "../../../local/resources/recorded";
import { record } from "../../../local/resources/route53/record";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

const ZONE = "Z0123456789ABC";

interface Proof {
  resourceRecordName: string;
  resourceRecordType: string;
  resourceRecordValue: string;
}

describe("certificates and records of DNS", () => {
  let make: (handler: keyof typeof makers, inputs: Properties) => ReturnType<ResourceHandler["create"]>;
  const makers = { certificate, certificateValidation, record };

  beforeEach(() => {
    const inventory = new Inventory({ warn() {} });
    make = (handler, inputs) =>
      recorded(makers[handler]({ inventory }), inventory).create(resourceContext(`${handler}`), inputs);
  });

  const ofExample = { domainName: "orders.example.com", validationMethod: "DNS" };
  const proofOf = ({ state }: { state: Properties }): Proof => (state.domainValidationOptions as Proof[])[0] as Proof;
  const recordOf = ({ resourceRecordName, resourceRecordType, resourceRecordValue }: Proof): Properties => ({
    ...{ zoneId: ZONE, name: resourceRecordName, type: resourceRecordType, ttl: 60, records: [resourceRecordValue] },
  });

  it("issues a certificate whose record is there", async () => {
    const made = await make("certificate", ofExample);
    const { state } = await make("record", recordOf(proofOf(made)));

    const inputs = { certificateArn: made.id, validationRecordFqdns: [state.fqdn] };
    expect(await make("certificateValidation", inputs)).to.deep.include({ id: made.id });
    expect(made.id).to.match(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it("has one proof for a name and its wildcard", async () => {
    const made = await make("certificate", { ...ofExample, subjectAlternativeNames: ["*.orders.example.com"] });

    const names = (made.state.domainValidationOptions as Proof[]).map(({ resourceRecordName }) => resourceRecordName);
    expect(names).to.have.length(2);
    expect(new Set(names).size).to.equal(1);
  });

  it("issues none whose record is missing, or says something else", async () => {
    const made = await make("certificate", ofExample);
    const proof = proofOf(made);
    const fqdn = proof.resourceRecordName.slice(0, -1);
    const validate = () =>
      rejection(make("certificateValidation", { certificateArn: made.id, validationRecordFqdns: [fqdn] }));

    expect((await validate()).message).to.contain(`the certificate waits for the record ${fqdn}`);
    await make("record", recordOf({ ...proof, resourceRecordValue: "_other.acm-validations.aws." }));
    expect((await validate()).message).to.contain(`the certificate waits for the record ${fqdn}`);
  });

  it("names the record that a validation leaves out", async () => {
    const made = await make("certificate", ofExample);

    const failure = await rejection(
      make("certificateValidation", { certificateArn: made.id, validationRecordFqdns: ["a.example.com"] }),
    );

    expect(failure.message).to.match(
      /^missing _[0-9a-f]{32}\.orders\.example\.com DNS validation record: a\.example\.com$/,
    );
  });

  it("has one record of a name and a type in a zone, unless it is to be overwritten", async () => {
    const a = { zoneId: ZONE, name: "orders.example.com", type: "A", ttl: 60, records: ["192.0.2.1"] };
    await make("record", a);

    expect((await rejection(make("record", { ...a, name: "Orders.Example.com." }))).message).to.equal(
      "Tried to create resource record set [name='orders.example.com.', type='A'] but it already exists",
    );
    await make("record", { ...a, type: "AAAA", records: ["2001:db8::1"] });
    await make("record", { ...a, allowOverwrite: true });
  });

  const alias = { zoneId: ZONE, name: "a.example.com", type: "A", aliases: [{ name: "b", zoneId: "Z" }] };
  const refused: [keyof typeof makers, Properties, string][] = [
    ["certificate", { ...ofExample, domainName: "Orders.example.com" }, "domainName must be a host name in lower case"],
    ["certificate", { ...ofExample, validationMethod: "EMAIL" }, 'validationMethod must be "DNS" locally, got "EMAIL"'],
    ["certificateValidation", { certificateArn: "arn:x" }, "certificateArn must be a certificate's of this program"],
    ["record", { ...alias, type: "HTTPSS" }, "type must be one of A, AAAA"],
    ["record", { ...alias, name: "www" }, "name must be a whole host name locally"],
    ["record", { ...alias, records: ["192.0.2.1"] }, "one of records and aliases must be set"],
    ["record", { ...alias, aliases: undefined }, "one of records and aliases must be set"],
    ["record", { ...alias, aliases: undefined, records: ["192.0.2.1"] }, "ttl must be set where records are"],
    ["record", { ...alias, ttl: 60 }, "ttl and aliases exclude each other"],
  ];
  for (const [handler, inputs, message] of refused) {
    it(`refuses ${handler} ${JSON.stringify(inputs).slice(0, 90)}`, async () => {
      expect((await rejection(make(handler, inputs))).message).to.contain(message);
    });
  }
});
