"""Calls AWS APIs with boto3 for the rows of tests/conformance: one request a line in, one answer a line out."""

import base64
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def plain(value):
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value)


def with_bytes(value, name=""):
    if isinstance(value, str):
        return base64.b64decode(value) if name == "BinaryValue" else value
    if isinstance(value, list):
        return [with_bytes(each) for each in value]
    if isinstance(value, dict):
        return {key: with_bytes(inner, key) for key, inner in value.items()}
    return value


def refusal(response):
    error = response["Error"]
    code, kind = error["Code"], error.get("QueryErrorCode", error["Code"])
    answer = {"error": code, "message": error["Message"], "status": response["ResponseMetadata"]["HTTPStatusCode"]}
    return answer if code == kind else {**answer, "type": kind}


def answer(client, request):
    try:
        found = client._make_api_call(request["operation"], with_bytes(request["parameters"]))
        found.pop("ResponseMetadata", None)
        return found
    except ClientError as error:
        return refusal(error.response)


def main(service, endpoint):
    client = boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        # It is the service that is asked what it refuses.
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
    )
    for line in sys.stdin:
        print(json.dumps(answer(client, json.loads(line)), default=plain), flush=True)


main(*sys.argv[1:])
