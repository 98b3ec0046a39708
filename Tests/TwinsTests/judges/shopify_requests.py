"""Holds requests against Shopify's published schema (PyPI graphql-core 3.2.8): each document is valid, and its variables fit.

Arguments: the published SDL, and a file of requests, each a line of JSON: {"query": …, "variables": …}. Prints each violation, then a
line with counts; exits with 1 where there is a violation.
"""

import json
import pathlib
import re
import sys

from graphql import build_ast_schema, parse, validate
from graphql.execution.values import get_variable_values
from graphql.language import OperationDefinitionNode

# Descriptions are half of the text and say nothing to a judge.
text = re.sub(r'"""(?:.|\n)*?"""', "", pathlib.Path(sys.argv[1]).read_text())
schema = build_ast_schema(parse(text, no_location=True), assume_valid=True, assume_valid_sdl=True)
documents, count, violations = {}, 0, []
for line in pathlib.Path(sys.argv[2]).read_text().splitlines():
    request = json.loads(line)
    count += 1
    query = request["query"]
    if query not in documents:
        document = parse(query)
        violations += [error.message for error in validate(schema, document)]
        documents[query] = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    values = get_variable_values(schema, documents[query].variable_definitions, request.get("variables") or {})
    if isinstance(values, list):
        violations += [error.message for error in values]
for violation in violations:
    print("VIOLATION", violation)
print(f"requests: {count}, violations: {len(violations)}")
sys.exit(1 if violations else 0)
