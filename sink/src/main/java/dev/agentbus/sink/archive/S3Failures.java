package dev.agentbus.sink.archive;

import dev.agentbus.events.TransientFailure;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/// What a failed call to S3 means, in one sentence. Every failure passes in the end: what is wrong
/// with a store or a key is mended outside, and nothing is lost meanwhile.
final class S3Failures {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private S3Failures() {}

    static TransientFailure of(SdkException cause, String place, String what) {
        if (cause instanceof AwsServiceException refused) {
            return new TransientFailure(
                    "Cannot %s in the archive %s: %s, got: HTTP %d %s"
                            .formatted(what, place, reason(refused), refused.statusCode(), code(refused)),
                    cause);
        }
        if (String.valueOf(cause.getMessage()).contains("Unable to load credentials")) {
            return new TransientFailure(
                    "Cannot %s in the archive %s: no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, got: none"
                            .formatted(what, place),
                    cause);
        }
        return new TransientFailure(
                "Cannot %s in the archive %s: it does not answer, got: %s".formatted(what, place, cause.getMessage()),
                cause);
    }

    private static String reason(AwsServiceException refused) {
        return switch (code(refused)) {
            case "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken" ->
                "the store refuses the credentials; check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
            case "AccessDenied" ->
                "the credentials may not do it; the archive needs to list, get, put and delete objects in its bucket";
            case "NoSuchBucket" -> "there is no such bucket; make it or check S3_BUCKET";
            case "SlowDown" -> "the store asks to slow down";
            default -> {
                if (refused.statusCode() == 401 || refused.statusCode() == 403) {
                    yield "the store refuses the credentials; check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
                }
                // An early refusal of a put comes without its body, and so without its code.
                yield refused.statusCode() == 503 ? "the store asks to slow down" : "the store can't do it now";
            }
        };
    }

    private static String code(AwsServiceException refused) {
        return refused.awsErrorDetails() == null || refused.awsErrorDetails().errorCode() == null
                ? ""
                : refused.awsErrorDetails().errorCode();
    }

    /// How long the store asks to be left alone.
    static Optional<Duration> retryAfter(SdkException cause) {
        if (!(cause instanceof AwsServiceException refused)
                || refused.awsErrorDetails() == null
                || refused.awsErrorDetails().sdkHttpResponse() == null) {
            return Optional.empty();
        }
        return refused.awsErrorDetails()
                .sdkHttpResponse()
                .firstMatchingHeader("Retry-After")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(asked -> asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked);
    }
}
