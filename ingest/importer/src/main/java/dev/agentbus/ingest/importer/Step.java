package dev.agentbus.ingest.importer;

import java.util.Optional;

/// One turn of a recorded agent: what it thought, what it did, what it saw.
///
/// @param millis how long the command took, where the recording says so
/// @param state where the agent was when it had acted
record Step(String thought, String command, String observation, Optional<Long> millis, State state) {
    /// @param workingDirectory the shell's directory; blank when unknown
    /// @param openFile the file in the agent's editor; blank when there is none
    record State(String workingDirectory, String openFile) {
        static final State UNKNOWN = new State("", "");
    }

    /// The first word of the command: the tool.
    String tool() {
        String[] words = command.strip().split("\\s+", 2);
        return words[0].isEmpty() ? "think" : words[0];
    }

    boolean isThoughtOnly() {
        return command.isBlank();
    }

    boolean isSubmission() {
        return tool().equals("submit");
    }
}
