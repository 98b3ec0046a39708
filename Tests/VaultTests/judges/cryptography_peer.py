"""What Python's `cryptography` makes of our tokens and hashes, and what it gives us to open.

One argument: a JSON array of questions. Prints a JSON array of answers, in order; an exception is its name.
"""

import base64
import json
import sys

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.twofactor.totp import TOTP


def answer(question):
    keys = [Fernet(key) for key in question.get("keys", [])]
    match question["ask"]:
        case "seal":
            return keys[0].encrypt_at_time(question["text"].encode(), question["now"]).decode()
        case "open":
            token = question["token"].encode()
            if "life" not in question:
                return MultiFernet(keys).decrypt(token).decode()
            return MultiFernet(keys).decrypt_at_time(token, question["life"], question["now"]).decode()
        case "renew":
            return MultiFernet(keys).rotate(question["token"].encode()).decode()
        case "key":
            return Fernet.generate_key().decode()
        case "scrypt":
            salt = base64.b64decode(question["salt"] + "==")
            key = Scrypt(salt=salt, length=32, n=2 ** question["ln"], r=question["r"], p=question["p"])
            return base64.b64encode(key.derive(question["text"].encode())).decode().rstrip("=")
        case "totp":
            return TOTP(base64.b32decode(question["secret"]), 6, SHA1(), 30).generate(question["now"]).decode()


def safely(question):
    try:
        return answer(question)
    except Exception as error:
        return type(error).__name__


print(json.dumps([safely(question) for question in json.loads(sys.argv[1])]))
