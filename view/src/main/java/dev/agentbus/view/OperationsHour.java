package dev.agentbus.view;

import java.util.Map;

/// The actions of one hour, by type. Immutable.
record OperationsHour(long startMillis, Map<String, Integer> countByType) {
    OperationsHour {
        countByType = Map.copyOf(countByType);
    }
}
