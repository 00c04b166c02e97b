package dev.agentbus.log.kafka;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Says what to do next about a failure of the client.
final class Failures {
    private Failures() {}

    /// Of an append. A refused login or right is transient: it is no fault of the event, and a
    /// person can mend it.
    static BusFailure ofAppend(String topic, Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        if (isUnknownTopic(cause)) {
            return new PermanentFailure("Cannot append: the topic does not exist, got: " + topic, cause);
        }
        if (cause instanceof RecordTooLargeException
                || cause instanceof RecordBatchTooLargeException
                || cause instanceof InvalidTimestampException
                || cause instanceof InvalidTopicException) {
            return new PermanentFailure(
                    "Cannot append to %s: the log refuses the record, got: %s".formatted(topic, reason(cause)), cause);
        }
        return new TransientFailure("Cannot append to %s: got: %s".formatted(topic, reason(cause)), cause);
    }

    /// Of anything else; `action` completes "Cannot …".
    static BusFailure of(String action, Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        if (cause instanceof BusFailure failure) {
            return failure;
        }
        String message = "Cannot %s: got: %s".formatted(action, reason(cause));
        boolean unresolved = cause.getMessage() != null && cause.getMessage().contains("No resolvable bootstrap");
        if (cause instanceof AuthenticationException
                || cause instanceof AuthorizationException
                || (cause instanceof ConfigException && !unresolved)) {
            return new Misconfigured(message, cause);
        }
        return new TransientFailure(message, cause);
    }

    static boolean isUnknownTopic(Throwable cause) {
        return cause instanceof UnknownTopicOrPartitionException
                || cause.getCause() instanceof UnknownTopicOrPartitionException;
    }

    /// Whether another producer of the same name has been opened.
    static boolean isFenced(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    private static Throwable unwrapped(Throwable thrown) {
        boolean wrapper = thrown instanceof ExecutionException
                || thrown instanceof CompletionException
                || thrown.getClass() == KafkaException.class;
        return wrapper && thrown.getCause() != null ? unwrapped(thrown.getCause()) : thrown;
    }

    private static String reason(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? name : name + " " + cause.getMessage();
    }
}
