package dev.agentbus.log;

/// The durable log. Safe for any thread; the appenders and readers it hands out have their own
/// rules.
///
/// Constructing one opens nothing; [#check()] says whether it can be reached.
public interface EventLog extends AutoCloseable {
    /// A new appender; the caller closes it.
    LogAppender appender();

    /// A new appender that shuts out all earlier ones of this name; the caller closes it.
    ///
    /// @throws dev.agentbus.events.TransientFailure when the log can't be reached
    SoleAppender soleAppender(String name);

    /// A new reader; the caller closes it.
    LogReader reader(ReaderSettings settings);

    /// Creates topics and says what they are.
    TopicAdmin topics();

    /// Says how far the consumer groups are; the caller closes it.
    GroupAdmin groups();

    /// The id of the cluster: positions of one cluster mean nothing in another.
    ///
    /// @throws dev.agentbus.events.TransientFailure when the log can't be reached
    String clusterId();

    /// @throws dev.agentbus.events.TransientFailure when the log can't be reached now
    void check();

    /// Closes what the log itself opened, not the appenders and readers it handed out.
    @Override
    void close();
}
