"""Pages as people read them."""

import re
from html import unescape

from django.http import HttpResponse

# Tags that stand inside a sentence: nothing separates what is around them.
INLINE = "a|abbr|b|br|button|code|em|i|label|mark|small|span|strong|sub|sup|time|wbr"
UNREAD = re.compile(r"<(script|style|template|svg)\b.*?</\1>|<!--.*?-->", re.DOTALL)


def page_text(page: HttpResponse | str) -> str:
    """The words of a page without its tags; no-break spaces and line ends count as one space, `<wbr>` as nothing."""
    html = page if isinstance(page, str) else page.content.decode()
    words = re.sub(rf"</?(?:{INLINE})\b[^>]*>", "", UNREAD.sub(" ", html))
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", words)).replace("\u00a0", " ").replace("\u202f", " "))
