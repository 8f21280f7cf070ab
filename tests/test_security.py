"""Data are never run: no pickle, no evaluated text, no text put into a shell unquoted."""

import ast
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator

import pytest
from places import REPOSITORY

PROGRAMS = sorted(
    path
    for folder in ("latentaudio", "scripts", "benchmarks")
    for path in (REPOSITORY / folder).rglob("*.py")
)
RULES = [REPOSITORY / "Snakefile", *sorted((REPOSITORY / "rules").glob("*.smk"))]

#: Modules whose readers run what a file says.
MODULES = {"pickle", "cloudpickle", "dill", "joblib", "jsonpickle", "marshal", "shelve"}
#: Functions that run text, by the end of their dotted name.
CALLS = {
    *("eval", "exec", "__import__", "os.system", "os.popen", "mktemp", "load_model"),
    *("subprocess.getoutput", "subprocess.getstatusoutput", "read_pickle", "to_pickle"),
    *("yaml.load", "yaml.load_all", "yaml.full_load", "yaml.unsafe_load", "torch.load"),
    # Members of an archive choose where they land.
    *("extract", "extractall", "unpack_archive"),
}
#: Functions whose first argument must be a list of words.
STARTS = {"run", "call", "check_call", "check_output", "Popen"}


def dotted(node: ast.expr) -> str:
    """Name of what is called, as far as it is one."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def is_text(node: ast.expr) -> bool:
    """Tell whether an expression is plainly text."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp):
        return is_text(node.left) or is_text(node.right)
    return isinstance(node, ast.Call) and dotted(node.func).endswith((".format", ".join"))


