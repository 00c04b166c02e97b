package dev.agentbus.sink.archive;

/// Another process has cut this partition in another way: it is not ours any more.
final class Overtaken extends Exception {
    private static final long serialVersionUID = 1L;

    Overtaken(String message) {
        super(message);
    }
}
