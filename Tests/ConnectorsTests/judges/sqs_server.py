"""A queue of moto's, the SQS that botocore's authors test against: signatures are checked as AWS does.

    sqs_server.py FOLDER

Reads one JSON list of message bodies from standard input, puts them into a queue, and from then on lets in only who signs with
the user's key. Writes FOLDER/server with port, queue, key and secret. For each further line it writes how many messages are
left into FOLDER/left-N, and ends with its input.
"""
import json
import os
import sys

os.environ.update(AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none", AWS_DEFAULT_REGION="us-east-1")

import boto3  # noqa: E402
from moto import settings  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402
from moto.sqs.models import sqs_backends  # noqa: E402


def write(folder, name, value):
    path = os.path.join(folder, name)
    with open(path + ".new", "w") as file:
        json.dump(value, file)
    os.rename(path + ".new", path)


def main(folder):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    iam = boto3.client("iam", endpoint_url=endpoint)
    iam.create_user(UserName="reader")
    rights = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:DeleteMessageBatch", "sqs:GetQueueAttributes"]
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": rights, "Resource": "*"}]}
    iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    iam.create_user(UserName="stranger")
    stranger = iam.create_access_key(UserName="stranger")["AccessKey"]
    sqs = boto3.client("sqs", endpoint_url=endpoint)
    queue = sqs.create_queue(QueueName="entrepot", Attributes={"VisibilityTimeout": "1"})["QueueUrl"]
    for body in json.loads(sys.stdin.readline()):
        sqs.send_message(QueueUrl=queue, MessageBody=body)
    account = queue.split("/")[-2]
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    write(folder, "server", {
        "queue": f"{endpoint}/{account}/entrepot", "key": key["AccessKeyId"], "secret": key["SecretAccessKey"],
        "strangerKey": stranger["AccessKeyId"], "strangerSecret": stranger["SecretAccessKey"],
    })
    for number, _ in enumerate(sys.stdin):
        messages = sqs_backends[account]["us-east-1"].queues["entrepot"]._messages
        deleted = sqs_backends[account]["us-east-1"].queues["entrepot"].deleted_messages
        write(folder, f"left-{number}", len([message for message in messages if message.id not in deleted]))
    server.stop()


main(sys.argv[1])
