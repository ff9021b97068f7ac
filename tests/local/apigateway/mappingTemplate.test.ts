import { expect } from "chai";
import fc from "fast-check";
import { mappingTemplate, mappingTemplates } from "../../../local/services/apigateway/mappingTemplate";
import { overriddenResponse } from "../../../local/services/apigateway/overrides";
import { FACTS } from "./templateFacts";

const BODY = JSON.stringify({
  card: { id: "c-1", note: 'it\'s "here" / ö\n' },
  list: [{ k: 1 }, { k: 2 }],
  names: ["x", "y"],
  nothing: null,
});

const render = (template: string, body = BODY) => mappingTemplate(template).render({ facts: FACTS, body });
const text = (template: string, body = BODY) => render(template, body).text;

describe("a mapping template", () => {
  for (const [template, expected] of [
    ["$input.json('$.card.id') $input.json('$.list[0]') $input.json('$.names')", '"c-1" {"k":1} ["x","y"]'],
    ["$input.path('$.card.id') $input.path('$.list[1].k') $input.path('$.list').size()", "c-1 2 2"],
    ["$input.path('$.card.id') $input.path('$').card.id", "c-1 c-1"],
    ["$input.path('$.list')", '[{"k":1},{"k":2}]'],
    ["$input.path('$.list[0]')", "{k=1}"],
    ["$input.json('$.missing')", '""'],
    ["[$input.path('$.missing')][$input.path('$.nothing')][$input.path('$').missing]", "[][][]"],
    ["$input.params('gateId') $input.params('q') $input.params('X-Card') [$input.params('none')]", "north 2 c-9 []"],
    ["$input.params().path.gateId $input.params().get('querystring').get('q')", "north 2"],
    ["$context.requestId $context.extendedRequestId $context.stage $context.apiId", "request-1 extended prod api1"],
    ["$context.resourcePath $context.httpMethod $context.path", "/gates/{gateId} POST /prod/gates/north"],
    ["$context.requestTimeEpoch $context.requestTime", "1584039838390 12/Mar/2020:19:03:58 +0000"],
    ["$context.identity.sourceIp $context.identity.apiKeyId [$context.identity.none]", "127.0.0.1 k1 []"],
    ["$context.xrayTraceId", "1-5e6a7c1e-0123456789abcdef01234567"],
    ["$context.accountId $context.domainName $context.domainPrefix", "000000000000 api.example.com api"],
    [`$stageVariables.mode \${stageVariables.mode} $stageVariables.get('mode')`, "strict strict strict"],
    ["$util.base64Encode('ö') $util.base64Decode('w7Y=')", "w7Y= ö"],
    ["$util.urlEncode('a b&c=ö/') $util.urlDecode('a+b%26')", "a+b%26c%3D%C3%B6%2F a b&"],
    [`$util.parseJson('{"a":{"b":[1,2]}}').a.b[1]`, "2"],
    ["$unknown $!unknown [$unknown.name]", "$unknown  [$unknown.name]"],
    ["#set($x = $input.path('$.list'))#foreach($e in $x)$e.k#if($foreach.hasNext),#end#end", "1,2"],
    ["#if($input.params('gateId') == 'north')yes#{else}no#end", "yes"],
    ["#foreach($n in $input.params().keySet())$n;#end", "path;querystring;header;"],
    [
      "#foreach($e in $input.path('$.list[0]').entrySet())$e.key=$e.value#end$input.path('$.list[0]').containsKey('k')",
      "k=1true",
    ],
    [`#set($m = {})$!m.put("a", 1)#set($m.b = 2)$m`, "{a=1, b=2}"],
    [`#set($l = [1, 2])$!l.add(3) $l.contains(2) $l.get(2)`, "true true 3"],
    [`#set($s = "Gate-1")$s.toLowerCase() $s.length() $s.substring(5) $s.indexOf("-")`, "gate-1 6 1 4"],
    [`#set($s = "a.b.c")$s.split("\\.").size() $s.replace(".", "$") $s.replaceAll("[ab]", "x")`, "3 a$b$c x.x.c"],
    [`#set($q = '"')#set($data = "{\${q}card\${q}:$input.json('$.card.id')}")$data`, '{"card":"c-1"}'],
  ] as const) {
    it(`makes ${JSON.stringify(expected).slice(0, 60)} of ${template.slice(0, 70)}`, () => {
      expect(text(template)).to.equal(expected);
    });
  }

  it("escapes as API Gateway does, single quotes as well, which JSON does not know", () => {
    const escaped = text("$util.escapeJavaScript($input.path('$.card.note'))");

    expect(escaped).to.equal('it\\\'s \\"here\\" \\/ \\u00F6\\n');
  });

  it("makes JSON of any text, once the single quotes are as they were", () => {
    const template = mappingTemplate(`"$util.escapeJavaScript($input.path('$.a')).replaceAll("\\\\'","'")"`);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (a) => {
        const { text: json } = template.render({ facts: FACTS, body: JSON.stringify({ a }) });

        expect(JSON.parse(json)).to.equal(a);
      }),
    );
  });

  it("hands on any JSON as it is", () => {
    const template = mappingTemplate("$input.json('$')");
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const body = JSON.stringify(value);

        expect(template.render({ facts: FACTS, body }).text).to.equal(JSON.stringify(JSON.parse(body)));
      }),
    );
  });

  it("takes an empty body for an empty object", () => {
    expect(text("$input.json('$') $input.body [$input.path('$.a')]", "")).to.equal("{} {} []");
  });

  it("sets status and headers of the response, and ignores what is no status", () => {
    const { overrides } = render(
      '#set($context.responseOverride.status = 418)#set($context.responseOverride.header.X-Card = "c-1")',
    );

    expect(overriddenResponse(overrides)).to.deep.equal({ status: 418, headers: { "x-card": "c-1" } });
    const none = render("#set($context.responseOverride.status = 4180)").overrides;
    expect(overriddenResponse(none)).to.deep.equal({ headers: {} });
  });

  it("keeps nothing from one request to the next", () => {
    const template = mappingTemplate(
      "$context.mark#set($context.mark = 1)#set($stageVariables.mode = 2)$stageVariables.mode",
    );

    const results = [1, 2].map(() => template.render({ facts: FACTS, body: BODY }).text);

    expect(results).to.deep.equal(["2", "2"]);
    expect(FACTS.stageVariables).to.deep.equal({ mode: "strict" });
  });

  for (const [what, template, message] of [
    ["a method that there is not", "$input.exec('ls')", "exec() is not known: use json, params, path"],
    ["a method of no list", "$input.path('$.list').map('x')", "map() is not known: use add, contains"],
    ["a filter in a path", "$input.json('$.list[?(@.k == 1)]')", "has a filter, which is not supported locally"],
    ["another root", "$input.json('$$.list')", 'the path "$$.list" must start with one $'],
    ["text that is no JSON", "$util.parseJson('{')", "JSON"],
    ["an item that is not there", "#set($l = [])$l.set(0, 1)", "there is no item 0 to set"],
    ["a body that is no JSON", "$input.json('$')", "Could not parse request body into json: "],
  ] as const) {
    it(`fails at ${what}`, () => {
      expect(() => text(template, what.startsWith("a body") ? "{" : BODY)).to.throw(message);
    });
  }

  it("can't be read where the language is not kept to, and says for which content type", () => {
    expect(() => mappingTemplates({ "application/json": "#set($a = )" })).to.throw(
      "the mapping template for application/json can't be read: ",
    );
  });

  it("finds what a template before it has set", () => {
    const { overrides } = render('#set($context.requestOverride.path.mark = "m")');
    const template = mappingTemplate("$context.requestOverride.path.mark [$context.requestOverride.path.none]");

    expect(template.render({ facts: FACTS, body: BODY, overrides }).text).to.equal("m []");
  });

  it("takes a path that leads nowhere for an empty text, and an empty list for none", () => {
    const isEmpty = (path: string) => text(`#if($input.path('${path}') == "")true#{else}false#end`, '{"list":[]}');

    expect(isEmpty("$.missing")).to.equal("true");
    expect(isEmpty("$.list")).to.equal("false");
  });
});

