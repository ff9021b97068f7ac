import { expect } from "chai";
import { EventAggregator } from "../../../../components/eventAggregator";
import type { ApiDomain } from "../../../../components/parts/api/domain";
import { inputsOf, type Run, registrationOf, runProgram } from "../../../support/program";
import { runWith as runWebhooks } from "../../webhookQueueUnderTest";

const CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/0a1b";
const ZONE = "Z0123456789ABC";
const NAME = "orders.example.com";
const API = "aws:apigatewayv2/api:Api";
const DOMAIN = "aws:apigatewayv2/domainName:DomainName";
const MAPPING = "aws:apigatewayv2/apiMapping:ApiMapping";
const RECORD = "aws:route53/record:Record";

const withDomain = (domain?: ApiDomain) =>
  runProgram(() => new EventAggregator("orders", domain === undefined ? {} : { domain }));
const made = (run: Run<unknown>, type: string) =>
  run.registrations.filter((registration) => registration.type === type).map(({ name }) => name);

describe("a domain of one's own", () => {
  it("is none by default, and AWS's address is on", async () => {
    const run = await withDomain();

    expect(made(run, DOMAIN)).to.deep.equal([]);
    expect(inputsOf(run, API, "orders-api")).not.to.have.property("disableExecuteApiEndpoint");
  });

  it("takes a certificate that is there, with TLS 1.2 at least, and switches AWS's address off", async () => {
    const run = await withDomain({ name: NAME, certificate: CERTIFICATE });

    expect(run.errors).to.deep.equal([]);
    expect(inputsOf(run, API, "orders-api").disableExecuteApiEndpoint).to.equal(true);
    expect(inputsOf(run, DOMAIN, "orders-api-domain")).to.deep.include({
      domainName: NAME,
      domainNameConfiguration: {
        ...{ certificateArn: CERTIFICATE, endpointType: "REGIONAL", securityPolicy: "TLS_1_2" },
      },
    });
    expect(inputsOf(run, MAPPING, "orders-api-domain")).to.deep.equal({
      ...{ apiId: "orders-api-id", domainName: NAME, stage: "$default" },
    });
    expect([...made(run, RECORD), ...made(run, "aws:acm/certificate:Certificate")]).to.deep.equal([]);
  });

  it("has its certificate made, proved and used in this order, where its zone is known", async () => {
    const run = await withDomain({ name: NAME, hostedZone: ZONE });

    expect(run.errors).to.deep.equal([]);
    expect(inputsOf(run, "aws:acm/certificate:Certificate", "orders-api-domain-certificate")).to.deep.include({
      ...{ domainName: NAME, validationMethod: "DNS" },
    });
    expect(inputsOf(run, RECORD, "orders-api-domain-proof")).to.deep.equal({
      ...{ zoneId: ZONE, name: "_orders-api-domain-certificate.", type: "CNAME", ttl: 60, allowOverwrite: true },
      records: ["_orders-api-domain-certificate-value."],
    });
    expect(
      inputsOf(run, "aws:acm/certificateValidation:CertificateValidation", "orders-api-domain-issued"),
    ).to.deep.equal({
      certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/orders-api-domain-certificate",
      validationRecordFqdns: ["orders-api-domain-proof-fqdn"],
    });
    const { inputs, dependencies } = registrationOf(run, DOMAIN, "orders-api-domain");
    expect(inputs.domainNameConfiguration).to.deep.include({
      certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/orders-api-domain-certificate",
    });
    expect(dependencies.some((urn) => urn.endsWith("CertificateValidation::orders-api-domain-issued"))).to.equal(true);
  });

  it("leads its name to the API, with a certificate that is there as well", async () => {
    for (const domain of [
      { name: NAME, hostedZone: ZONE },
      { name: NAME, hostedZone: ZONE, certificate: CERTIFICATE },
    ]) {
      expect(inputsOf(await withDomain(domain), RECORD, "orders-api-domain-a")).to.deep.equal({
        ...{ zoneId: ZONE, name: NAME, type: "A" },
        aliases: [
          {
            ...{ name: "orders-api-domain.execute-api.us-east-1.amazonaws.com", zoneId: "Z1UJRXOUMOOFQ8" },
            evaluateTargetHealth: false,
          },
        ],
      });
    }
  });

  it("is the endpoint, known to who sends webhooks too", async () => {
    const orders = await withDomain({ name: NAME, hostedZone: ZONE });
    const hooks = await runWebhooks({ domain: { name: NAME, certificate: CERTIFICATE } });

    for (const run of [orders, hooks]) {
      const endpoint = await new Promise((known) => run.result?.apiEndpoint.apply(known));
      expect(endpoint).to.equal("https://orders.example.com");
    }
  });

  it("is previewed before anything of it is known", async () => {
    const run = await runProgram(() => new EventAggregator("orders", { domain: { name: NAME, hostedZone: ZONE } }), {
      preview: true,
    });

    expect(run.errors).to.deep.equal([]);
    expect(made(run, RECORD)).to.deep.equal(["orders-api-domain-proof", "orders-api-domain-a"]);
  });

  const zoneRule = 'domain.hostedZone must be the id of a zone of Route 53, got "example.com"';
  const refused: [ApiDomain, string][] = [
    [{ name: NAME }, "domain must have a certificate, or the hostedZone in which one is proved"],
    [{ name: "*.example.com", hostedZone: ZONE }, 'domain.name must be a host name in lower case, got "*.example.com"'],
    [{ name: NAME, certificate: "mine" }, 'domain.certificate must be the ARN of a certificate of ACM, got "mine"'],
    [{ name: NAME, hostedZone: "example.com" }, zoneRule],
  ];
  for (const [domain, message] of refused) {
    it(`refuses ${JSON.stringify(domain)} before anything is registered`, async () => {
      const run = await withDomain(domain);

      expect(run.errors).to.deep.equal([`EventAggregator "orders": ${message}`]);
      expect(run.urns).to.deep.equal([]);
    });
  }
});
