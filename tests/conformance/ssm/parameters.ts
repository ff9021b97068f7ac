import type { Calls, Step } from "../calls";
import { apiPages, operationRows } from "../rows";
import { ANY, type Table } from "../table";

const ARN = "arn:aws:ssm:us-east-1:000000000000:parameter";

const api = apiPages(
  "AWS Systems Manager API Reference",
  "https://docs.aws.amazon.com/systems-manager/latest/APIReference",
);

const row = operationRows(api);

const refused = (error: string, message: string = ANY) => ({ error, message, status: 400 });
const put = (Name: string, Value: string, more: object = {}): Step => [
  "PutParameter",
  { Name, Value, Type: "String", ...more },
];
const again = (Value: string, more: object = {}): Step => put("/a/b", Value, { Overwrite: true, ...more });
const get = (Name: string, more: object = {}): Step => ["GetParameter", { Name, ...more }];
const below = (Path: string, more: object = {}): Step => ["GetParametersByPath", { Path, ...more }];
const VALUE = "Parameter.Value";
const NAMES = "Parameters.*.Name";

export const parameters: Table<Calls> = {
  service: "AWS Systems Manager",
  topic: "parameters",
  rows: [
    row("the first version is 1, of the standard tier", "PutParameter", [put("/a/b", "1")], {
      Version: 1,
      Tier: "Standard",
    }),
    row("a parameter is answered with its ARN", "GetParameter", [put("/a/b", "1"), get("/a/b")], {
      Parameter: {
        ...{ Name: "/a/b", Type: "String", Value: "1", Version: 1, ARN: `${ARN}/a/b`, DataType: "text" },
        LastModifiedDate: ANY,
      },
    }),
    row("an ARN names it, too", "GetParameter", [put("b", "1"), get(`${ARN}/b`)], "b", "Parameter.Name"),
    row(
      "one that is there is not overwritten by itself",
      "PutParameter",
      [put("/a/b", "1"), put("/a/b", "2")],
      refused(
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      ),
    ),
    row("with Overwrite it has another version", "PutParameter", [put("/a/b", "1"), again("2")], 2, "Version"),
    row(
      "Overwrite keeps the type where none is given",
      "PutParameter",
      [put("/a/b", "1,2", { Type: "StringList" }), again("3", { Type: undefined }), get("/a/b")],
      "StringList",
      "Parameter.Type",
    ),
    row(
      "a new one needs a type",
      "PutParameter",
      [["PutParameter", { Name: "/a/b", Value: "1" }]],
      refused("ValidationException", "A parameter type is required when you create a parameter."),
    ),
    row(
      "its type does not change",
      "PutParameter",
      [put("/a/b", "1"), again("2", { Type: "SecureString" })],
      refused("HierarchyTypeMismatchException"),
    ),
    row(
      "an older version is named behind a colon",
      "GetParameter",
      [put("/a/b", "1"), again("2"), get("/a/b:1")],
      "1",
      VALUE,
    ),
    row(
      "so is a label",
      "LabelParameterVersion",
      [
        put("/a/b", "1"),
        again("2"),
        ["LabelParameterVersion", { Name: "/a/b", ParameterVersion: 1, Labels: ["stable"] }],
        get("/a/b:stable"),
      ],
      "1",
      VALUE,
    ),
    row(
      "a label is on one version at a time",
      "LabelParameterVersion",
      [
        put("/a/b", "1"),
        ["LabelParameterVersion", { Name: "/a/b", Labels: ["stable"] }],
        again("2"),
        ["LabelParameterVersion", { Name: "/a/b", Labels: ["stable"] }],
        ["GetParameterHistory", { Name: "/a/b" }],
      ],
      [[], ["stable"]],
      "Parameters.*.Labels",
    ),
    row(
      "a label that is none is answered as such",
      "LabelParameterVersion",
      [put("/a/b", "1"), ["LabelParameterVersion", { Name: "/a/b", Labels: ["1st"] }]],
      { InvalidLabels: ["1st"], ParameterVersion: 1 },
    ),
    row(
      "a version that is not there",
      "GetParameter",
      [put("/a/b", "1"), get("/a/b:7")],
      refused("ParameterVersionNotFound"),
    ),
    row("a parameter that is not there", "GetParameter", [get("/a/b")], refused("ParameterNotFound")),
    row(
      "SecureString is not shown without WithDecryption",
      "GetParameter",
      [put("/a/b", "s3cret", { Type: "SecureString" }), get("/a/b")],
      ANY,
      VALUE,
    ),
    row(
      "with it, it is",
      "GetParameter",
      [put("/a/b", "s3cret", { Type: "SecureString" }), get("/a/b", { WithDecryption: true })],
      "s3cret",
      VALUE,
    ),
    row(
      "GetParameters tells what is not there from what is",
      "GetParameters",
      [put("/a/b", "1"), ["GetParameters", { Names: ["/a/b", "/a/c"] }]],
      ["/a/c"],
      "InvalidParameters",
    ),
    row(
      "GetParameters takes ten names",
      "GetParameters",
      [["GetParameters", { Names: Array.from({ length: 11 }, (_, at) => `n${at}`) }]],
      refused("ValidationException"),
    ),
    row(
      "a path takes in one level",
      "GetParametersByPath",
      [put("/a/b", "1"), put("/a/c/d", "2"), put("/ab", "3"), below("/a")],
      ["/a/b"],
      NAMES,
    ),
    row(
      "and all with Recursive",
      "GetParametersByPath",
      [put("/a/b", "1"), put("/a/c/d", "2"), put("/ab", "3"), below("/a/", { Recursive: true })],
      ["/a/b", "/a/c/d"],
      NAMES,
    ),
    row(
      "ten on a page",
      "GetParametersByPath",
      [...Array.from({ length: 11 }, (_, at) => put(`/a/${at}`, "1")), below("/a")],
      { Parameters: Array.from({ length: 10 }, () => ANY), NextToken: ANY },
    ),
    row("a path begins with a slash", "GetParametersByPath", [below("a")], refused("ValidationException")),
    row(
      "DeleteParameters tells what is not there from what is",
      "DeleteParameters",
      [put("/a/b", "1"), ["DeleteParameters", { Names: ["/a/b", "/a/c"] }]],
      { DeletedParameters: ["/a/b"], InvalidParameters: ["/a/c"] },
    ),
    row(
      "DeleteParameter does not",
      "DeleteParameter",
      [["DeleteParameter", { Name: "/a/c" }]],
      refused("ParameterNotFound"),
    ),
    row(
      "a parameter that is made again begins anew",
      "DeleteParameter",
      [put("/a/b", "1"), again("2"), ["DeleteParameter", { Name: "/a/b" }], put("/a/b", "3")],
      1,
      "Version",
    ),
    row(
      "parameters are described without values",
      "DescribeParameters",
      [put("/a/b", "1", { Description: "limit" }), ["DescribeParameters", {}]],
      {
        Parameters: [
          {
            ...{ Name: "/a/b", ARN: `${ARN}/a/b`, Type: "String", LastModifiedDate: ANY, LastModifiedUser: ANY },
            ...{ Description: "limit", Version: 1, Tier: "Standard", Policies: [], DataType: "text" },
          },
        ],
      },
    ),
    row(
      "they are filtered by the beginning of their names",
      "DescribeParameters",
      [
        put("/a/b", "1"),
        put("/c", "1"),
        ["DescribeParameters", { ParameterFilters: [{ Key: "Name", Option: "BeginsWith", Values: ["/a"] }] }],
      ],
      ["/a/b"],
      NAMES,
    ),
    row(
      "and by tags",
      "DescribeParameters",
      [
        put("/a/b", "1", { Tags: [{ Key: "team", Value: "a" }] }),
        put("/c", "1"),
        ["DescribeParameters", { ParameterFilters: [{ Key: "tag:team", Values: ["a"] }] }],
      ],
      ["/a/b"],
      NAMES,
    ),
    row(
      "a filter that is none",
      "DescribeParameters",
      [put("/a/b", "1"), ["DescribeParameters", { ParameterFilters: [{ Key: "Colour", Values: ["red"] }] }]],
      refused("InvalidFilterKey"),
    ),
    row(
      "tags and Overwrite exclude each other",
      "PutParameter",
      [put("/a/b", "1"), again("2", { Tags: [{ Key: "team", Value: "a" }] })],
      refused("ValidationException"),
    ),
    row(
      "tags are listed",
      "AddTagsToResource",
      [
        put("/a/b", "1"),
        ["AddTagsToResource", { ResourceType: "Parameter", ResourceId: "/a/b", Tags: [{ Key: "team", Value: "a" }] }],
        ["ListTagsForResource", { ResourceType: "Parameter", ResourceId: "/a/b" }],
      ],
      { TagList: [{ Key: "team", Value: "a" }] },
    ),
    row("no name begins with aws", "PutParameter", [put("/aws/a", "1")], refused("ValidationException")),
    row(
      "a path has fifteen levels",
      "PutParameter",
      [put(`/${Array.from({ length: 16 }, () => "a").join("/")}`, "1")],
      refused("HierarchyLevelLimitExceededException"),
    ),
    row(
      "a standard value has 4096 characters",
      "PutParameter",
      [put("/a/b", "x".repeat(4097))],
      refused("ValidationException"),
    ),
    row("an advanced one twice as many", "PutParameter", [put("/a/b", "x".repeat(4097), { Tier: "Advanced" })], {
      Version: 1,
      Tier: "Advanced",
    }),
    row(
      "Intelligent-Tiering takes what it needs",
      "PutParameter",
      [put("/a/b", "x".repeat(4097), { Tier: "Intelligent-Tiering" })],
      "Advanced",
      "Tier",
    ),
    row(
      "a value keeps to its pattern",
      "PutParameter",
      [put("/a/b", "ten", { AllowedPattern: "^\\d+$" })],
      refused(
        "ParameterPatternMismatchException",
        "Parameter value, cannot be validated against allowedPattern: ^\\d+$",
      ),
    ),
    row(
      "the history has every version with its value",
      "GetParameterHistory",
      [put("/a/b", "1"), again("2"), ["GetParameterHistory", { Name: "/a/b" }]],
      ["1", "2"],
      "Parameters.*.Value",
    ),
  ],
};
