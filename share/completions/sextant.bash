# Completions of sextant for bash: `source` this, or put it into /usr/share/bash-completion/completions/sextant.
# Made by `sextant docs completions bash`.

# COMMAND OPTION: sets kind to what the option's value may be; fails for an option without a value.
_sextant_value() {
  case "$1 $2" in
    "init --target") kind=free ;;
    "init --time") kind=free ;;
    "init --id") kind=free ;;
    "init --leave-out") kind=free ;;
    "init --reference") kind=files ;;
    "init --score") kind=free ;;
    "init --prediction") kind=free ;;
    "init --version") kind=free ;;
    "init --name") kind=free ;;
    "check --against") kind=files ;;
    "profile --column") kind=free ;;
    "train --recipe") kind=free ;;
    "train --split") kind="words:random time" ;;
    "train --rows") kind=free ;;
    "train --seed") kind=free ;;
    "train --set") kind=free ;;
    "train --data") kind=free ;;
    "runs --where") kind=free ;;
    "predict --version") kind=versions ;;
    "bless --because") kind=free ;;
    "promote --because") kind=free ;;
    "promote --override") kind=free ;;
    "rollback --because") kind=free ;;
    "replay --speed") kind="words:max" ;;
    "replay --until") kind=free ;;
    "serve --port") kind=free ;;
    "serve --bind") kind=free ;;
    "serve --token-file") kind=files ;;
    "serve --certificate") kind=files ;;
    "serve --key") kind=files ;;
    "watch --reference") kind=files ;;
    "watch --reference-rows") kind=free ;;
    "watch --idle") kind=free ;;
    "watch --id") kind=free ;;
    "watch --time") kind=free ;;
    "watch --score") kind=free ;;
    "watch --prediction") kind=free ;;
    "watch --outcome") kind=free ;;
    "watch --version") kind=free ;;
    "watch --features") kind=free ;;
    "watch --leave-out") kind=free ;;
    "window --column") kind=free ;;
    "series --resolution") kind="words:1s 1m 1h window" ;;
    "series --since") kind=free ;;
    "series --limit") kind=free ;;
    "stop-serving --because") kind=free ;;
    "drift --reference") kind=files ;;
    "drift --current") kind=files ;;
    "drift --profile") kind="words:sextant evidently nannyml" ;;
    "drift --columns") kind=free ;;
    "drift --chunk") kind=free ;;
    "drift --fail-on") kind="words:drift" ;;
    "estimate --reference") kind=files ;;
    "estimate --current") kind=files ;;
    "estimate --outcomes") kind=files ;;
    "estimate --id") kind=free ;;
    "estimate --target") kind=free ;;
    "estimate --score") kind=free ;;
    "estimate --prediction") kind=free ;;
    "estimate --chunk") kind=free ;;
    "alarms --where") kind=free ;;
    "alarms --for") kind=free ;;
    "journal --since") kind=free ;;
    "log --where") kind=free ;;
    "log --limit") kind=free ;;
    "registry --at") kind=free ;;
    "registry --where") kind=free ;;
    "step-back --because") kind=free ;;
    "demo --seed") kind=free ;;
    "demo --headless") kind=free ;;
    "demo --events") kind="words:all none" ;;
    "demo --theme") kind=themes ;;
    "evaluate --version") kind=versions ;;
    "assess --version") kind=versions ;;
    "threshold --version") kind=versions ;;
    "threshold --because") kind=free ;;
    "import --examples") kind=files ;;
    "import --score") kind=free ;;
    "import --because") kind=free ;;
    "export --to") kind="words:onnx xgboost-json bundle" ;;
    "export --output") kind=files ;;
    "data --where") kind=free ;;
    "data --sort") kind=free ;;
    "data --offset") kind=free ;;
    "data --limit") kind=free ;;
    "data --because") kind=free ;;
    "label --offset") kind=free ;;
    "label --where") kind=free ;;
    "label --limit") kind=free ;;
    "label --because") kind=free ;;
    "scope --because") kind=free ;;
    "rollout --strategy") kind="words:shadow canary rolling blue_green ab" ;;
    "rollout --session") kind=free ;;
    "rollout --because") kind=free ;;
    "automation --because") kind=free ;;
    "review --offset") kind=free ;;
    "review --limit") kind=free ;;
    "decide --because") kind=free ;;
    "token --scope") kind=free ;;
    "token --name") kind=free ;;
    "token --token-file") kind=files ;;
    "report --format") kind="words:md html" ;;
    "report --for") kind="words:decision-maker data-scientist" ;;
    "report --output") kind=files ;;
    " --theme") kind=themes ;;
    *" --project") kind=folders ;;
    *" --attach") kind=free ;;
    *" --token-file") kind=files ;;
    *" --ca-file") kind=files ;;
    *) return 1 ;;
  esac
}

