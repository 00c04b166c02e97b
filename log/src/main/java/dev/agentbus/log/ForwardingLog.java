package dev.agentbus.log;

/// A log that passes on to another what it does not do itself.
public interface ForwardingLog extends EventLog {
    EventLog log();

    @Override
    default LogAppender appender() {
        return log().appender();
    }

    @Override
    default SoleAppender soleAppender(String name) {
        return log().soleAppender(name);
    }

    @Override
    default LogReader reader(ReaderSettings settings) {
        return log().reader(settings);
    }

    @Override
    default TopicAdmin topics() {
        return log().topics();
    }

    @Override
    default GroupAdmin groups() {
        return log().groups();
    }

    @Override
    default String clusterId() {
        return log().clusterId();
    }

    @Override
    default void check() {
        log().check();
    }

    @Override
    default void close() {
        log().close();
    }
}
