import type {
  GetNamedQueryCommandInput,
  GetNamedQueryCommandOutput,
  GetWorkGroupCommandInput,
  GetWorkGroupCommandOutput,
  ListNamedQueriesCommandInput,
  ListNamedQueriesCommandOutput,
  ListWorkGroupsCommandInput,
  ListWorkGroupsCommandOutput,
} from "@aws-sdk/client-athena";
import { describeNamedQuery, describeWorkgroup } from "../descriptions";
import { PRIMARY } from "../workgroups";
import { type AthenaOperation, invalid, onWorkgroup, pageOf } from "./athenaOperation";

export const getWorkGroup: AthenaOperation<GetWorkGroupCommandInput, GetWorkGroupCommandOutput> = {
  parameters: { WorkGroup: "text?" },
  permissions: ({ WorkGroup }) => onWorkgroup("athena:GetWorkGroup", WorkGroup),
  run: ({ WorkGroup = PRIMARY }, { state }) => ({ WorkGroup: describeWorkgroup(state.workgroups.get(WorkGroup)) }),
};

export const listWorkGroups: AthenaOperation<ListWorkGroupsCommandInput, ListWorkGroupsCommandOutput> = {
  parameters: { NextToken: "text?", MaxResults: "number?" },
  permissions: () => [{ action: "athena:ListWorkGroups", resource: "*" }],
  run(place, { state }) {
    const { page, next } = pageOf(state.workgroups.list().map(describeWorkgroup), place);
    const WorkGroups = page.map(({ Name, State, Description }) => ({ Name, State, Description }));
    return { WorkGroups, ...(next !== undefined && { NextToken: next }) };
  },
};

export const getNamedQuery: AthenaOperation<GetNamedQueryCommandInput, GetNamedQueryCommandOutput> = {
  parameters: { NamedQueryId: "text" },
  permissions: ({ NamedQueryId }, { state }) =>
    onWorkgroup("athena:GetNamedQuery", state.namedQueries.get(NamedQueryId)?.workgroup),
  run({ NamedQueryId }, { state }) {
    const query = state.namedQueries.get(NamedQueryId);
    if (!query) throw invalid(`NamedQuery ${NamedQueryId} was not found`);
    return { NamedQuery: describeNamedQuery(query) };
  },
};

export const listNamedQueries: AthenaOperation<ListNamedQueriesCommandInput, ListNamedQueriesCommandOutput> = {
  parameters: { WorkGroup: "text?" },
  permissions: ({ WorkGroup }) => onWorkgroup("athena:ListNamedQueries", WorkGroup),
  run({ WorkGroup = PRIMARY, ...place }, { state }) {
    const { name } = state.workgroups.get(WorkGroup);
    const ids = [...state.namedQueries.values()].filter(({ workgroup }) => workgroup === name).map(({ id }) => id);
    const { page, next } = pageOf(ids, place);
    return { NamedQueryIds: page, ...(next !== undefined && { NextToken: next }) };
  },
};
