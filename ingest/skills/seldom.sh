# shellcheck shell=sh
# Sourced by lib.sh when a call needs it.

# The text in $1 as a JSON string in $quoted, all ASCII: \u escapes, and \ufffd for bytes that are no UTF-8.
escaped() {
    quoted=\"$(printf '%s' "$1" | od -An -v -tu1 | LC_ALL=C awk "$escape")\"
}

# Decodes UTF-8 from byte numbers, strictly (no overlong forms, no surrogates, nothing above U+10FFFF).
escape='
function put(c) {
    if (c == 34 || c == 92) printf "\\%c", c
    else if (c >= 32 && c < 127) printf "%c", c
    else if (c < 65536) printf "\\u%04x", c
    else { c -= 65536; printf "\\u%04x\\u%04x", 55296 + int(c / 1024), 56320 + c % 1024 }
}
function broken() { if (want > 0) { want = 0; put(65533) } }
{
    for (i = 1; i <= NF; i++) {
        b = $i + 0
        if (want > 0 && b >= low && b <= high) {
            code = code * 64 + b - 128; low = 128; high = 191
            if (--want == 0) put(code)
            continue
        }
        broken(); low = 128; high = 191
        if (b < 128) put(b)
        else if (b >= 194 && b <= 223) { want = 1; code = b - 192 }
        else if (b >= 224 && b <= 239) { want = 2; code = b - 224; if (b == 224) low = 160; if (b == 237) high = 159 }
        else if (b >= 240 && b <= 244) { want = 3; code = b - 240; if (b == 240) low = 144; if (b == 244) high = 143 }
        else put(65533)
    }
}
END { broken() }'

answer_failure() {
    quote "$1"
    printf '{"success":false,"error":%s,"event_id":null}\n' "$quoted" >&2
    exit 1
}

answer_usage() {
    usage_line
    quote "$usage"
    shown=$quoted
    quote "$1"
    printf '{"success":false,"error":%s,"usage":%s,"event_id":null}\n' "$quoted" "$shown" >&2
    exit 2
}

help() {
    usage_line
    printf '%s\n' "$usage"
    exit 0
}

usage_line() {
    usage="usage: ${0##*/}"
    rest=${flags#"$nl"}
    while [ -n "$rest" ]; do
        line=${rest%%"$nl"*}
        rest=${rest#*"$nl"}
        name=${line%% *}
        line=${line#* }
        kind=${line#* }
        case $kind in switch) ;; *:*,*) name="$name ${kind#*:}" ;; *) name="$name ${kind%%:*}" ;; esac
        case " $required " in *" ${line%% *} "*) usage="$usage $name" ;; *) usage="$usage [$name]" ;; esac
    done
    usage="$usage [--wait]"
}

refuse_number() {
    refuse_usage "argument $flag: invalid $type value: '$given'"
}

refuse_bounds() {
    [ -z "$1" ] || fail "Cannot log event: $flag must be between 0 and $1, got: $given"
    fail "Cannot log event: $flag must not be negative, got: $given"
}
