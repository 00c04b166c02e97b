package dev.agentbus.process;

/// Whose positions: those of one group in one log. Positions of one cluster mean nothing in
/// another.
public record ConsumerId(String clusterId, String group) {
    @Override
    public String toString() {
        return group + "@" + clusterId;
    }
}
