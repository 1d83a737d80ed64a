r"""Catalogues that the command tests share.

`HOSTILE` holds text that acts on a terminal, on Rich or on a file format; `WIDE` holds
text whose characters and cells differ in number.
"""

from __future__ import annotations

import re

SMALL = """\
papers:
  adams2021graph:
    title: A Graph of Graphs
    authors: [Ann Adams, Bob Brown]
    date: 2021-05-06
    area: cs.LG
    arxiv: "2105.00010"
    venue: ICLR 2022
    code: https://example.org/graphs
    tags: [graphs]
    abstract: >-
      Graphs are everywhere. We draw a graph
      of graphs, and count them. Nothing else is done.

  brown2020pruning:
    title: Pruning | Trees
    authors: [Bob Brown, et al.]
    date: 2020
    area: cs.CV
    note: "Read it, then \\"again\\"."
    abstract: Trees are pruned. Graphs are not.

  cole2022naive:
    title: A naïve Café in $O(n \\log n)$ time
    authors: [Cecil Cole]
    date: 2022-03
    abstract: Émile drinks coffee at the café.
"""

# Every character here that would act on a terminal is an escape of YAML.
HOSTILE = """\
papers:
  rich2020markup:
    title: "[red]x[/] [/b] :smile: [link=file:///x]y[/link] [bold]z"
    authors: ["[red]Ann[/] Author", "[/b] B"]
    date: 2020
    venue: "[link=file:///x]V"
    code: "file:///etc/passwd"
    url: "javascript:alert(1)"
    tags: ["[red]t[/]"]
    note: "[/] note :bomb:"
    abstract: "[red]x[/] and [/b] and :smile: in [link=file:///x]an abstract."

  escape2020codes:
    title: "Red \\e[31mx\\e[0m bell \\a and x csi \\x9b31m title \\e]0;pwned\\a"
    authors: ["Eve\\e[2J Escape", "Bo\\u202eb B"]
    date: 2020
    venue: "V\\e[1m"
    url: "https://example.org/\\e]8;;file:///x\\e\\\\"
    code: "https://example.org/\\u202ecode"
    affiliations: ["mit\\e[1m"]
    tags: ["t\\a"]
    note: "A note\\rx over \\x9b2J it"
    abstract: "The x \\u202egnp.exe\\u202c was \\e[8mhidden\\e[0m. Next \\b\\b x."
"""

WIDE = """\
papers:
  ascii2020plain:
    title: Plain words and nothing more than that in a title that takes some room
    authors: [Ann Author]
    date: 2020-01-01
    area: cs.LG
    venue: ICLR 2020
    code: yes
    abstract: Plain x.

  zhang2020deep:
    title: 深度学习的理论与实践以及一切与之相关的问题的一个非常长的标题在这里继续下去
    authors: ["{北京大学}", 张三]
    date: 2020-02-01
    area: cs.LG
    venue: 会议 2020
    code: yes
    abstract: 深度学习 x。

  emoji2020rocket:
    title: "Rockets 🚀🚀🚀 and 👩‍🔬 👨‍👩‍👧‍👦 in a title 🇩🇪 that goes on and on and on ✈️"
    authors: [Émile Emoji]
    date: 2020-03-01
    area: cs.LG
    venue: "🚀 2020"
    code: yes
    abstract: 🚀 x 👩‍🔬.

  combining2020marks:
    title: "Z\u0335\u0323\u030aalgo e\u0301 and o\u0308 in a title with marks that are\
 no cells of their own at all"
    authors: ["E\u0301mile Cafe\u0301"]
    date: 2020-04-01
    area: cs.LG
    venue: "Cafe\u0301 2020"
    code: yes
    abstract: "Cafe\u0301 x."

  arabic2020deep:
    title: مقدمة في التعلم العميق
    authors: [محمد الخوارزمي]
    date: 2020-05-01
    area: cs.LG
    venue: مؤتمر
    code: yes
    abstract: مقدمة x.
"""

_ESCAPES = re.compile(r"\x1b\][^\x1b\x07]*(?:\x1b\\|\x07)|\x1b\[[0-9;]*m")
# What a terminal acts on; line ends and tabs are ours to write.
ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)


def without_escapes(text: str) -> str:
    """Leave out the styles and links that the program itself writes."""
    return _ESCAPES.sub("", text)


def field_line(catalogue: str, place: int) -> str:
    """Give a line of a file, counted from 1."""
    return catalogue.split("\n")[place - 1]
