"""Calls AWS APIs with boto3 for the rows of tests/conformance: one request a line in, one answer a line out."""

import base64
import json
import sys
from datetime import datetime, timezone

import boto3
import botocore.model
from botocore.config import Config
from botocore.exceptions import ClientError


# Members whose texts are bytes: base64 in rows.
BYTES = {"B", "BS", "BinaryValue", "Data", "ZipFile", "SecretBinary", "Plaintext", "CiphertextBlob"}


def plain(value):
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    if hasattr(value, "read"):
        return value.read().decode()
    return str(value)


def with_bytes(value, name=""):
    if isinstance(value, str):
        return base64.b64decode(value) if name in BYTES else value
    if isinstance(value, list):
        return [with_bytes(each, name) for each in value]
    if isinstance(value, dict):
        return {key: with_bytes(inner, key) for key, inner in value.items()}
    return value


def refusal(response):
    error = response["Error"]
    code, kind = error["Code"], error.get("QueryErrorCode", error["Code"])
    status = response["ResponseMetadata"]["HTTPStatusCode"]
    # Without a body, boto3 makes a code of the status and a message of its phrase.
    answer = {"error": code, "message": "" if code == str(status) else error["Message"], "status": status}
    answer.update({name: response[name] for name in ("Item", "CancellationReasons") if name in response})
    return answer if code == kind else {**answer, "type": kind}


def answer(client, request):
    try:
        found = client._make_api_call(request["operation"], with_bytes(request["parameters"]))
        found.pop("ResponseMetadata", None)
        return found
    except ClientError as error:
        return refusal(error.response)


def connect(service, endpoint, keys):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        aws_access_key_id=keys["accessKeyId"],
        aws_secret_access_key=keys["secretAccessKey"],
        aws_session_token=keys.get("sessionToken"),
        region_name="us-east-1",
        # It is the service that is asked what it refuses.
        config=Config(
            parameter_validation=False,
            retries={"total_max_attempts": 1},
            # A row names the checksum that it is about.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


def main(protocol=None):
    if protocol is not None:
        # Of a service that speaks several, boto3 takes the first one of this list.
        botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS = (protocol,)
    clients = {}
    for line in sys.stdin:
        request = json.loads(line)
        whom = request["service"], request["endpoint"], request["keys"]["accessKeyId"]
        if whom not in clients:
            clients[whom] = connect(request["service"], request["endpoint"], request["keys"])
        print(json.dumps(answer(clients[whom], request), default=plain), flush=True)


main(*sys.argv[1:])
