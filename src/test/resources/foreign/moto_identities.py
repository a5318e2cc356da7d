"""Makes two identities on a moto server, one that may read secrets and one that may not; prints their keys."""

import json
import sys

import boto3

iam = boto3.client(
    "iam", endpoint_url=sys.argv[1], region_name="eu-central-1", aws_access_key_id="x", aws_secret_access_key="x"
)
for name, actions in (
    ("reader", ["secretsmanager:*", "ssm:*"]),
    ("stranger", ["s3:ListAllMyBuckets"]),
):
    iam.create_user(UserName=name)
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    print(key["AccessKeyId"], key["SecretAccessKey"])
