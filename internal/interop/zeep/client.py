"""Puts questions to the mocks through zeep: a line of JSON each on standard input, and a line for what came on standard output."""

import json
import sys

import zeep
import zeep.exceptions
import zeep.helpers
import zeep.wsse.username
from lxml import etree


def open_service(question):
    token = None
    if question["username"]:
        token = zeep.wsse.username.UsernameToken(question["username"], question["password"], use_digest=True)
    return zeep.Client(question["wsdl"], wsse=token)


def detail(client, fault):
    """The detail as zeep reads it by the contract's types; it leaves the element itself in Fault.detail."""
    if fault.detail is None:
        return None
    return {etree.QName(child).localname: plain(client.wsdl.types.deserialize(child)) for child in fault.detail}


def plain(value):
    return zeep.helpers.serialize_object(value, dict)


def ask(client, question):
    try:
        return {"answer": plain(client.service[question["operation"]](**question["request"]))}
    except zeep.exceptions.Fault as fault:
        return {"fault": {"code": fault.code, "text": fault.message, "detail": detail(client, fault)}}
    except Exception as error:  # whatever else befalls is what the matrix is to show
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    clients = {}
    for line in sys.stdin:
        question = json.loads(line)
        key = (question["wsdl"], question["password"])
        if key not in clients:
            clients[key] = open_service(question)
        print(json.dumps({"id": question["id"], **ask(clients[key], question)}, ensure_ascii=False, default=str), flush=True)


main()
