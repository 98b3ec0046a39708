"""Reads a twin's queue with boto3, AWS's own client: what it sends is what the twin must take, signature and all."""
import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

URL = os.environ["QUEUE"]
STEPS = 0


def ok(text, condition):
    global STEPS
    if not condition:
        raise SystemExit(f"WRONG {text}")
    STEPS += 1
    print(f"ok   {text}")


def client(key, secret):
    return boto3.client(
        "sqs", endpoint_url=URL.rsplit("/", 2)[0], region_name="us-east-1", aws_access_key_id=key,
        aws_secret_access_key=secret, config=Config(retries={"max_attempts": 1}))


def refusal(call):
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


KEY, SECRET = os.environ["QUEUE_KEY"], os.environ["QUEUE_SECRET"]
sqs = client(KEY, SECRET)
attributes = sqs.get_queue_attributes(QueueUrl=URL, AttributeNames=["ApproximateNumberOfMessages"])["Attributes"]
ok("twelve messages wait", attributes["ApproximateNumberOfMessages"] == "12")
first = sqs.receive_message(QueueUrl=URL, MaxNumberOfMessages=10, WaitTimeSeconds=1)["Messages"]
ok("ten come at once, whole", [message["Body"] for message in first] == [f"message {number}" for number in range(10)])
rest = sqs.receive_message(QueueUrl=URL, MaxNumberOfMessages=10)["Messages"]
ok("what was received is hidden", [message["Body"] for message in rest] == ["message 10", "message 11"])
ok("nothing more comes, and the member is missing", "Messages" not in sqs.receive_message(QueueUrl=URL, WaitTimeSeconds=1))
gone = sqs.delete_message_batch(
    QueueUrl=URL, Entries=[{"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(first)])
ok("ten are taken off in one call", len(gone["Successful"]) == 10 and not gone.get("Failed"))
sqs.delete_message(QueueUrl=URL, ReceiptHandle=rest[0]["ReceiptHandle"])
failed = sqs.delete_message_batch(
    QueueUrl=URL,
    Entries=[{"Id": "a", "ReceiptHandle": rest[1]["ReceiptHandle"]}, {"Id": "b", "ReceiptHandle": "nonsense"}])
ok("one by one too, and a wrong receipt is named", [entry["Id"] for entry in failed["Failed"]] == ["b"])
ok("a wrong secret is refused", refusal(
    lambda: client(KEY, SECRET[::-1]).receive_message(QueueUrl=URL)) == "SignatureDoesNotMatch")
ok("an unknown key is refused", refusal(
    lambda: client("AKIANOBODY", SECRET).receive_message(QueueUrl=URL)) == "InvalidClientTokenId")
ok("a queue that is not there is said to be none", refusal(
    lambda: sqs.receive_message(QueueUrl=URL + "x")) == "AWS.SimpleQueueService.NonExistentQueue")
print(f"{STEPS} steps")
