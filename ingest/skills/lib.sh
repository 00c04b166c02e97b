# shellcheck shell=sh
# The mechanics of every skill. A skill sets these, then sources this file with its own arguments in place:
#
#   skills    the folder of this file
#   topic     where the event goes
#   flags     one line per flag: --flag field type
#             types: text, name (text, not empty), json, list (JSON array or a,b,c), bool, switch (a bool without a
#             value), int, num, int: and num: (not negative), int:MAX and num:MAX (0 to MAX), one:a,b,c (else exit 2),
#             among:a,b,c (else exit 1)
#   required  the fields that must be given
#   answer    the fields that the answer repeats: field, or name=field
#   latency   the field that the answer repeats as latency_ms, or nothing
#   check     a function that may refuse the call, or set $more_answer; `:` for none
#   derived   fields that the bus computes, field type source; or nothing
#
# One call is one file in the spool folder: NUL-separated records, ended by a mark, written by builtins alone. No process is
# started unless an answer needs escaping, a folder is missing, or the call goes over HTTP.
LC_ALL=C
umask 077
IFS=' 
'
nl='
'
home=${AGENTBUS_HOME:-${HOME:-}/.agentbus}

# The text in $1 as a JSON string in $quoted.
quote() {
    case $1 in
        *[!\ -~]* | *[\"\\]*) seldom escaped "$1" ;;
        *) quoted=\"$1\" ;;
    esac
}

# What most calls do without: escaping, refusals, usage.
seldom() {
    # shellcheck source=SCRIPTDIR/seldom.sh
    . "$skills/seldom.sh"
    "$@"
}

fail() { seldom answer_failure "$1"; }
refuse_usage() { seldom answer_usage "$1"; }

# A new random UUID in $id.
mint() {
    id=
    { read -r id </proc/sys/kernel/random/uuid; } 2>/dev/null
    [ -n "$id" ] || id=$(uuidgen 2>/dev/null)
    [ -n "$id" ] || fail 'Cannot mint an event id: neither /proc/sys/kernel/random/uuid nor uuidgen is there, got: nothing'
}

# The flag in $flag, or the one flag it begins, as $flag, $field and $kind.
look_up() {
    case ${flag#--} in '' | *[!a-z-]*) refuse_usage "unrecognized arguments: $flag" ;; esac
    case $flags in
        *"$nl$flag "*) ;;
        *"$nl$flag"*"$nl$flag"*) refuse_usage "ambiguous option: $flag" ;;
        *"$nl$flag"*)
            rest=${flags#*"$nl$flag"}
            flag=$flag${rest%% *}
            ;;
        *) refuse_usage "unrecognized arguments: $flag" ;;
    esac
    rest=${flags#*"$nl$flag "}
    rest=${rest%%"$nl"*}
    field=${rest%% *}
    kind=${rest#* }
}

# $value as a canonical JSON number, in parts too: $sign, $digits, $fraction, $exponent.
number() {
    sign= fraction= exponent= digits=$value
    case $digits in -*) sign=- digits=${digits#-} ;; +*) digits=${digits#+} ;; esac
    case $digits in *[eE]*) exponent=e${digits#*[eE]} digits=${digits%%[eE]*} ;; esac
    case $digits in *.*) fraction=${digits#*.} digits=${digits%%.*} ;; esac
    case $digits$fraction in '' | *[!0-9]*) seldom refuse_number ;; esac
    case $exponent in '' | e[0-9]* | e[-+][0-9]*) ;; *) seldom refuse_number ;; esac
    case ${exponent#e?} in *[!0-9]*) seldom refuse_number ;; esac
    case $type$value in int*[.eE]*) seldom refuse_number ;; esac
    while :; do
        case $digits in 0?*) digits=${digits#0} ;; *) break ;; esac
    done
    digits=${digits:-0}
    [ ${#digits} -le 18 ] || seldom refuse_number
    value=$sign$digits${fraction:+.$fraction}$exponent
    case $kind in *:*) within "${kind#*:}" || seldom refuse_bounds "${kind#*:}" ;; esac
}

# Whether the number lies between 0 and $1, if there is such an upper bound. Exponents are left for the bus to judge.
within() {
    [ -z "$exponent" ] || return 0
    case $sign$digits$fraction in -*[1-9]*) return 1 ;; esac
    [ -n "$1" ] || return 0
    [ "$digits" -lt "$1" ] && return 0
    [ "$digits" -eq "$1" ] || return 1
    case $fraction in *[!0]*) return 1 ;; esac
}

# Whether $value is one of those in $1.
chosen() {
    case $value in '' | *,*) return 1 ;; esac
    case ,$1, in *,"$value",*) return 0 ;; esac
    return 1
}

