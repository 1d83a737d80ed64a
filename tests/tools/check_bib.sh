#!/usr/bin/env bash
# check_bib.sh FILE.bib [--biblatex] [--lualatex] [--entries N] [--expect TEXT]... [--keep DIR]
# Says whether a .bib file survives six independent consumers, with EVERY entry cited and the
# abstract typeset.  One line per tool: errors, warnings, entries seen.  Exit 0 = clean everywhere.
#   --biblatex     a file in BibLaTeX's dialect: for biber, not for the styles of BibTeX
#   --lualatex     typeset by lualatex, with fonts for Greek, Cyrillic, Arabic, Chinese and emoji
#   --entries N    demand that every tool sees exactly N entries (default: own naive count of "@type{")
#   --strict       a warning fails too
#   --expect TEXT  demand that TEXT (whitespace-normalised) can be read back from both typeset PDFs
#   CHECK_BIB_PY   python that has bibtexparser>=2 and pybtex (default python3)
set -u
PY=${CHECK_BIB_PY:-python3}; T=${CHECK_BIB_TIMEOUT:-90}
bib=""; want=""; keep=""; strict=""; dialect=bibtex; engine=pdflatex; expects=()
while [ $# -gt 0 ]; do case $1 in
  --entries) want=$2; shift 2;; --expect) expects+=("$2"); shift 2;; --keep) keep=$2; shift 2;; --strict) strict=1; shift;;
  --biblatex) dialect=biblatex; shift;; --lualatex) engine=lualatex; shift;;
  *) bib=$1; shift;; esac; done
[ -f "$bib" ] || { echo "usage: check_bib.sh FILE.bib [--entries N] [--expect TEXT]..." >&2; exit 2; }
if [ -n "$keep" ]; then mkdir -p "$keep"; W=$(cd "$keep" && pwd); else W=$(mktemp -d); trap 'rm -rf "$W"' EXIT; fi
cp -- "$bib" "$W/in.bib"; cd "$W" || exit 2
export TEXMFVAR=${TEXMFVAR:-${TMPDIR:-/tmp}/texmfvar} max_print_line=10000 openin_any=p openout_any=p
naive=$(grep -ciE '^[[:space:]]*@[a-z]+[[:space:]]*[{(]' in.bib); other=$(grep -ciE '^[[:space:]]*@(comment|string|preamble)[[:space:]]*[{(]' in.bib)
want=${want:-$((naive - other))}; bad=0
say() { # tool errors warnings entries note
  local v=ok; { [ "$2" != 0 ] || { [ "$4" != - ] && [ "$4" != "$want" ]; }; } && { v=FAIL; bad=$((bad+1)); }
  [ $v = ok ] && [ -n "$strict" ] && [ "$3" != 0 ] && [ "$3" != - ] && { v=FAIL; bad=$((bad+1)); }
  printf '%-34s %-4s errors=%-4s warnings=%-4s entries=%s/%s %s\n' "$1" $v "$2" "$3" "$4" "$want" "${5:-}"; }
n() { grep -cE "$1" "$2" 2>/dev/null || true; }
first() { grep -m1 -E "$1" "$2" 2>/dev/null | cut -c1-110; }