# COMMAND PLACE: sets kind to what may stand there.
_sextant_argument() {
  case "$1 $2" in
    "init 0") kind=files ;;
    "profile 0") kind=files ;;
    "predict 0") kind=files ;;
    "bless 0") kind=versions ;;
    "promote 0") kind=versions ;;
    "replay 0") kind=files ;;
    "outcomes 0") kind=files ;;
    "watch 0") kind=files ;;
    "speed 0") kind="words:max" ;;
    "alarms 0") kind="words:acknowledge unacknowledge snooze unsnooze note" ;;
    "step-back 0") kind="words:scoping data development deployment monitoring business" ;;
    "compare 0") kind=versions ;;
    "compare 1") kind=versions ;;
    "evaluate 0") kind=files ;;
    "what-if 0") kind=versions ;;
    "import 0") kind=files ;;
    "export 0") kind=versions ;;
    "data 0") kind="words:list diff rows checks mend drop keep append collect restore undo" ;;
    "label 0") kind="words:queue set confirm skip apply" ;;
    "label 1") kind=files ;;
    "scope 0") kind="words:show diff apply" ;;
    "scope 1") kind=files ;;
    "rollout 0") kind="words:show resume advance abort lint rehearse" ;;
    "rollout 1") kind=versions ;;
    "automation 0") kind="words:human shadow assistance partial full" ;;
    "suggestion 0") kind="words:accept dismiss" ;;
    "decide 0") kind="words:continue retrain step_back retire" ;;
    "token 0") kind="words:add list revoke" ;;
    "help 0") kind="words:init check profile train runs predict bless promote rollback replay serve outcomes watch upstream window series stop-serving gateway pause resume speed drift estimate alarms policies kpis status journal log registry step-back reload cancel demo compare evaluate assess what-if threshold import export data label scope rollout automation review suggestion business insights iterations decide token undo report help themes keys docs doctor" ;;
    "themes 0") kind="words:list check" ;;
    "themes 1") kind=themes ;;
    "keys 0") kind="words:list check" ;;
    "keys 1") kind=files ;;
    "docs 0") kind="topics:man completions" ;;
    "docs 1") kind="words:bash zsh fish" ;;
    *) kind=free ;;
  esac
}

