# Completion of flashmoe for bash. Names of conversations, templates and options come from
# the program itself.

_flashmoe_options() { # command ("" for none): its long options
    COLUMNS=200 "${COMP_WORDS[0]}" $1 --help 2>/dev/null |
        sed -n 's/^ \{2,6\}\(-[a-zA-Z?], \)\{0,1\}\(--[a-z][a-z-]*\).*/\2/p'
}

_flashmoe() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    local commands='chat ask eval pack synth verify tokenize info bench plan serve replay stats tools sessions templates doctor config'
    local command='' verb='' i word IFS=$' \t\n'
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case $word in
        -*) continue ;;
        esac
        if [[ -z $command ]]; then
            [[ " $commands " == *" $word "* ]] && command=$word
        elif [[ -z $verb ]]; then
            verb=$word
        fi
    done

    case $prev in
    -t | --template)
        mapfile -t COMPREPLY < <(IFS=$'\n'; compgen -W "$("${COMP_WORDS[0]}" templates list --names 2>/dev/null)" -- "$cur")
        return
        ;;
    -r | --resume)
        mapfile -t COMPREPLY < <(_flashmoe_sessions "$cur")
        return
        ;;
    --mode) mapfile -t COMPREPLY < <(compgen -W 'all prefill decode stream start' -- "$cur"); return ;;
    --api-key-file) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    --disk) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    --think) mapfile -t COMPREPLY < <(compgen -W 'on off' -- "$cur"); return ;;
    --tools) mapfile -t COMPREPLY < <(compgen -W 'ask allow deny none' -- "$cur"); return ;;
    --theme) mapfile -t COMPREPLY < <(compgen -W 'terminal dark light' -- "$cur"; compgen -f -X '!*.yaml' -- "$cur"); return ;;
    --color) mapfile -t COMPREPLY < <(compgen -W 'auto never always' -- "$cur"); return ;;
    --kv) mapfile -t COMPREPLY < <(compgen -W 'f16 f32' -- "$cur"); return ;;
    --activations) mapfile -t COMPREPLY < <(compgen -W 'int8 f32' -- "$cur"); return ;;
    --shape) mapfile -t COMPREPLY < <(compgen -W '35b-a3b next-80b 122b-a10b 397b-a17b' -- "$cur"); return ;;
    --skew) mapfile -t COMPREPLY < <(compgen -W 'uniform zipf' -- "$cur"); return ;;
    --gpu-misses) mapfile -t COMPREPLY < <(compgen -W 'auto copy cpu' -- "$cur"); return ;;
    --backend) mapfile -t COMPREPLY < <(compgen -W 'cpu vulkan auto' -- "$cur"); return ;;
    --kernel) mapfile -t COMPREPLY < <(compgen -W 'avx512 avx2 scalar' -- "$cur"); return ;;
    esac
    if [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_flashmoe_options "${command:-chat}")" -- "$cur")
        return
    fi

    case $command:$verb in
    :) mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur") ;;
    sessions:) mapfile -t COMPREPLY < <(compgen -W 'list show search export fork rm' -- "$cur") ;;
    sessions:show | sessions:export | sessions:fork | sessions:rm) mapfile -t COMPREPLY < <(_flashmoe_sessions "$cur") ;;
    templates:) mapfile -t COMPREPLY < <(compgen -W 'list check render' -- "$cur") ;;
    tools:) mapfile -t COMPREPLY < <(compgen -W 'list check run' -- "$cur") ;;
    config:) mapfile -t COMPREPLY < <(compgen -W 'path show check' -- "$cur") ;;
    esac
}

# Names may have spaces and quotes in them: each is quoted as a whole.
_flashmoe_sessions() { # the word so far
    local name plain=${1//[\\\'\"]/}
    "${COMP_WORDS[0]}" sessions list --names 2>/dev/null | while IFS= read -r name; do
        [[ $name == "$plain"* ]] && printf '%q\n' "$name"
    done
}

complete -o default -F _flashmoe flashmoe
