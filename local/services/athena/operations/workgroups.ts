import type {
  GetNamedQueryCommandInput,
  GetNamedQueryCommandOutput,
  GetWorkGroupCommandInput,
  GetWorkGroupCommandOutput,
  ListNamedQueriesCommandInput,
  ListNamedQueriesCommandOutput,
} from "@aws-sdk/client-athena";
import { describeNamedQuery, describeWorkgroup } from "../descriptions";
import { PRIMARY } from "../workgroups";
import { type AthenaOperation, invalid, onWorkgroup, pageOf } from "./athenaOperation";

export const getWorkGroup: AthenaOperation<GetWorkGroupCommandInput, GetWorkGroupCommandOutput> = {
  parameters: { WorkGroup: "text?" },
  permissions: ({ WorkGroup }) => onWorkgroup("athena:GetWorkGroup", WorkGroup),
  run: ({ WorkGroup = PRIMARY }, { state }) => ({ WorkGroup: describeWorkgroup(state.workgroups.get(WorkGroup)) }),
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