# COMMAND: sets options.
_sextant_options() {
  case "$1" in
    "init") options="--target --time --id --leave-out --watch --reference --score --prediction --version --name --skip-bad-rows --project --attach --token-file --ca-file --json --quiet --help" ;;
    "check") options="--against --skip-bad-rows --project --attach --token-file --ca-file --json --quiet --help" ;;
    "profile") options="--column --skip-bad-rows --project --attach --token-file --ca-file --json --quiet --help" ;;
    "train") options="--recipe --split --rows --seed --set --data --project --attach --token-file --ca-file --json --quiet --help" ;;
    "runs") options="--where --project --attach --token-file --ca-file --json --quiet --help" ;;
    "predict") options="--version --skip-bad-rows --project --attach --token-file --ca-file --json --quiet --help" ;;
    "bless") options="--because --project --attach --token-file --ca-file --json --quiet --help" ;;
    "promote") options="--now --because --override --project --attach --token-file --ca-file --json --quiet --help" ;;
    "rollback") options="--because --project --attach --token-file --ca-file --json --quiet --help" ;;
    "replay") options="--speed --until --resume --project --attach --token-file --ca-file --json --quiet --help" ;;
    "serve") options="--port --bind --token-file --certificate --key --project --attach --ca-file --json --quiet --help" ;;
    "outcomes") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "watch") options="--reference --reference-rows --follow --once --idle --id --time --score --prediction --outcome --version --features --leave-out --project --attach --token-file --ca-file --json --quiet --help" ;;
    "upstream") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "window") options="--column --project --attach --token-file --ca-file --json --quiet --help" ;;
    "series") options="--resolution --since --limit --project --attach --token-file --ca-file --json --quiet --help" ;;
    "stop-serving") options="--because --project --attach --token-file --ca-file --json --quiet --help" ;;
    "gateway") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "pause") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "resume") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "speed") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "drift") options="--reference --current --profile --columns --chunk --multivariate --fail-on --project --attach --token-file --ca-file --json --quiet --help" ;;
    "estimate") options="--reference --current --outcomes --id --target --score --prediction --chunk --project --attach --token-file --ca-file --json --quiet --help" ;;
    "alarms") options="--all --where --for --project --attach --token-file --ca-file --json --quiet --help" ;;
    "policies") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "kpis") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "status") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "journal") options="--since --project --attach --token-file --ca-file --json --quiet --help" ;;
    "log") options="--where --limit --csv --project --attach --token-file --ca-file --json --quiet --help" ;;
    "registry") options="--at --where --project --attach --token-file --ca-file --json --quiet --help" ;;
    "step-back") options="--because --project --attach --token-file --ca-file --json --quiet --help" ;;
    "reload") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "cancel") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "demo") options="--seed --headless --events --theme --plain --reduced-motion --project --attach --token-file --ca-file --json --quiet --help" ;;
    "compare") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "evaluate") options="--version --project --attach --token-file --ca-file --json --quiet --help" ;;
    "assess") options="--version --project --attach --token-file --ca-file --json --quiet --help" ;;
    "what-if") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "threshold") options="--version --because --project --attach --token-file --ca-file --json --quiet --help" ;;
    "import") options="--examples --score --because --project --attach --token-file --ca-file --json --quiet --help" ;;
    "export") options="--to --output --project --attach --token-file --ca-file --json --quiet --help" ;;
    "data") options="--where --sort --offset --limit --because --project --attach --token-file --ca-file --json --quiet --help" ;;
    "label") options="--offset --where --limit --because --project --attach --token-file --ca-file --json --quiet --help" ;;
    "scope") options="--because --project --attach --token-file --ca-file --json --quiet --help" ;;
    "rollout") options="--strategy --session --because --project --attach --token-file --ca-file --json --quiet --help" ;;
    "automation") options="--because --project --attach --token-file --ca-file --json --quiet --help" ;;
    "review") options="--offset --limit --project --attach --token-file --ca-file --json --quiet --help" ;;
    "suggestion") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "business") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "insights") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "iterations") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "decide") options="--because --project --attach --token-file --ca-file --json --quiet --help" ;;
    "token") options="--scope --name --token-file --project --attach --ca-file --json --quiet --help" ;;
    "undo") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "report") options="--format --for --output --project --attach --token-file --ca-file --json --quiet --help" ;;
    "help") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "themes") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "keys") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "docs") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "doctor") options="--project --attach --token-file --ca-file --json --quiet --help" ;;
    "") options="--version --theme --plain --reduced-motion --project --attach --token-file --ca-file --json --quiet --help" ;;
  esac
}

# KIND WORD: offers what begins with the word.
_sextant_offer() {
  case "$1" in
    words:*) COMPREPLY=($(compgen -W "${1#words:}" -- "$2")) ;;
    files) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$2")) ;;
    folders) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$2")) ;;
    themes) COMPREPLY=($(compgen -W "auto $(sextant themes list 2>/dev/null | awk 'NR > 1 { print $1 }')" -- "$2")) ;;
    versions) COMPREPLY=($(compgen -W "$(sextant registry 2>/dev/null | awk 'NR > 1 && NF == 0 { exit } NR > 1 { print $1 }')" -- "$2")) ;;
    topics:*) COMPREPLY=($(compgen -W "${1#topics:} $(sextant docs 2>/dev/null | awk '/^  / { print $1 }')" -- "$2")) ;;
  esac
}

_sextant() {
  local current=${COMP_WORDS[COMP_CWORD]} command= place=0 last= index word kind options
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]}
    last=
    # The shell cuts `--theme=dark` into three words.
    if [[ $word == -* ]]; then
      if _sextant_value "$command" "$word"; then
        last=$word
        [[ ${COMP_WORDS[index + 1]} == = ]] && ((index + 1 < COMP_CWORD)) && ((index++))
        if ((index + 1 < COMP_CWORD)); then
          ((index++))
          last=
        fi
      fi
    elif [[ -z $command ]]; then
      command=$word
    else
      ((place++))
    fi
  done
  [[ $current == = ]] && current=
  if [[ -n $last ]]; then
    _sextant_value "$command" "$last"
    _sextant_offer "$kind" "$current"
  elif [[ $current == -* ]]; then
    _sextant_options "$command"
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ -z $command ]]; then
    _sextant_offer "words:init check profile train runs predict bless promote rollback replay serve outcomes watch upstream window series stop-serving gateway pause resume speed drift estimate alarms policies kpis status journal log registry step-back reload cancel demo compare evaluate assess what-if threshold import export data label scope rollout automation review suggestion business insights iterations decide token undo report help themes keys docs doctor" "$current"
  else
    _sextant_argument "$command" "$place"
    _sextant_offer "$kind" "$current"
  fi
}

complete -F _sextant sextant
