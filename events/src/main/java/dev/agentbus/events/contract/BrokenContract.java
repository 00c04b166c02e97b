package dev.agentbus.events.contract;

import dev.agentbus.events.Misconfigured;

/// A contract that can't be used; says file, line and rule: `orders.yaml:12:
/// channels.orders.address must be …, got: …`.
public final class BrokenContract extends Misconfigured {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;

    BrokenContract(String file, int line, String rule) {
        super(file + ":" + line + ": " + rule);
        this.file = file;
        this.line = line;
    }

    public String file() {
        return file;
    }

    public int line() {
        return line;
    }
}