def findings(source: str) -> Iterator[str]:
    """What in a Python file could run data."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (f"import {a.name}" for a in node.names if a.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported = {node.module.split(".")[0], *(f"{node.module}.{a.name}" for a in node.names)}
            yield from (f"from {name}" for name in imported & (MODULES | CALLS))
        elif isinstance(node, ast.Call):
            yield from findings_in_call(node)


def findings_in_call(call: ast.Call) -> Iterator[str]:
    name = dotted(call.func)
    if any(name == bad or name.endswith(f".{bad}") for bad in CALLS):
        yield f"{name}()"
    starts = name.startswith("subprocess.") and name.split(".")[-1] in STARTS
    if starts and (not call.args or is_text(call.args[0])):
        yield f"{name} of text"
    values = {word.arg: word.value for word in call.keywords}
    for word, harmless in {"shell": False, "allow_pickle": False, "autoescape": True}.items():
        value = values.get(word)
        if value is not None and not (isinstance(value, ast.Constant) and value.value is harmless):
            yield f"{name}({word}={ast.unparse(value)})"
    if name.split(".")[-1] == "Environment" and "autoescape" not in values:
        yield f"{name} without autoescape"


def commands(rules: str) -> Iterator[str]:
    """The text of each shell command."""
    for match in re.finditer(r"^( +)shell:((?:\n\1 +.*|\n\s*$)+)", rules, re.MULTILINE):
        yield match[2]


def makers(rules: str) -> set[str]:
    """Names of the functions that give words joined for a shell: `options`, and what returns it."""
    found = {"options"} if "return shlex.join(words)" in rules else set()
    for name, body in re.findall(r"^def (\w+)\(.*\n((?:    .*\n|\n)*)", rules, re.MULTILINE):
        returned = re.findall(r"return (?:(\w+)\()?", body)
        if returned and set(returned) <= found:
            found.add(name)
    return found


def parameters(rules: str) -> dict[str, set[str]]:
    """Which functions make each parameter of the rules, by its name; "" for anything else."""
    found = defaultdict(set)
    for section in re.findall(r"^    params:\n((?:        .*\n)+)", rules, re.MULTILINE):
        for name, maker in re.findall(
            r"^ {8}(\w+)=(?:lambda[^:]*: )?(?:(\w+)\()?", section, re.MULTILINE
        ):
            found[name].add(maker)
    return found


def unquoted(rules: str, common: str = "") -> Iterator[str]:
    """What is put into a shell command and neither quoted, a number, nor made by `options`."""
    quoting, made_by = makers(common + rules), parameters(rules)
    for command in commands(rules):
        for field in re.findall(r"(?<!\{)\{([^{}]+)\}", command):
            if field.endswith(":q") or field == "threads" or field.startswith("resources."):
                continue
            words = made_by.get(field.removeprefix("params."))
            if not field.startswith("params.") or not words or not words <= quoting:
                yield f"{{{field}}}"
        if re.search(r"`|\$\(", command):
            yield "a command within a command"


#: Rules call functions of files without rules.
COMMON = "\n".join(
    path.read_text(encoding="utf-8")
    for path in RULES
    if not re.search(r"^(rule|checkpoint) ", path.read_text(encoding="utf-8"), re.MULTILINE)
)


def test_every_program_of_the_repository_is_looked_at():
    for folder in ("latentaudio", "scripts", "benchmarks", "rules"):
        listed = subprocess.run(
            ["git", "ls-files", "--", f"{folder}/*.py", f"{folder}/*.smk"],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=True,
        )
        tracked = {REPOSITORY / name for name in listed.stdout.splitlines()}
        present = {path for path in tracked if path.is_file()}
        assert present
        assert present <= {*PROGRAMS, *RULES}


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_no_program_runs_data(path):
    assert list(findings(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_no_rule_puts_unquoted_text_into_a_shell(path):
    assert list(unquoted(path.read_text(encoding="utf-8"), COMMON)) == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_no_rule_runs_data(path):
    found = re.findall(r"\b(?:eval|exec|pickle|os\.system|shell)\(|^ +run:", path.read_text(), re.M)
    assert found == []


def test_every_command_of_a_rule_is_seen():
    text = "".join(path.read_text(encoding="utf-8") for path in RULES)
    assert len(list(commands(text))) == text.count(" shell:\n") > 30
    assert all("python {params.program:q}" in command for command in commands(text))


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from joblib import load",
        "from os import system",
        "eval('1')",
        "def f(x):\n    return exec(x)",
        "import yaml\nyaml.load(open('a'), Loader=yaml.SafeLoader)",
        "np.load('a.npy', allow_pickle=True)",
        "np.load('a.npy', allow_pickle=flag)",
        "subprocess.run(command, shell=True)",
        "subprocess.run('ls')",
        "subprocess.check_output(f'ls {x}')",
        "subprocess.Popen(' '.join(words))",
        "subprocess.run('ls ' + name)",
        "archive.extractall(folder)",
        "pd.read_pickle('a')",
        "tf.keras.models.load_model('a')",
        "jinja2.Environment(loader=one)",
        "jinja2.Environment(autoescape=False)",
    ],
)
def test_what_runs_data_is_found(source):
    assert list(findings(source))


@pytest.mark.parametrize(
    "source",
    [
        "yaml.safe_load(text)",
        "np.load('a.npy', allow_pickle=False)",
        "subprocess.run(['ls', name], check=True)",
        "subprocess.run(command, shell=False)",
        "jinja2.Environment(autoescape=True)",
    ],
)
def test_what_runs_no_data_is_not(source):
    assert list(findings(source)) == []


RULE = """
rule a:
    params:
        options=lambda wildcards: {maker}(
            name=1,
        ),
    shell:
        "python {{input.code[0]:q}} --threads {{threads}} {{params.options}}"
        " --of {field} {{output:q}}"
"""


@pytest.mark.parametrize(
    ("maker", "field", "found"),
    [
        ("options", "{input:q}", []),
        ("dataset_options", "{input:q}", []),
        ("options", "{input}", ["{input}"]),
        ("options", "{wildcards.recording}", ["{wildcards.recording}"]),
        ("options", "{params.other}", ["{params.other}"]),
        ("str", "{input:q}", ["{params.options}"]),
        ("options", "$(cat {input:q})", ["a command within a command"]),
    ],
)
def test_what_is_unquoted_is_found(maker, field, found):
    assert list(unquoted(RULE.format(maker=maker, field=field), COMMON)) == found
