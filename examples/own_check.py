"""A check of one's own: its severity counts, policies and waivers know it by its id."""

from collections.abc import Iterator

from duizhao import quality
from duizhao.corpora import Pair, Severity, Topic


@quality.as_check(
    "house.shouting",
    Severity.ERROR,
    Topic.MARKS,
    title="Shouting",
    summary="An exclamation mark that the source does not have",
    page="Institutions do not shout.\n\n## Cure\n\nEnd with a full stop.",
)
def shouting(context: quality.Context) -> Iterator[quality.Finding]:
    """An exclamation mark at the end of the target alone."""
    for pair in context.complete:
        if pair.target.endswith("！") and not pair.source.endswith("!"):
            yield quality.Finding(
                "house.shouting", "the target shouts", pair.target, source=pair.source, target=pair.target
            )


quality.known_checks.add("house.shouting", shouting)
report = quality.check([Pair("The gate is shut.", "门关了！"), Pair("Stop!", "停！")])
for finding in report.findings:
    print(finding.severity, finding.check, finding.target)
