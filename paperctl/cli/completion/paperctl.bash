# Completion of paperctl for bash, 3.2 or later.

_paperctl() {
    local program=$1 line
    COMPREPLY=()
    # An alias or an unexpanded ~ is no program.
    type -P -- "$program" >/dev/null || program=paperctl
    while IFS= read -r line; do
        if [[ $line == $'\tfiles' ]]; then
            if ! compopt -o default 2>/dev/null; then
                while IFS= read -r line; do
                    COMPREPLY+=("$line")
                done < <(compgen -f -- "$2")
            fi
            return 0
        fi
        COMPREPLY+=("$line")
    done < <(
        "$program" completion bash --answer -- "${COMP_LINE:0:COMP_POINT}" "$2" \
            </dev/null 2>/dev/null
    )
    # `area:` goes on.
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[:=] ]]; then
        compopt -o nospace 2>/dev/null
    fi
    return 0
}

complete -F _paperctl paperctl
