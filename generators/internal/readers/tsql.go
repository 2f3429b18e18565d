package readers

// TSQL reads the rows that a script for SQL Server merges, with sqlglot's parser: of each row its second value, by its
// first. What texts are put together of is put together here.
var TSQL = Reader{"sqlglot", Program("python3", "-c", `
import json, re, sys
try: import sqlglot; from sqlglot import exp
except ImportError: sys.exit(42)

def text(e):
    if isinstance(e, (exp.National, exp.Literal)): return e.name
    if isinstance(e, exp.Add): return text(e.left) + text(e.right)
    if isinstance(e, (exp.Chr, exp.Unicode)): return chr(int(e.expressions[0].name))
    if isinstance(e, exp.Anonymous) and e.name.upper() == "NCHAR": return chr(int(e.expressions[0].name))
    raise ValueError(repr(e))

script = sys.stdin.buffer.read().decode("utf-8")
rows = {}
for batch in re.split(r"(?m)^GO$", script):
    for statement in sqlglot.parse(batch, read="tsql"):
        for row in statement.find_all(exp.Tuple) if isinstance(statement, exp.Merge) and statement.args["using"] else []:
            if isinstance(row.parent, exp.Values) and isinstance(row.parent.parent, exp.Merge):
                key, value = row.expressions[:2]
                rows[text(key)] = text(value)
json.dump(rows, sys.stdout)`)}
