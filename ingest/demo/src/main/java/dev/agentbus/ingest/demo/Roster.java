package dev.agentbus.ingest.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The agents of a fleet, with distinct names.
final class Roster {
    /// One that loops and one that dies have to be there beside one that works.
    static final int LEAST = 3;

    private static final int SMALL = 12;
    /// One in so many is a shell script: each of its events is a process.
    private static final int SCRIPT_ONE_IN = 100;

    private static final List<String> TEAMS = List.of(
            "payments",
            "search",
            "checkout",
            "mobile",
            "growth",
            "platform",
            "billing",
            "catalog",
            "logistics",
            "support",
            "identity",
            "pricing",
            "returns",
            "insights",
            "partners",
            "fraud",
            "loyalty",
            "content",
            "warehouse",
            "delivery",
            "messaging",
            "media",
            "ads",
            "finance");
    private static final List<Temper> SMALL_TEMPERS = List.of(
            Temper.STEADY,
            Temper.THOROUGH,
            Temper.BRISK,
            Temper.THOROUGH,
            Temper.LEADING,
            Temper.HASTY,
            Temper.SLUGGISH,
            Temper.LOOPING,
            Temper.STEADY,
            Temper.BRISK,
            Temper.DYING,
            Temper.FRAGILE);
    private static final List<Temper> USUAL = List.of(
            Temper.STEADY,
            Temper.STEADY,
            Temper.STEADY,
            Temper.BRISK,
            Temper.BRISK,
            Temper.THOROUGH,
            Temper.THOROUGH,
            Temper.HASTY,
            Temper.SLUGGISH,
            Temper.FRAGILE);

    private final List<Agent> all;
    private final Map<String, List<Agent>> byRole = new LinkedHashMap<>();
    private final List<Role> roles;
    private final long[] busyUntil;

    Roster(int size, Dice dice) {
        List<Agent> agents = new ArrayList<>(size);
        for (int number = 0; number < size; number++) {
            Role role = Roles.ALL.get(number % Roles.ALL.size());
            agents.add(new Agent(number, name(number, role), role, temper(number, size, role, dice), door(number)));
        }
        this.all = List.copyOf(agents);
        for (Agent agent : all) {
            if (agent.temper().takesWork()) {
                byRole.computeIfAbsent(agent.role().name(), _ -> new ArrayList<>())
                        .add(agent);
            }
        }
        this.roles = Roles.ALL.stream()
                .filter(role -> byRole.containsKey(role.name()))
                .toList();
        this.busyUntil = new long[size];
        Arrays.fill(busyUntil, Long.MIN_VALUE);
    }

    List<Agent> all() {
        return all;
    }

    List<Agent> of(Temper temper) {
        return all.stream().filter(agent -> agent.temper() == temper).toList();
    }

    /// Those with somebody to do the work.
    List<Role> roles() {
        return roles;
    }

    /// How many take work.
    int workers() {
        return byRole.values().stream().mapToInt(List::size).sum();
    }

    /// Of the agents of a role the one that is free first.
    Agent freest(Role role) {
        List<Agent> agents = byRole.getOrDefault(role.name(), List.of());
        Agent freest = agents.getFirst();
        for (Agent agent : agents) {
            if (busyUntil(agent) < busyUntil(freest)) {
                freest = agent;
            }
        }
        return freest;
    }

    long busyUntil(Agent agent) {
        return busyUntil[agent.number()];
    }

    void occupy(Agent agent, long untilMillis) {
        busyUntil[agent.number()] = Math.max(busyUntil(agent), untilMillis);
    }

    private static String name(int number, Role role) {
        int round = number / Roles.ALL.size();
        if (round == 0) {
            return role.name();
        }
        String name = role.name() + "-" + TEAMS.get((round - 1) % TEAMS.size());
        int again = (round - 1) / TEAMS.size();
        return again == 0 ? name : name + "-" + (again + 1);
    }

    private static Temper temper(int number, int size, Role role, Dice dice) {
        Temper drawn = dice.pick(USUAL);
        if (size < SMALL) {
            return number == size - 1 ? Temper.DYING : number == size - 2 ? Temper.LOOPING : drawn;
        }
        if (number < SMALL) {
            return SMALL_TEMPERS.get(number);
        }
        boolean odd = number / Roles.ALL.size() % 2 == 0;
        return switch (role.name()) {
            case "agent-test-fixer" -> odd ? Temper.LOOPING : drawn;
            case "agent-database-migrator" -> odd ? Temper.DYING : drawn;
            case "agent-workflow-coordinator" -> Temper.LEADING;
            default -> drawn;
        };
    }

    private static Door door(int number) {
        if (number % SCRIPT_ONE_IN == 8) {
            return Door.SKILL;
        }
        return number % 4 == 1 ? Door.HTTP : Door.SDK;
    }
}
