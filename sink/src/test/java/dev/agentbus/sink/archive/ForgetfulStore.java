package dev.agentbus.sink.archive;

/// A store that takes no notice of the condition under which an object is created, as some that
/// speak like S3.
record ForgetfulStore(ObjectStore store) implements ForwardingStore {
    @Override
    public boolean create(String key, byte[] content) {
        store.write(key, content);
        return true;
    }

    /// Stays open: the test's own.
    @Override
    public void close() {}
}
