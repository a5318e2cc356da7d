"""Makes identities on a moto server and prints their keys: one that may read secrets and one that may not, or a named one with
the policy that comes on standard input.
"""

import json
import sys

import boto3

iam = boto3.client(
    "iam", endpoint_url=sys.argv[1], region_name="eu-central-1", aws_access_key_id="x", aws_secret_access_key="x"
)


def make(name, policy):
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    print(key["AccessKeyId"], key["SecretAccessKey"])


if len(sys.argv) > 2:
    make(sys.argv[2], sys.stdin.read())
else:
    for name, actions in (
        ("reader", ["secretsmanager:*", "ssm:*"]),
        ("stranger", ["s3:ListAllMyBuckets"]),
    ):
        statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
        make(name, json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
