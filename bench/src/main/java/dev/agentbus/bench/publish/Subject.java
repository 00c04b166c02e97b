package dev.agentbus.bench.publish;

/// A way to publish, under measurement. One thread calls [#publish].
interface Subject extends AutoCloseable {
    String name();

    /// One event; returns as soon as the caller may go on.
    void publish(String key, byte[] payload);

    /// How many events it refused or gave up so far.
    long refused();

    /// Waits until everything published is out, with a healthy broker.
    void settle();

    @Override
    void close();
}