# --- our own bst: prints every free-text field, names parsed by BibTeX itself -----------------
cat > every.bst <<'B'
ENTRY { abstract annote archiveprefix author booktitle eprint journal keywords month note primaryclass title year } {} {}
INTEGERS { k total }
STRINGS { s }
FUNCTION {say.if} { duplicate$ empty$ { pop$ } { write$ newline$ "\par" write$ newline$ } if$ }
FUNCTION {names}
{ author empty$ { "no author in " cite$ * warning$ }
  { author 's := s num.names$ 'total := #1 'k :=
    { k total > { #0 } { #1 } if$ }
    { s k "{ff~}{vv~}{ll}{, jj}" format.name$ "; " * write$ newline$ k #1 + 'k := }
    while$ "\par" write$ newline$ } if$ }
FUNCTION {default.type}
{ newline$ "\bibitem{" cite$ * "}" * write$ newline$
  names title say.if year say.if month say.if journal say.if booktitle say.if
  keywords say.if note say.if annote say.if abstract say.if }
FUNCTION {article} { default.type }
FUNCTION {book} { default.type }
FUNCTION {booklet} { default.type }
FUNCTION {conference} { default.type }
FUNCTION {inbook} { default.type }
FUNCTION {incollection} { default.type }
FUNCTION {inproceedings} { default.type }
FUNCTION {manual} { default.type }
FUNCTION {mastersthesis} { default.type }
FUNCTION {misc} { default.type }
FUNCTION {phdthesis} { default.type }
FUNCTION {proceedings} { default.type }
FUNCTION {techreport} { default.type }
FUNCTION {unpublished} { default.type }
FUNCTION {online} { default.type }
FUNCTION {report} { default.type }
FUNCTION {thesis} { default.type }
FUNCTION {software} { default.type }
FUNCTION {dataset} { default.type }
MACRO {jan} {"January"} MACRO {feb} {"February"} MACRO {mar} {"March"} MACRO {apr} {"April"}
MACRO {may} {"May"} MACRO {jun} {"June"} MACRO {jul} {"July"} MACRO {aug} {"August"}
MACRO {sep} {"September"} MACRO {oct} {"October"} MACRO {nov} {"November"} MACRO {dec} {"December"}
READ
FUNCTION {open} { "\begin{thebibliography}{99}" write$ newline$ }
EXECUTE {open}
ITERATE {call.type$}
FUNCTION {shut} { newline$ "\end{thebibliography}" write$ newline$ }
EXECUTE {shut}
B
body='\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{textcomp}\usepackage{lmodern}\usepackage{amsmath,amssymb}\usepackage{url}\usepackage{hyperref}'
# DejaVu has no Chinese, Droid little else; luaotfload takes each character from the first that has it.
[ $engine = lualatex ] && body='\usepackage{amsmath,amssymb}\usepackage{fontspec}\directlua{luaotfload.add_fallback("others", {"DejaVuSans:mode=harf;", "DroidSansFallback:mode=harf;", "Symbola:mode=harf;"})}\setmainfont{Latin Modern Roman}[RawFeature={fallback=others}]\usepackage{url}\usepackage{hyperref}'
latex_bibtex() { # name style extra-preamble
  local j=$1
  printf '%s\n' '\documentclass{article}' "$body" "$3" '\begin{document}\nocite{*}' "\\bibliographystyle{$2}\\bibliography{in}" '\end{document}' > $j.tex
  timeout $T $engine -interaction=nonstopmode -no-shell-escape $j.tex >/dev/null 2>&1
  timeout $T bibtex $j > $j.blgout 2>&1
  local i; for i in 1 2; do timeout $T $engine -interaction=nonstopmode -no-shell-escape $j.tex >/dev/null 2>&1; done
  local be bw le lw miss lost ents
  be=$(n "^(I couldn't|I was expecting|Illegal|Repeated entry|You(.re missing|.ve nested|.ve exceeded| can.t)|A bad cross|Too many|Unbalanced|I found no|I'm skipping|.*---line [0-9]+ of file|.*isn't a brace-balanced|White space in argument|.* is an invalid)" $j.blg)
  bw=$(n '^Warning--' $j.blg); le=$(n '^! ' $j.log); miss=$(n '^Missing character' $j.log)
  lw=$(n '(LaTeX|Package [a-z]+) Warning' $j.log)
  # a bare % in the .bbl throws the rest of its line away without any message (BibTeX's own line breaks end in %)
  lost=$(perl -ne 'chomp; s/%$//; $c++ if /(?<!\\)%/; END{print $c+0}' $j.bbl 2>/dev/null || echo 0)
  ents=$(n '^\\bibitem' $j.bbl); [ -s $j.pdf ] || le=$((le+1))
  say "bibtex+pdflatex $2" $((be+le+miss+lost)) $((bw+lw)) "$ents" "$( [ $lost -gt 0 ] && echo "[text lost after bare %: $lost lines] ")$(first "^(! |Missing char)" $j.log)$( [ $be -gt 0 ] && echo " bibtex:$be" )"; }
if [ $dialect = bibtex ]; then
latex_bibtex a1 plain ''
latex_bibtex a2 plainnat '\usepackage[numbers]{natbib}'
latex_bibtex a3 every '\usepackage[numbers]{natbib}'
fi

# --- biber + biblatex, abstract printed -------------------------------------------------------
printf '%s\n' '\documentclass{article}' "$body" '\usepackage[backend=biber,style=numeric,maxbibnames=99]{biblatex}' \
 '\addbibresource{in.bib}\DeclareFieldFormat{abstract}{#1}\DeclareFieldFormat{annotation}{#1}' \
 '\renewbibmacro*{finentry}{\finentry\iffieldundef{abstract}{}{\par\printfield{abstract}}\iffieldundef{annotation}{}{\par\printfield{annotation}}}' \
 '\begin{document}\nocite{*}\printbibliography\end{document}' > b1.tex
timeout $T $engine -interaction=nonstopmode -no-shell-escape b1.tex >/dev/null 2>&1
timeout $T biber --validate-datamodel b1 > b1.said 2>&1
for i in 1 2; do timeout $T $engine -interaction=nonstopmode -no-shell-escape b1.tex >/dev/null 2>&1; done
le=$(n '^! ' b1.log); [ -s b1.pdf ] || le=$((le+1))
lost=$(perl -ne 'chomp; next if /verb|^\s*%/; s/%$//; $c++ if /(?<!\\)%/; END{print $c+0}' b1.bbl 2>/dev/null || echo 0)
say "biber+biblatex" $(( $(n '^ERROR' b1.said) + le + lost + $(n '^Missing character' b1.log) )) $(( $(n '^WARN' b1.said) + $(n '(LaTeX|Package [a-z]+) Warning' b1.log) )) "$(n '^ *\\entry\{' b1.bbl)" \
  "$( [ $lost -gt 0 ] && echo "[text lost after bare %: $lost lines] ")$(first '^ERROR|^WARN' b1.said) $(first '^! ' b1.log)"

# --- pandoc: both readers, then a real citeproc run ------------------------------------------
for f in $([ $dialect = bibtex ] && echo bibtex) biblatex; do
  timeout $T pandoc -f $f -t csljson in.bib > p.$f.json 2> p.$f.err; rc=$?
  say "pandoc -f $f" $((rc != 0)) "$(n 'WARN' p.$f.err)" "$($PY -c 'import json,sys;print(len(json.load(open(sys.argv[1]))))' p.$f.json 2>/dev/null || echo 0)" "$(head -c 110 p.$f.err | tr '\n' ' ')"
done
printf -- '---\nbibliography: in.bib\nnocite: "@*"\n---\n' > p.md
timeout $T pandoc --citeproc -t html p.md > p.html 2> p.cp.err; rc=$?
say "pandoc --citeproc" $((rc != 0)) "$(n 'WARN' p.cp.err)" "$(grep -o 'class="csl-entry"' p.html 2>/dev/null | wc -l)" "$(head -c 110 p.cp.err | tr '\n' ' ')"

# --- bibtool, bibutils -------------------------------------------------------------------------
known=(); b2x=bib2xml; said=Processed  # bibtool's own list of types is older than @dataset
[ $dialect = biblatex ] && { known=(-r biblatex -- 'new.entry.type{dataset}'); b2x=biblatex2xml
  # It knows neither @software nor @dataset, and takes the name "\$\#\&" for maths.
  said="Processed|type '(software|dataset)'|Defaulting to article|'[$]#&'"; }
timeout $T bibtool ${known[@]+"${known[@]}"} -s in.bib > bt.out 2> bt.err
say "bibtool -s" "$(n 'ERROR|^\*\*\* BibTool: ' bt.err)" "$(n 'WARNING' bt.err)" "$(grep -iE '^@' bt.out | grep -ciEv '^@(comment|string|preamble)')" "$(head -c 110 bt.err | tr '\n' ' ')"
if command -v $b2x >/dev/null; then timeout $T $b2x in.bib > bx.xml 2> bx.err; rc=$?
say "bibutils $b2x" $((rc != 0)) "$(grep -vcE "$said" bx.err)" "$(grep -c '<mods ' bx.xml)" "$(grep -v Processed bx.err | head -c 90 | tr '\n' ' ')"; fi

# --- python parsers ----------------------------------------------------------------------------
timeout $T $PY - > py.out 2> py.err <<'P'
import logging, warnings; logging.disable(logging.CRITICAL); warnings.simplefilter("ignore")
try:
    import bibtexparser
    lib = bibtexparser.parse_file("in.bib")
    print("bibtexparser-2|%d|0|%d|%s" % (len(lib.failed_blocks), len(lib.entries), "; ".join(type(b).__name__ for b in lib.failed_blocks)[:80]))
except Exception as e: print("bibtexparser-2|1|0|0|%r" % e)
try:
    from pybtex.database.input import bibtex as bt
    from pybtex import errors
    errors.set_strict_mode(False)
    with errors.capture() as got: d = bt.Parser(encoding="utf-8").parse_file("in.bib")
    print("pybtex|%d|0|%d|%s" % (len(got), len(d.entries), str(got[0])[:90].replace("\n", " ") if got else ""))
except Exception as e: print("pybtex|1|0|0|%s" % repr(e)[:90])
try:
    # braces must balance field by field, and the text must survive LaTeX decoding
    from pylatexenc.latexwalker import LatexWalker
    import bibtexparser
    bad = []
    for e in bibtexparser.parse_file("in.bib").entries:
        for f in e.fields:
            depth = 0
            for i, c in enumerate(str(f.value)):
                if c in "{}" and (i == 0 or f.value[i-1] != "\\"):
                    depth += 1 if c == "{" else -1
                if depth < 0: break
            if depth: bad.append(e.key + "." + f.key)
    print("brace balance per field|%d|0|-|%s" % (len(bad), " ".join(bad)[:90]))
except Exception as e: print("brace balance per field|1|0|-|%r" % e)
P
while IFS='|' read -r t e w c note; do say "$t" "$e" "$w" "$c" "$note"; done < py.out
[ "$(wc -l < py.out)" -ge 3 ] || { echo "python parsers did not finish: $(tail -1 py.err)"; bad=$((bad+1)); }

# --- can the text be read back from the page? ---------------------------------------------------
for x in ${expects[@]+"${expects[@]}"}; do for j in $([ $dialect = bibtex ] && echo a3) b1; do
  pdftotext -layout $j.pdf - 2>/dev/null | $PY -c 'import sys,re
norm=lambda s: re.sub(r"[\s\u00ad]+","",s.replace("-\n","").replace("\u2019","\x27").replace("\u02dc","~").replace("\u223c","~").replace("\ufb01","fi").replace("\ufb02","fl").replace("\ufb00","ff").replace("\ufb03","ffi").replace("-",""))
sys.exit(norm(sys.argv[1]) not in norm(sys.stdin.read()))' "$x" && r=0 || r=1
  say "readable in $j.pdf" $r 0 - "$x"; done; done
[ $bad -eq 0 ] && echo "CLEAN $bib" || echo "NOT CLEAN $bib ($bad checks failed)"
[ $bad -eq 0 ]
