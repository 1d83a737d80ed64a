#compdef paperctl
# Completion of paperctl for zsh: to be sourced, or as a file _paperctl in $fpath.

_paperctl() {
    local program=${(Q)words[1]} line value
    local -i width=0 ret=1
    local -a lines values shown partial partial_shown
    # An alias or an unexpanded ~ is no program.
    (( $+commands[$program] )) || [[ -x $program ]] || program=paperctl
    lines=("${(@f)$(
        "$program" completion zsh --answer -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" \
            </dev/null 2>/dev/null
    )}")
    if [[ $lines[1] == $'\tfiles' ]]; then
        compset -P '--[^=]#='
        _files
        return
    fi
    for line in $lines; do
        value=${line%%$'\t'*}
        (( ${(m)#value} > width )) && width=${(m)#value}
    done
    for line in $lines; do
        value=${line%%$'\t'*}
        line=${line#*$'\t'}
        [[ -n $line ]] && line="${(mr:width:)value}  -- $line" || line=$value
        # In cells: a letter may take none or two, and a half of it is too much.
        (( ${(m)#line} < COLUMNS )) || line=${(mr:COLUMNS-2:)line}
        # `area:` goes on.
        if [[ $value == *[:=] ]]; then
            partial+=("$value") partial_shown+=("$line")
        else
            values+=("$value") shown+=("$line")
        fi
    done
    local -a options=(-l -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}')
    (( $#values )) && compadd $options -d shown -a values && ret=0
    (( $#partial )) && compadd $options -S '' -d partial_shown -a partial && ret=0
    return ret
}

if [[ $funcstack[1] == _paperctl ]]; then
    _paperctl "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
    compdef _paperctl paperctl
fi
