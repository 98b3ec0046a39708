"""Checks GraphQL operations and a schema of our own against a published one (PyPI graphql-core 3.2.8).

Arguments: the published schema; a folder with one operation a file (*.graphql) and our schema (twin.sdl). Prints each violation
and a last line with the counts; exits with 1 where there is any.
"""

import pathlib
import re
import sys

from graphql import (
    GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, build_ast_schema, parse, validate)


def schema(path, rest=""):
    # Descriptions are half of the text and say nothing to a judge.
    text = re.sub(r'"""(?:.|\n)*?"""', "", pathlib.Path(path).read_text()) + rest
    return build_ast_schema(parse(text, no_location=True), assume_valid=True, assume_valid_sdl=True)


published = schema(sys.argv[1])
folder = pathlib.Path(sys.argv[2])
violations = []

operations = sorted(folder.glob("*.graphql"))
for file in operations:
    for error in validate(published, parse(file.read_text())):
        violations.append(f"{file.stem}: {error.message}")

root = "\nschema { query: QueryRoot mutation: Mutation }\n"
ours = schema(folder / "twin.sdl", root)
fields = 0
for name, mine in ours.type_map.items():
    if name.startswith("__"):
        continue
    theirs = published.type_map.get(name)
    if theirs is None or type(theirs) is not type(mine):
        violations.append(f"{name} is none of theirs, or of another kind")
    elif isinstance(mine, GraphQLEnumType):
        violations += [f"{name}.{value}" for value in mine.values if value not in theirs.values]
    elif isinstance(mine, (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)):
        for field, here in mine.fields.items():
            fields += 1
            there = theirs.fields.get(field)
            if there is None:
                violations.append(f"{name}.{field} is no field of theirs")
                continue
            if str(here.type) != str(there.type):
                violations.append(f"{name}.{field}: {here.type} here, {there.type} there")
            for argument, value in getattr(here, "args", {}).items():
                other = there.args.get(argument)
                if other is None or str(other.type) != str(value.type):
                    violations.append(f"{name}.{field}({argument}) is not as there")
            if isinstance(mine, GraphQLInputObjectType):
                continue
            for argument, other in there.args.items():
                if argument not in here.args and str(other.type).endswith("!") and other.default_value is None:
                    violations.append(f"{name}.{field}({argument}) is required there")

for violation in violations:
    print("VIOLATION", violation)
print(f"operations: {len(operations)}, violations: {len(violations)}, fields of the twin: {fields}")
sys.exit(1 if violations else 0)
