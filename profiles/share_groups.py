"""Write groups.yaml into every profile for a cluster; a profile cannot include another file."""

from pathlib import Path

FOLDER = Path(__file__).parent
FIRST, LAST = (f"# {word} of what profiles/groups.yaml holds.\n" for word in ("Begin", "End"))


def with_groups(profile: str, groups: str) -> str:
    """Replace what stands between the two marks in the text of a profile."""
    before, rest = profile.split(FIRST)
    _, after = rest.split(LAST)
    return f"{before}{FIRST}{groups}{LAST}{after}"


def shared_groups() -> str:
    """Read groups.yaml without its first paragraph, which is about the file itself."""
    return (FOLDER / "groups.yaml").read_text(encoding="utf-8").split("\n\n", 1)[1]


def main() -> None:
    """Rewrite the profiles."""
    for path in sorted(FOLDER.glob("*/config*.yaml")):
        if path.parent.name != "default":
            text = with_groups(path.read_text(encoding="utf-8"), shared_groups())
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
