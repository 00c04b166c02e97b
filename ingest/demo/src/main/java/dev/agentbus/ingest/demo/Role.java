package dev.agentbus.ingest.demo;

import java.util.List;

/// What an agent is for.
///
/// @param name of the agent that has it; more agents of the same role belong to teams
/// @param domain what its tasks are filed under
/// @param triggers words that call for it
/// @param skill what it can do, to be said after "can"
/// @param projects where it works
/// @param prompts requests that are its work; `{project}`, `{feature}`, `{file}` and `{symptom}` are
///     filled in
record Role(
        String name,
        Craft craft,
        String domain,
        List<String> triggers,
        String skill,
        List<Project> projects,
        List<String> prompts) {

    /// How agents of a kind spend their steps: each letter is a tool, as often as it is used.
    enum Craft {
        CODE("RRRRRRRGGGGLEEEEEWBBBBTS"),
        TEST("RRRRRGGGLEEEEWBBBBBBBBTS"),
        REVIEW("RRRRRRRRRRGGGGGGLLBBTE"),
        OPERATE("RRRGGLEEBBBBBBBBBBBBTS"),
        RESEARCH("RRRRGGGLWSSSSSSFFFFFTB"),
        WRITE("RRRRRRRRGGGLLEEEEEWWBT"),
        ANALYSE("RRRRGGGLEEWBBBBBQQQQQQQT");

        private final String tools;

        Craft(String tools) {
            this.tools = tools;
        }

        Tool tool(Dice dice) {
            return Tool.of(tools.charAt(dice.below(tools.length())));
        }
    }
}
