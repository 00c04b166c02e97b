package dev.agentbus.view;

import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;

/// The query parameters of one request, checked. A wrong value is the client's to mend: [Refused]
/// says which and how.
record Query(ServerRequest request) {
    /// A request that cannot be answered as it is; becomes an HTTP error.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String error;

        Refused(int status, String error, String message) {
            super(message);
            this.status = status;
            this.error = error;
        }

        static Refused badRequest(String message) {
            return new Refused(400, "bad_request", message);
        }

        int status() {
            return status;
        }

        String error() {
            return error;
        }
    }

    Optional<String> text(String name) {
        return request.query().first(name).asOptional().filter(value -> !value.isEmpty());
    }

    /// A whole number from `least` to `most`.
    int number(String name, int fallback, int least, int most) {
        Optional<String> given = text(name);
        if (given.isEmpty()) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(given.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _notANumber) {
            // Told below.
        }
        throw Refused.badRequest("Cannot answer: %s must be a whole number from %d to %d, got: %s"
                .formatted(name, least, most, shown(given.get())));
    }

    /// A number from 0 to 1.
    double fraction(String name, double fallback) {
        Optional<String> given = text(name);
        if (given.isEmpty()) {
            return fallback;
        }
        try {
            double number = Double.parseDouble(given.get());
            if (number >= 0 && number <= 1) {
                return number;
            }
        } catch (NumberFormatException _notANumber) {
            // Told below.
        }
        throw Refused.badRequest(
                "Cannot answer: %s must be a number from 0 to 1, got: %s".formatted(name, shown(given.get())));
    }

    /// True or false; false when it is not there.
    boolean flag(String name) {
        String given = text(name).orElse("false");
        return switch (given) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw Refused.badRequest(
                        "Cannot answer: %s must be true or false, got: %s".formatted(name, shown(given)));
        };
    }

    String path(String name) {
        return request.path().pathParameters().get(name);
    }

    static String shown(String value) {
        return value.length() <= 100 ? value : value.substring(0, 100) + "…";
    }
}
