package dev.agentbus.ingest.demo;

import org.jspecify.annotations.Nullable;

/// One agent of the fleet, told from others by its number.
record Agent(int number, String name, Role role, Temper temper, Door door) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Agent agent && agent.number == number;
    }

    @Override
    public int hashCode() {
        return number;
    }
}