describe("the sandbox of mapping templates", () => {
  const BASES = [
    "$input",
    "$input.body",
    "$input.path('$')",
    "$input.path('$.list')",
    "$input.params()",
    "$util",
    "$context",
    "$context.identity",
    "$stageVariables",
    "$map",
    "$list",
    "$text",
  ];
  const NAMES = [
    "constructor",
    "__proto__",
    "prototype",
    "__defineGetter__",
    "hasOwnProperty",
    "toLocaleString",
    "call",
  ];
  const prelude = `#set($map = {"a": 1})#set($list = [1])#set($text = "t")`;
  const tried = (template: string): string => {
    try {
      return text(prelude + template);
    } catch (error) {
      return `failed: ${(error as Error).message}`;
    }
  };
  const objects = [Object.prototype, Array.prototype, String.prototype, Function.prototype];
  const ownNames = () => objects.map((object) => Object.getOwnPropertyNames(object).sort());

  for (const base of BASES) {
    for (const name of NAMES) {
      it(`finds no ${name} on ${base}`, () => {
        expect(tried(`[${base}.${name}]`)).to.equal("[]");
        expect(tried(`[${base}["${name}"]]`)).to.equal("[]");
        expect(tried(`${base}.${name}()`)).to.match(/^failed: \w+\(\) is not known: use /);
        expect(tried(`[$!${base.slice(1)}.${name}.${name}.a]`)).to.equal("[]");
      });
    }
  }

  it("lets no template change what all objects share", () => {
    const before = ownNames();
    const attempts = BASES.flatMap((base) =>
      NAMES.flatMap((name) => [
        `#set(${base}.${name}.polluted = "yes")`,
        `#set(${base}["${name}"]["polluted"] = "yes")`,
        `#set(${base}.${name} = "yes")`,
        `${base}.get("${name}").put("polluted", "yes")`,
        `${base}.put("${name}", {"polluted": "yes"})`,
        `${base}.putAll($util.parseJson('{"${name}":{"polluted":"yes"}}'))`,
      ]),
    );

    for (const attempt of attempts) tried(attempt);

    expect(ownNames()).to.deep.equal(before);
    expect(Reflect.get({}, "polluted")).to.equal(undefined);
  });

  it("keeps keys that are called like parts of prototypes as keys like others", () => {
    const body = '{"__proto__":{"polluted":"yes"},"constructor":"c"}';

    expect(text("$input.json('$.__proto__.polluted') $input.json('$')", body)).to.equal(`"yes" ${body}`);
    expect(text(`#set($m = {})$!m.put("__proto__", "p")$m.get("__proto__") $m.size()`)).to.equal("p 1");
    expect(Reflect.get({}, "polluted")).to.equal(undefined);
  });

  it("knows nothing of the process", () => {
    for (const name of ["process", "require", "global", "globalThis", "module", "this"]) {
      expect(text(`$${name} $!${name}.env`)).to.equal(`$${name} `);
    }
  });

  it("makes no template of what a client sends", () => {
    expect(() => text("#eval($input.body)")).to.throw("#eval is not known");
    expect(text(`#set($a = "$input.path('$.a')")$a`, '{"a":"$context.requestId"}')).to.equal("$context.requestId");
  });

  it("calls no name by itself", () => {
    expect(() => text("$input('x')")).to.throw();
  });
});