# $value checked and made canonical by $kind; the type that the bus reads it by in $type.
convert() {
    given=$value
    type=${kind%%:*}
    case $kind in
        int* | num*) number ;;
        bool | switch)
            type=bool
            case $value in
                [Tt] | [Tt][Rr][Uu][Ee] | 1 | [Yy] | [Yy][Ee][Ss] | [Oo][Nn]) value=true ;;
                [Ff] | [Ff][Aa][Ll][Ss][Ee] | 0 | [Nn] | [Nn][Oo] | [Oo][Ff][Ff]) value=false ;;
                *) refuse_usage "argument $flag: invalid choice: '$value' (choose from true, false)" ;;
            esac
            ;;
        json)
            value=${value#"${value%%[![:space:]]*}"}
            value=${value%"${value##*[![:space:]]}"}
            case $value in
                '{'*'}' | '['*']' | '"'*'"' | true | false | null | -[0-9]* | [0-9]*) ;;
                *) fail "Cannot log event: $flag must be JSON, got: $given" ;;
            esac
            ;;
        name)
            type=text
            [ -n "$value" ] || fail "Cannot log event: $flag must not be empty, got: ''"
            ;;
        one:*)
            type=text
            chosen "${kind#one:}" \
                || refuse_usage "argument $flag: invalid choice: '$value' (choose from ${kind#one:})"
            ;;
        among:*)
            type=text
            chosen "${kind#among:}" || fail "Cannot log event: $flag must be one of ${kind#among:}, got: $value"
            ;;
    esac
}

# The arguments still to be read stand in front; behind them gather the records made of those read: field, type, value.
over_http=${AGENTBUS_URL:+yes}
seen=' '
unread=$#
while [ "$unread" -gt 0 ]; do
    flag=$1
    shift
    unread=$((unread - 1))
    case $flag in
        -h | --help)
            seldom help
            ;;
        --wait)
            over_http=yes
            continue
            ;;
        --*=*)
            value=${flag#*=}
            flag=${flag%%=*}
            look_up
            ;;
        --*)
            look_up
            if [ "$kind" = switch ]; then
                value=true
            else
                [ "$unread" -gt 0 ] || refuse_usage "argument $flag: expected one argument"
                value=$1
                case $flags in *"$nl$value "*) refuse_usage "argument $flag: expected one argument" ;; esac
                shift
                unread=$((unread - 1))
            fi
            ;;
        *) refuse_usage "unrecognized arguments: $flag" ;;
    esac
    seen="$seen$field "
    # An empty optional value says nothing, as with null.
    [ -n "$value" ] || case " $required " in *" $field "*) ;; *) continue ;; esac
    convert
    eval "agentbus_v_$field=\$value agentbus_t_$field=\$type"
    set -- "$@" "$field" "$type" "$value"
done

missing=
for field in $required; do
    case $seen in
        *" $field "*) ;;
        *)
            rest=${flags%%" $field "*}
            missing="$missing, ${rest##*"$nl"}"
            ;;
    esac
done
[ -z "$missing" ] || refuse_usage "the following arguments are required: ${missing#, }"
$check

case ${KAFKA_ENABLE_LOGGING:-true} in
    [Ff][Aa][Ll][Ss][Ee] | 0 | [Nn][Oo] | [Oo][Ff][Ff])
        printf '{"success":true,"message":"Nothing logged: KAFKA_ENABLE_LOGGING is off","event_id":null}\n'
        exit 0
        ;;
esac

if [ -z "${agentbus_v_correlation_id:-}" ]; then
    agentbus_v_correlation_id=${CORRELATION_ID:-}
    [ -n "$agentbus_v_correlation_id" ] || {
        mint
        agentbus_v_correlation_id=$id
    }
    agentbus_t_correlation_id=text
    set -- "$@" correlation_id text "$agentbus_v_correlation_id"
fi
mint
file_id=$id
[ -n "${agentbus_v_event_id:-}" ] || {
    agentbus_v_event_id=$id
    agentbus_t_event_id=text
    set -- "$@" event_id text "$id"
}
for word in $derived; do
    set -- "$@" "$word"
done
set -- 'agentbus-call 1' "$topic" "$@" end

# What happened to the event: its place in the log once known, and what the caller should know besides.
partition=null
offset=null
status=spooled
note=

keep_in_folder() {
    [ -n "${AGENTBUS_SPOOL:-}${AGENTBUS_HOME:-}${HOME:-}" ] \
        || fail 'Cannot keep event: one of AGENTBUS_SPOOL, AGENTBUS_HOME and HOME must be set, got: none'
    folder=${AGENTBUS_SPOOL:-$home/spool/skills}
    [ -d "$folder" ] || mkdir -p "$folder" 2>/dev/null
    file=$folder/$file_id.$$.call
    { printf '%s\0' "$@" >"$file"; } 2>/dev/null || {
        rm -f "$file" 2>/dev/null
        fail "Cannot keep event: the spool folder can't be written (missing, read-only or full), got: $folder"
    }
}

if [ -n "$over_http" ]; then
    # shellcheck source=SCRIPTDIR/http.sh
    . "$skills/http.sh"
else
    keep_in_folder "$@"
fi

quote "$agentbus_v_event_id"
out="{\"success\":true,\"event_id\":$quoted"
for name in correlation_id $answer; do
    field=${name#*=}
    eval "value=\${agentbus_v_$field-} type=\${agentbus_t_$field-}"
    case $type in
        '') quoted=null ;;
        text) quote "$value" ;;
        *) quoted=$value ;;
    esac
    out="$out,\"${name%%=*}\":$quoted"
done
latency_ms=null
[ -z "$latency" ] || eval "latency_ms=\${agentbus_v_$latency:-null}"
printf '%s,"published_to":"kafka","topic":"%s","partition":%s,"offset":%s,"latency_ms":%s,"status":"%s"%s}\n' \
    "$out$more_answer" "$topic" "$partition" "$offset" "$latency_ms" "$status" "$note"
