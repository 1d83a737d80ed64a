# Completion of paperctl for fish, 3.1 or later.

function __paperctl_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    # An unexpanded ~ is no program.
    type -q -- "$program"; or set program paperctl
    set -l lines ($program completion fish --answer -- $words "$current" </dev/null 2>/dev/null)
    if test "$lines[1]" = \tfiles
        set -l option (string match -r -- '^--[^=]*=' "$current")
        set -l path (string replace -r -- '^--[^=]*=' '' "$current")
        for file in (__fish_complete_path "$path")
            echo -- "$option$file"
        end
    else if set -q lines[1]
        printf '%s\n' $lines
    end
end

complete -c paperctl -f -a '(__paperctl_complete)'
