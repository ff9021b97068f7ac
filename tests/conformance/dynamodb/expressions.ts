import { ANY, type Table } from "../table";
import {
  alternator,
  api,
  CHARACTERISED,
  differing,
  FAILED,
  get,
  guide,
  invalid,
  invalidWrite,
  item,
  N,
  put,
  row,
  S,
  update,
  values,
  wrongValue,
} from "./rows";
import type { DynamoInput, Item } from "./subject";

const operators = guide(
  "Condition and filter expressions, operators, and functions in DynamoDB",
  "Expressions.OperatorsAndFunctions",
);
const conditionGuide = guide("DynamoDB condition expression CLI example", "Expressions.ConditionExpressions");
const updateGuide = guide("Using update expressions in DynamoDB", "Expressions.UpdateExpressions");
const reserved = guide("Reserved words in DynamoDB", "ReservedWords");
const nameGuide = guide("Expression attribute names (aliases) in DynamoDB", "Expressions.ExpressionAttributeNames");
const projection = guide("Using projection expressions in DynamoDB", "Expressions.ProjectionExpressions");
const legacy = guide("Legacy DynamoDB conditional parameters", "LegacyConditionalParameters");
const updating = (test: string) => alternator("test_update_expression", test);

const FULL = item("a", {
  n: N(5),
  t: S("hello"),
  l: { L: [N(1), N(2), N(3)] },
  m: { M: { x: N(1), y: S("y") } },
  ss: { SS: ["a", "b"] },
});
const full = { items: [FULL] };
/** A condition on the full item, and whether it holds. */
const holds = (behaviour: string, ConditionExpression: string, is: boolean, given?: Item) =>
  row(
    behaviour,
    operators,
    [["DeleteItem", { Key: { id: S("a") }, ConditionExpression, ...(given && values(given)) }]],
    is ? {} : FAILED,
    full,
  );
const refuses = (
  behaviour: string,
  source: ReturnType<typeof api>,
  ConditionExpression: string,
  message: string,
  more: object = {},
) => row(behaviour, source, [put("a", {}, { ConditionExpression, ...more })], invalidWrite(message));

