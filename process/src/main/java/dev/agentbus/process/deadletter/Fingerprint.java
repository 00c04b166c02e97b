package dev.agentbus.process.deadletter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Names a cause, so that letters with the same one stand together: made of names that code and
/// contracts give (topic, rule, field, classes, methods), never of values, line numbers or texts that
/// quote values.
final class Fingerprint {
    private static final int BYTES = 8;
    private static final int MAX_CAUSES = 20;
    /// Frames that say nothing about what went wrong.
    private static final List<String> FOREIGN = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "kotlin.",
            "com.zaxxer.",
            "io.smallrye.",
            "org.apache.kafka.",
            "org.postgresql.",
            "org.springframework.",
            "tools.jackson.");
    private static final Pattern FRAME = Pattern.compile("(?m)^\\s*at (?:[^\\s(]*/)?([^\\s(/]+)\\(");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
    private static final Pattern NUMBERED = Pattern.compile("[0-9a-fA-F-]*[0-9][0-9a-fA-F-]*");

    private Fingerprint() {}

    /// Sixteen hex digits.
    static String of(String... parts) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }

    /// Where a failure began: the innermost exception, its SQLSTATE if it has one, and the method.
    static String placeOf(Throwable failure) {
        Throwable root = failure;
        for (int i = 0; i < MAX_CAUSES && root.getCause() != null; i++) {
            root = root.getCause();
        }
        String state = root instanceof SQLException sql ? " " + sql.getSQLState() : "";
        Stream<String> frames =
                Stream.of(root.getStackTrace()).map(frame -> frame.getClassName() + "." + frame.getMethodName());
        return root.getClass().getName() + state + " " + ownFrame(frames.toList());
    }

    /// The same of a printed stack trace; empty when it holds no frame.
    static String placeIn(String stackTrace) {
        String root = stackTrace.substring(Math.max(0, stackTrace.lastIndexOf("Caused by:")));
        Matcher frame = FRAME.matcher(root);
        return ownFrame(frame.results().map(found -> found.group(1)).toList());
    }

    /// A message without what differs from event to event.
    static String pattern(String message) {
        return NUMBERED.matcher(QUOTED.matcher(message).replaceAll("?")).replaceAll("#");
    }

    private static String ownFrame(List<String> frames) {
        return frames.stream()
                .filter(frame -> FOREIGN.stream().noneMatch(frame::startsWith))
                .findFirst()
                .or(() -> frames.stream().findFirst())
                .map(frame -> NUMBERED.matcher(frame).replaceAll("#"))
                .orElse("");
    }
}
