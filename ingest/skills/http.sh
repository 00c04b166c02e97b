# shellcheck shell=sh
# Sourced by lib.sh when a call goes over HTTP: --wait, or a bus elsewhere (AGENTBUS_URL). "$@" are the call's records; the bus
# takes them as they are. What the bus does not take stays in the folder, under the same id.
url=${AGENTBUS_URL:-}
token=${AGENTBUS_TOKEN:-}
if [ -z "$url" ]; then
    # The token of the bus on this machine goes to no other.
    { [ -r "$home/run/http" ] && read -r url <"$home/run/http"; } 2>/dev/null
    [ -n "$token" ] || { [ -r "$home/run/token" ] && read -r token <"$home/run/token"; } 2>/dev/null
    url=${url:-http://127.0.0.1:8080}
fi
case $url in http://* | https://*) ;; *) url=http://$url ;; esac
case $token in *[!!-~]* | *[\"\\]*) fail 'Cannot use token: it must be plain ASCII without blanks, quotes or backslashes, got: another' ;; esac

# The records on stdin to the bus; its answer and, on the last line, the status. The token never shows in a process list.
post() {
    curl -q -s --max-time "${AGENTBUS_TIMEOUT_SECONDS:-2}" --noproxy "localhost,127.0.0.1,::1,${NO_PROXY:-${no_proxy:-}}" \
        -H 'Content-Type: application/vnd.agentbus.call' -H 'Expect:' -K /dev/fd/3 --data-binary @- -w '\n%{http_code}' \
        --url "${url%/}/v1/events/$topic" 3<<EOF 2>/dev/null
${token:+header = "Authorization: Bearer $token"}
EOF
}

response=$(printf '%s\0' "$@" | post)
code=${response##*"$nl"}
body=${response%"$nl"*}
case $code in
    202)
        status=stored
        case $body in *'"status":"spooled"'*) status=spooled ;; esac
        case $body in
            *'"partition":'[0-9]*)
                partition=${body#*'"partition":'}
                partition=${partition%%[!0-9]*}
                offset=${body#*'"offset":'}
                offset=${offset%%[!0-9]*}
                ;;
        esac
        # What earlier calls had to keep for a bus elsewhere goes now, a few at a time.
        if [ -n "${AGENTBUS_URL:-}" ]; then
            left=20
            for file in "${AGENTBUS_SPOOL:-$home/spool/skills}"/*.call; do
                [ -f "$file" ] && [ $left -gt 0 ] || break
                left=$((left - 1))
                topic_here=$topic
                topic=$(tr '\0' '\n' <"$file" 2>/dev/null | sed -n 2p)
                response=$(post <"$file")
                topic=$topic_here
                case $response in *"$nl"202) rm -f "$file" ;; *) break ;; esac
            done
        fi
        ;;
    400 | 413 | 422)
        fail "Cannot publish event: the bus refused it, got: HTTP $code $body"
        ;;
    *)
        keep_in_folder "$@"
        case $code in
            [1-9]*) quote "The event is kept in $folder: the bus at $url answered HTTP $code" ;;
            *) quote "The event is kept in $folder: no answer from the bus at $url" ;;
        esac
        note=",\"message\":$quoted"
        ;;
esac
