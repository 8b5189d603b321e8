"""What autosave puts back in the page. The form is not built again: only what an answer may have changed."""

from __future__ import annotations

from portal.afas.declarations.tables.progress import progress_text, section_progress
from portal.catalogue.questions import Questionnaire

from .comparison import Comparison
from .figures import Difference
from .summary import Summary


def gaps_by_id(questionnaire: Questionnaire, comparison: Comparison) -> dict[str, Difference]:
    """Id of the element that shows it -> the difference of each figure from last year's."""
    return {f"gap-{each.code}": comparison.gap(each) for each in questionnaire.fields() if each.is_figure}


def autosave_outputs(
    questionnaire: Questionnaire, comparison: Comparison, gaps: dict[str, Difference], summary: Summary
) -> dict[str, str]:
    """Id of an element of the page -> its text."""
    texts = {name: gap.short for name, gap in gaps.items()}
    texts |= {"bar-balance": summary.balance_text, "bar-left": summary.left_text}
    for section in questionnaire.sections:
        texts[f"progress-{section.code}"] = progress_text(*section_progress(section, comparison.document))
        if total := comparison.sum_of(section):
            texts |= {total.id: total.now, f"gap-{total.id}": total.gap.short}
    return texts
