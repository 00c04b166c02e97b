package dev.agentbus.view;

/// The way bytes reach one client. Called by the client's writer alone.
interface Wire {
    /// The encoding this way needs.
    byte[] encoded(Frame frame);

    /// Whether a client answers pings.
    boolean answersPings();

    /// Blocks while the client does not read.
    void write(byte[] bytes) throws Exception;
}
