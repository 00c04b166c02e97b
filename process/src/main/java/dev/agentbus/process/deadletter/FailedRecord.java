package dev.agentbus.process.deadletter;

import dev.agentbus.events.codec.Undecodable;
import dev.agentbus.log.LogRecord;

/// A record that is given up.
///
/// @param cause what the last attempt ended with
/// @param receiver what of the handler's group refused it, where somebody did
public record FailedRecord(
        LogRecord record,
        Throwable cause,
        Handler handler,
        Disposition disposition,
        Attempts attempts,
        Receiver receiver) {
    /// A short stable name of what was broken: the contract's rule, else where it went wrong.
    public String rule() {
        if (cause instanceof Undecodable undecodable) {
            return undecodable.rule();
        }
        if (disposition == Disposition.CRASH) {
            return "crash";
        }
        if (cause instanceof DecoderFailure) {
            return "decoder";
        }
        return switch (receiver) {
            case SINK -> "sink";
            case HANDLER -> "handler";
        };
    }
}
