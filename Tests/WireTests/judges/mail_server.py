"""aiosmtpd, which nobody here wrote, as the server that takes our letters.

One argument: a folder. Writes port, certificate (PEM) and, for each letter, its envelope and text as JSON into it. Ends when
standard input ends.
"""

import asyncio
import datetime
import email
import email.policy
import ipaddress
import json
import logging
import pathlib
import ssl
import sys
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

# A client that distrusts the certificate is one of the tests: a traceback of it only hides what fails.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
warnings.simplefilter("ignore", DeprecationWarning)
folder = pathlib.Path(sys.argv[1])


def certificate():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


class Box:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        letter = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": str(message["subject"]),
            "header_to": str(message["to"]),
            "text": message.get_content(),
            "tls": session.ssl is not None,
            "user": session.auth_data.login.decode() if session.auth_data else None,
        }
        with (folder / "letters").open("a") as file:
            file.write(json.dumps(letter) + "\n")
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data.login == b"hub" and data.password == b"se cret"
    return AuthResult(success=good, handled=good, auth_data=data if good else None)


async def main():
    loop = asyncio.get_running_loop()
    context = certificate()

    def protocol(tls):
        return lambda: SMTP(
            Box(), hostname="localhost", tls_context=context if tls else None, require_starttls=tls,
            authenticator=authenticate, auth_required=tls, auth_require_tls=tls, loop=loop)

    servers = [
        await loop.create_server(protocol(True), "127.0.0.1", 0),
        await loop.create_server(protocol(False), "127.0.0.1", 0),
    ]
    ports = [server.sockets[0].getsockname()[1] for server in servers]
    (folder / "ports.new").write_text(json.dumps(ports))
    (folder / "ports.new").rename(folder / "ports")
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