export const conditions: Table<DynamoInput> = {
  service: "Amazon DynamoDB",
  topic: "conditions",
  rows: [
    holds("an attribute exists", "attribute_exists(n)", true),
    holds("an attribute does not exist", "attribute_exists(absent)", false),
    holds("an attribute is missing", "attribute_not_exists(absent)", true),
    holds("an attribute has a type", "attribute_type(n, :t)", true, { ":t": S("N") }),
    holds("a text begins with another", "begins_with(t, :t)", true, { ":t": S("hel") }),
    holds("a text contains another", "contains(t, :t)", true, { ":t": S("ell") }),
    holds("a list contains a value", "contains(l, :n)", true, { ":n": N(2) }),
    holds("a set contains a member", "contains(ss, :t)", true, { ":t": S("b") }),
    holds("a text has a size", "size(t) = :n", true, { ":n": N(5) }),
    holds("a list has a size", "size(l) = :n", true, { ":n": N(3) }),
    holds("a number has no size", "size(n) > :n", false, { ":n": N(0) }),
    holds("a number is between two", "n BETWEEN :a AND :b", true, { ":a": N(5), ":b": N(6) }),
    holds("a number is one of several", "n IN (:a, :b)", true, { ":a": N(1), ":b": N(5) }),
    holds("numbers are compared as numbers", "n < :n", true, { ":n": N(10) }),
    holds("values of two types are not equal", "n = :t", false, { ":t": S("5") }),
    holds("values of two types are unequal", "n <> :t", true, { ":t": S("5") }),
    holds("values of two types have no order", "n < :t", false, { ":t": S("9") }),
    holds("a missing attribute is less than nothing", "absent < :n", false, { ":n": N(5) }),
    holds("a missing attribute is unequal to everything", "absent <> :n", true, { ":n": N(5) }),
    holds("an element of a list is compared", "l[1] = :n", true, { ":n": N(2) }),
    holds("a member of a map is compared", "m.x = :n", true, { ":n": N(1) }),
    holds("sets have no order", "ss = :ss", true, { ":ss": { SS: ["b", "a"] } }),
    holds("NOT binds before AND", "NOT n = :a AND n = :b", true, { ":a": N(1), ":b": N(5) }),
    holds("AND binds before OR", "n = :b OR n = :a AND n = :a", true, { ":a": N(1), ":b": N(5) }),
    holds("parentheses bind first", "(n = :b OR n = :a) AND n = :a", false, { ":a": N(1), ":b": N(5) }),
    row(
      "a put is refused where its condition fails",
      conditionGuide,
      [put("a", {}, { ConditionExpression: "attribute_not_exists(id)" })],
      FAILED,
      full,
    ),
    row(
      "the item that a condition failed on is told where it is asked for",
      api("PutItem"),
      [
        put(
          "a",
          {},
          { ConditionExpression: "attribute_not_exists(id)", ReturnValuesOnConditionCheckFailure: "ALL_OLD" },
        ),
      ],
      { ...FAILED, Item: item("a", { n: N(1) }) },
      { items: [item("a", { n: N(1) })] },
    ),
    row(
      "no item is told where there is none",
      api("UpdateItem"),
      [
        update("a", "SET n = :n", {
          ...values({ ":n": N(1) }),
          ConditionExpression: "attribute_exists(id)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      ],
      FAILED,
    ),
    row(
      "a deletion is refused where its condition fails",
      api("DeleteItem"),
      [
        [
          "DeleteItem",
          {
            Key: { id: S("a") },
            ConditionExpression: "n = :n",
            ...values({ ":n": N(2) }),
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        ],
      ],
      { ...FAILED, Item: item("a", { n: N(1) }) },
      { items: [item("a", { n: N(1) })] },
    ),
    row(
      "an older condition is honoured",
      legacy,
      [["DeleteItem", { Key: { id: S("a") }, Expected: { n: { Value: N(6) } } }]],
      FAILED,
      full,
    ),
    row(
      "an older condition that holds is honoured",
      legacy,
      [["DeleteItem", { Key: { id: S("a") }, Expected: { n: { Value: N(5) } } }]],
      {},
      full,
    ),
    row(
      "older conditions and expressions exclude each other",
      legacy,
      [put("a", {}, { Expected: { n: { Exists: false } }, ConditionExpression: "attribute_exists(id)" })],
      invalidWrite(
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}",
      ),
    ),
    row(
      "older updates and expressions exclude each other",
      legacy,
      [update("a", "SET n = :n", { ...values({ ":n": N(1) }), AttributeUpdates: { n: { Value: N(1) } } })],
      invalidWrite(
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}",
      ),
    ),
    row(
      "an expression is not empty",
      conditionGuide,
      [put("a", {}, { ConditionExpression: "" })],
      invalid("Invalid ConditionExpression: The expression can not be empty;"),
    ),
    refuses(
      "a reserved word is refused",
      reserved,
      "attribute_exists(status)",
      "Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: status",
    ),
    refuses(
      "a reserved word is refused in any letters",
      reserved,
      "attribute_exists(Name)",
      "Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: Name",
    ),
    row(
      "a reserved word may be named otherwise",
      nameGuide,
      [put("a", {}, { ConditionExpression: "attribute_not_exists(#s)", ExpressionAttributeNames: { "#s": "status" } })],
      {},
    ),
    refuses(
      "a value that is not defined is refused",
      CHARACTERISED,
      "n = :n",
      "Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :n",
    ),
    refuses(
      "a name that is not defined is refused",
      nameGuide,
      "attribute_exists(#n)",
      "Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #n",
    ),
    refuses(
      "a value that is not used is refused",
      CHARACTERISED,
      "attribute_exists(id)",
      "Value provided in ExpressionAttributeValues unused in expressions: keys: {:n}",
      values({ ":n": N(1) }),
    ),
    refuses(
      "a name that is not used is refused",
      CHARACTERISED,
      "attribute_exists(id)",
      "Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}",
      { ExpressionAttributeNames: { "#n": "n" } },
    ),
    row(
      "values without an expression are refused",
      api("PutItem"),
      [put("a", {}, values({ ":n": N(1) }))],
      invalidWrite(
        "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null",
      ),
    ),
    row(
      "no values are refused",
      api("PutItem"),
      [put("a", {}, { ConditionExpression: "attribute_exists(id)", ...values({}) })],
      invalid("ExpressionAttributeValues must not be empty"),
    ),
    differing(
      refuses(
        "an expression that ends too early is refused",
        conditionGuide,
        "n =",
        'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="',
      ),
      invalidWrite("Invalid ConditionExpression: Expected operand, got end of expression"),
      "the store words syntax errors in its own way",
    ),
    refuses(
      "a function that is not there is refused",
      operators,
      "foo(n)",
      "Invalid ConditionExpression: Invalid function name; function: foo",
    ),
    differing(
      refuses(
        "a function has a number of operands",
        operators,
        "attribute_exists(n, t)",
        "Invalid ConditionExpression: Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2",
      ),
      invalidWrite("Invalid ConditionExpression: Expected ), got ,"),
      "the store words syntax errors in its own way",
    ),
    refuses(
      "a function's operand has a type",
      operators,
      "begins_with(t, :n)",
      "Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
      values({ ":n": N(1) }),
    ),
  ],
};

/** An update of the full item, and what is there afterwards. */
const updates = (behaviour: string, expression: string, see: string, answer: unknown, given?: Item) =>
  row(behaviour, updateGuide, [update("a", expression, given && values(given)), get("a")], answer, {
    ...full,
    see: `Item.${see}`,
  });
const refusesUpdate = (
  behaviour: string,
  source: ReturnType<typeof api>,
  expression: string,
  refusal: unknown,
  given?: Item,
) => row(behaviour, source, [update("a", expression, given && values(given))], refusal, full);

export const expressions: Table<DynamoInput> = {
  service: "Amazon DynamoDB",
  topic: "updates and projections",
  rows: [
    updates("a number is added", "SET n = n + :n", "n", N(7), { ":n": N(2) }),
    updates("a number is taken away", "SET n = n - :n", "n", N(3), { ":n": N(2) }),
    updates("a missing attribute has a default", "SET x = if_not_exists(x, :n)", "x", N(0), { ":n": N(0) }),
    updates("an attribute that is there keeps its value", "SET n = if_not_exists(n, :n)", "n", N(5), { ":n": N(0) }),
    updates(
      "lists are joined",
      "SET l = list_append(l, :l)",
      "l",
      { L: [N(1), N(2), N(3), N(4)] },
      { ":l": { L: [N(4)] } },
    ),
    updates("an element of a list is replaced", "SET l[1] = :n", "l", { L: [N(1), N(9), N(3)] }, { ":n": N(9) }),
    differing(
      updates(
        "an element behind the end is appended",
        "SET l[9] = :n",
        "l",
        { L: [N(1), N(2), N(3), N(9)] },
        { ":n": N(9) },
      ),
      { L: [N(1), N(2), N(3), ...Array.from({ length: 6 }, () => ({ NULL: true })), N(9)] },
      "the store fills the list with nulls up to the index",
    ),
    updates("an element of a list is removed", "REMOVE l[0]", "l", { L: [N(2), N(3)] }),
    updates("a member of a map is set", "SET m.z = :n", "m", { M: { x: N(1), y: S("y"), z: N(3) } }, { ":n": N(3) }),
    updates("a member of a map is removed", "REMOVE m.y", "m", { M: { x: N(1) } }),
    updates("removing what is not there is no error", "REMOVE absent", "n", N(5)),
    updates("ADD adds to a number", "ADD n :n", "n", N(6), { ":n": N(1) }),
    updates("ADD begins at nothing", "ADD x :n", "x", N(1), { ":n": N(1) }),
    updates("ADD adds to a set", "ADD ss :ss", "ss", { SS: ["a", "b", "c"] }, { ":ss": { SS: ["c"] } }),
    updates("DELETE takes from a set", "DELETE ss :ss", "ss", { SS: ["b"] }, { ":ss": { SS: ["a"] } }),
    updates("a set without members is gone", "DELETE ss :ss", "ss", undefined, { ":ss": { SS: ["a", "b"] } }),
    updates("right sides see the item as it was", "SET n = :n, x = n", "x", N(5), { ":n": N(1) }),
    refusesUpdate(
      "a key is not updated",
      api("UpdateItem"),
      "SET id = :t",
      wrongValue("Cannot update attribute id. This attribute is part of the key"),
      { ":t": S("b") },
    ),
    refusesUpdate("paths do not overlap", updateGuide, "SET m = :m, m.x = :n", invalid(ANY), {
      ":m": { M: {} },
      ":n": N(1),
    }),
    refusesUpdate(
      "each kind of change stands once",
      updateGuide,
      "SET n = :n SET x = :n",
      invalidWrite('Invalid UpdateExpression: The "SET" section can only be used once in an update expression;'),
      { ":n": N(1) },
    ),
    refusesUpdate(
      "an attribute that is missing is no operand",
      updating("test_update_expression_plus_nonexistent"),
      "SET n = absent + :n",
      invalid("The provided expression refers to an attribute that does not exist in the item"),
      { ":n": N(1) },
    ),
    refusesUpdate(
      "a text is not added",
      updating("test_update_expression_plus_basic"),
      "SET n = t + :n",
      invalid("An operand in the update expression has an incorrect data type"),
      { ":n": N(1) },
    ),
    refusesUpdate(
      "a path through nothing is not updated",
      updating("test_update_expression_nested_attribute_rhs"),
      "SET absent.x = :n",
      invalid("The document path provided in the update expression is invalid for update"),
      { ":n": N(1) },
    ),
    refusesUpdate(
      "ADD takes numbers and sets",
      updateGuide,
      "ADD x :t",
      invalidWrite(
        "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND",
      ),
      { ":t": S("x") },
    ),
    refusesUpdate(
      "DELETE takes sets",
      updateGuide,
      "DELETE ss :n",
      invalidWrite(
        "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND",
      ),
      { ":n": N(1) },
    ),
    refusesUpdate(
      "a reserved word is refused in an update",
      reserved,
      "SET count = :n",
      invalidWrite("Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: count"),
      { ":n": N(1) },
    ),
    row(
      "a projection picks attributes",
      projection,
      [get("a", { ProjectionExpression: "n, t" })],
      { n: N(5), t: S("hello") },
      { ...full, see: "Item" },
    ),
    row(
      "a projection picks members",
      projection,
      [get("a", { ProjectionExpression: "m.x" })],
      { m: { M: { x: N(1) } } },
      { ...full, see: "Item" },
    ),
    row(
      "a projection picks elements, close together",
      projection,
      [get("a", { ProjectionExpression: "l[0], l[2]" })],
      { l: { L: [N(1), N(3)] } },
      { ...full, see: "Item" },
    ),
    row(
      "a projection of nothing is an empty item",
      projection,
      [get("a", { ProjectionExpression: "absent" })],
      {},
      { ...full, see: "Item" },
    ),
    row(
      "a reserved word is refused in a projection",
      reserved,
      [get("a", { ProjectionExpression: "name" })],
      invalid("Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: name"),
      full,
    ),
    row(
      "paths of a projection do not overlap",
      projection,
      [get("a", { ProjectionExpression: "m, m.x" })],
      invalid(
        "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path two: [m, x]",
      ),
      full,
    ),
    row(
      "an older projection is honoured",
      guide("AttributesToGet (legacy)", "LegacyConditionalParameters.AttributesToGet"),
      [get("a", { AttributesToGet: ["n"] })],
      { n: N(5) },
      { ...full, see: "Item" },
    ),
    row(
      "older projections and expressions exclude each other",
      guide("AttributesToGet (legacy)", "LegacyConditionalParameters.AttributesToGet"),
      [get("a", { AttributesToGet: ["n"], ProjectionExpression: "n" })],
      invalid(
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}",
      ),
      full,
    ),
  ],
};
