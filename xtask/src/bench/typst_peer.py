"""Sets what a paper of ours says with typst, and measures that: the first paper of a program that was just started, then
one like many (with another name each time, as typst remembers what it has set), the most memory, and the size of the file.
Its own layout, no codes; the processor's time is that of all its threads.

typst_peer.py FONTS PAPER WORDS"""

import json
import resource
import statistics
import sys
import time

import typst

FONTS, PAPER, WORDS = sys.argv[1:]
RUNS = 20
HEAD = """#set page(paper: "a4", margin: (x: 20mm, top: 27mm, bottom: 21mm), numbering: "1 / 1")
#set text(font: "Noto Serif CJK SC", size: 10.5pt, lang: "zh", region: "cn", top-edge: 0.88em, bottom-edge: -0.12em)
#set par(leading: 6.3pt, spacing: 6.3pt, justify: true, first-line-indent: (amount: 2em, all: true))
#set table(stroke: 0.5pt)
"""


def quoted(words):
    return json.dumps(words, ensure_ascii=False)


def table(rows):
    widest = max((len(row) for row in rows), default=1)
    cells = []
    for row in rows:
        *some, last = row or [""]
        cells += [quoted(cell) for cell in some]
        cells.append(f"table.cell(colspan: {widest - len(some)}, {quoted(last)})")
    return f"#table(columns: {widest}, {', '.join(cells)})"


def part(told):
    (kind, what), = told.items()
    if kind == "heading":
        return f'#text(font: "Noto Sans CJK SC", weight: "bold")[#{quoted(what)}]'
    if kind == "table":
        return table(what)
    lines = what if isinstance(what, list) else [what]
    return "\n\n".join(f"#{quoted(line)}" for line in lines)


def source(told, resident):
    title = f'#align(center, text(size: 22pt, weight: "bold")[#{quoted(told["title"])}])'
    return HEAD + "\n\n".join([title, f"#{quoted(resident)}", *map(part, told["parts"])])


def cpu():
    return time.process_time() * 1e3


def tell(name, value, unit):
    print(json.dumps({"name": f"{PAPER}, {name} (typst)", "value": value, "unit": unit}, ensure_ascii=False))


with open(WORDS, encoding="utf-8") as file:
    told = json.load(file)
begun = cpu()
compiler = typst.Compiler(font_paths=[FONTS], ignore_system_fonts=True)


def print_it(resident):
    return compiler.compile(input=source(told, resident).encode(), format="pdf")


pdf = print_it("阿一")
tell("first, CPU", cpu() - begun, "ms")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
times = []
for run in range(RUNS):
    resident = "阿" + chr(0x4E00 + run * 37)
    begun = cpu()
    print_it(resident)
    times.append(cpu() - begun)
tell("CPU", statistics.median(times), "ms")
tell("memory at most", peak, "MiB")
tell("file", len(pdf) / 2**20, "MiB")
