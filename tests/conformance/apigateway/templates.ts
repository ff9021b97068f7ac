import { mappingTemplate } from "../../../local/services/apigateway/mappingTemplate";
import { FACTS } from "../../local/apigateway/templateFacts";
import type { Row, Source, Subject, Table } from "../table";
import { EMPTY_BODY, EMPTY_PATHS, NOTHING_THERE, VARIABLES } from "./sources";

/** A mapping template, and the body that it maps. */
export interface TemplateInput {
  readonly template: string;
  readonly body: string;
}

/** Renders templates for one request, whose facts are `FACTS`. */
export async function startTemplateSubject(): Promise<Subject<TemplateInput>> {
  return {
    answer: async ({ template, body }) => mappingTemplate(template).render({ facts: FACTS, body }).text,
    stop: async () => {},
  };
}

type Rendered = [behaviour: string, template: string, body: string, text: string, source?: Source];

function rendering(rows: readonly Rendered[]): Row<TemplateInput>[] {
  return rows.map(([behaviour, template, body, answer, source = VARIABLES]) => ({
    ...{ behaviour, answer, source },
    input: { template, body },
  }));
}

const IS_EMPTY = `#set($result = $input.path("$.listValue"))#if($result == "")true#{else}false#end`;
const PETS = '{"pets":[{"id":1,"type":"dog"},{"id":2,"type":"cat"}],"name":"it\'s \\"x\\"","n":null}';

export const templates: Table<TemplateInput> = {
  service: "Amazon API Gateway (REST APIs)",
  topic: "mapping templates",
  rows: rendering([
    ["a path that leads nowhere equals an empty text", IS_EMPTY, "{}", "true", EMPTY_PATHS],
    ["a path to an empty list does not equal an empty text", IS_EMPTY, '{"listValue":[]}', "false", EMPTY_PATHS],
    ["a path into an empty body equals an empty text", IS_EMPTY, "", "true", EMPTY_PATHS],
    ["a path that leads nowhere is written as nothing", '[$input.path("$.myVar")]', "{}", "[]", EMPTY_PATHS],
    [
      "JSON of a path that leads nowhere is an empty text",
      "$input.json('$.message')",
      '"#foobar123"',
      '""',
      EMPTY_PATHS,
    ],
    [
      "JSON of a path that leads nowhere can be escaped",
      "$util.escapeJavaScript($input.json('$.message'))",
      '"#foobar123"',
      '\\"\\"',
      EMPTY_PATHS,
    ],
    ["a member that an object has not is written as nothing", '[$input.path("$").item2]', "{}", "[]", NOTHING_THERE],
    ["an empty body is an empty object", "$input.body", "", "{}", EMPTY_BODY],
    [
      "an empty body is an empty object also within a function",
      "$util.urlEncode($input.body)",
      "",
      "%7B%7D",
      EMPTY_BODY,
    ],
    [
      "an empty body is an empty object also within a text",
      "Action=SendMessage&MessageBody=$input.body",
      "",
      "Action=SendMessage&MessageBody={}",
      EMPTY_BODY,
    ],
    ["$input.body is the text that was sent", "$input.body", '{"some": "value"}', '{"some": "value"}'],
    [
      "JSON of a path is the part of the body",
      "$input.json('$.pets')",
      PETS,
      '[{"id":1,"type":"dog"},{"id":2,"type":"cat"}]',
    ],
    ["a path gives objects that templates go on with", "$input.path('$.pets')[1].type", PETS, "cat"],
    ["a list of a path has a size", "$input.path('$.pets').size()", PETS, "2"],
    ["a list of a path is gone through", "#foreach($p in $input.path('$.pets'))$p.id;#end", PETS, "1;2;"],
    [
      "a loop knows whether there is more",
      "#foreach($p in $input.path('$.pets'))$p.id#if($foreach.hasNext),#end#end",
      PETS,
      "1,2",
    ],
    ["a parameter is looked for in the path", "$input.params('gateId')", "", "north"],
    ["a parameter is looked for in the query next", "$input.params('q')", "", "2"],
    ["a parameter is looked for in the headers last, in any case", "$input.params('X-Card')", "", "c-9"],
    ["a parameter that there is not is an empty text", "#if($input.params('none') == '')empty#end", "", "empty"],
    [
      "the parameters are a map of maps",
      "$input.params().path.get('gateId') $input.params().querystring.q",
      "",
      "north 2",
    ],
    [
      "the kinds of parameters are path, query and header",
      "#foreach($k in $input.params().keySet())$k #end",
      "",
      "path querystring header ",
    ],
    [
      "escapeJavaScript escapes quotes of both kinds",
      "$util.escapeJavaScript($input.path('$.name'))",
      PETS,
      `it\\'s \\"x\\"`,
    ],
    ["parseJson makes an object of a text", `$util.parseJson('{"key1":{"arr":[1,2,3]}}').key1.arr[0]`, "", "1"],
    ["urlEncode encodes as forms do", "$util.urlEncode('x=a+b c')", "", "x%3Da%2Bb+c"],
    ["urlDecode decodes as forms do", "$util.urlDecode('x%3Da+b')", "", "x=a b"],
    ["base64Encode encodes the bytes of UTF-8", "$util.base64Encode('ö')", "", "w7Y="],
    ["base64Decode decodes them", "$util.base64Decode('w7Y=')", "", "ö"],
    [
      "the context has the request's facts",
      "$context.stage $context.httpMethod $context.resourcePath",
      "",
      "prod POST /gates/{gateId}",
    ],
    ["the path of the context has the stage", "$context.path", "", "/prod/gates/north"],
    [
      "the context has the time in both forms",
      "$context.requestTime $context.requestTimeEpoch",
      "",
      "12/Mar/2020:19:03:58 +0000 1584039838390",
    ],
    [
      "the context has the client's address and agent",
      "$context.identity.sourceIp $context.identity.userAgent",
      "",
      "127.0.0.1 gate/1",
    ],
    ["the key of a request is in the context", "$context.identity.apiKey $context.identity.apiKeyId", "", "the-key k1"],
    [
      "a stage variable is read by name or from the map",
      "$stageVariables.mode $stageVariables.get('mode')",
      "",
      "strict strict",
    ],
  ]),
};
