package dev.agentbus.app;

import java.util.Optional;

/// What callers can show for their rights: programs a token, browsers the session that a token
/// began.
record Credentials(Tokens tokens, Sessions sessions) {
    private static final String BEARER = "Bearer ";

    /// Whether anything has to be shown at all.
    boolean areNeeded() {
        return !tokens.isEmpty();
    }

    /// @param authorization the header; when there is one, nothing else counts
    Optional<Right> rightOf(Optional<String> authorization, Optional<String> cookies) {
        if (authorization.isPresent()) {
            return authorization
                    .filter(text -> text.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                    .flatMap(text ->
                            tokens.rightOfToken(text.substring(BEARER.length()).strip()));
        }
        return session(cookies).map(Sessions.Session::right);
    }

    Optional<Sessions.Session> session(Optional<String> cookies) {
        return cookies.flatMap(Sessions::idIn).flatMap(sessions::find);
    }
}
