package dev.agentbus.ingest.demo;

import dev.agentbus.ingest.demo.Role.Craft;
import java.util.List;
import java.util.stream.Stream;

/// The roles of a fleet, the first dozen being those of a small one.
final class Roles {
    static final List<Role> ALL = List.of(
            role("agent-debugger", Craft.CODE, "debugging", "bug, traceback, regression, crash")
                    .can("reproduces failures and finds their root cause")
                    .in("checkout-service, billing-core, search-indexer, identity, mobile-app")
                    .asked(
                            "{symptom} in {project} since yesterday's deploy. Find out why and fix it.",
                            "Users of {feature} report that {symptom}. Reproduce it first, then fix {file}.",
                            "There is a race in {file}: nine times out of ten all is well. Please debug {feature}."),
            role("agent-api-architect", Craft.CODE, "api-design", "endpoint, openapi, contract, versioning")
                    .can("designs endpoints that old clients survive")
                    .in("checkout-service, billing-core, search-indexer, identity")
                    .asked(
                            "Design and implement a v2 endpoint for {feature} in {project}; v1 clients must not notice.",
                            "Our API for {feature} returns 500 where it should say 409. Correct {file} and the contract.",
                            "Add cursor pagination to the listing behind {feature}."),
            role("agent-test-writer", Craft.TEST, "testing", "tests, coverage, assertions, fixtures")
                    .can("writes tests that fail for the right reason")
                    .in("checkout-service, storefront, billing-core, search-indexer, identity, mobile-app")
                    .asked(
                            "Write integration tests for {feature}; {file} has none at all.",
                            "Bring the coverage of {file} above 85 %.",
                            "Turn the bug report \"{symptom}\" into a failing test."),
            role("agent-code-reviewer", Craft.REVIEW, "code-review", "review, pull request, diff, feedback")
                    .can("reads diffs for defects and unclear names")
                    .in(
                            "checkout-service, storefront, billing-core, search-indexer, identity, data-lake, mobile-app, platform-infra")
                    .asked(
                            "Review the pull request for {feature} in {project}.",
                            "Second look at {file} please: is the error handling right?",
                            "Review the last five commits of {project}: since then {symptom}."),
            role("agent-workflow-coordinator", Craft.RESEARCH, "orchestration", "plan, coordinate, end to end, feature")
                    .can("cuts large work into pieces and hands them out")
                    .in("checkout-service, storefront, billing-core, identity, mobile-app")
                    .asked(
                            "Ship {feature} end to end in {project}: design, code, tests, docs, release notes.",
                            "Migrate everything that uses {file} to the new client, and keep the build green.",
                            "We promised {feature} for Thursday. Plan it, split it up and get it done."),
            role("agent-frontend-developer", Craft.CODE, "frontend", "component, css, layout, button")
                    .can("builds accessible components")
                    .in("storefront, mobile-app")
                    .asked(
                            "The form for {feature} jumps when it validates. Make it still.",
                            "Add a dark theme to the screens of {feature}.",
                            "{feature} cannot be used on a screen of 360 px. Fix the layout."),
            role("agent-performance-analyst", Craft.ANALYSE, "performance", "slow, latency, profile, memory")
                    .can("measures before it changes anything")
                    .in("checkout-service, storefront, search-indexer, billing-core")
                    .asked(
                            "The p95 of {feature} went from 180 ms to 900 ms. Profile {project} and say why.",
                            "Find the allocation hot spots in {file}.",
                            "{project} needs 3 GB after a day. Is there a leak in {feature}?"),
            role("agent-test-fixer", Craft.TEST, "testing", "flaky, red build, timeout, quarantine")
                    .can("makes flaky tests stable")
                    .in("storefront, mobile-app")
                    .asked("The browser test of {feature} times out every third run. Make it stable."),
            role("agent-release-manager", Craft.OPERATE, "release", "release, tag, changelog, rollout")
                    .can("cuts releases and watches the rollout")
                    .in("checkout-service, storefront, identity, mobile-app")
                    .asked(
                            "Cut the weekly release of {project} and write the notes.",
                            "Roll {feature} out to 10 % and watch the error rate.",
                            "Back-port the fix for \"{symptom}\" to the last release."),
            role("agent-researcher", Craft.RESEARCH, "research", "compare, evaluate, library, best practice")
                    .can("compares options and cites its sources")
                    .in(
                            "checkout-service, storefront, billing-core, search-indexer, identity, mobile-app, platform-infra")
                    .asked(
                            "Which library should {project} use for {feature}? Compare three.",
                            "How do others solve \"{symptom}\"? Summarise with links.",
                            "What changes for us with the new major version of the framework in {project}?"),
            role("agent-database-migrator", Craft.ANALYSE, "database", "schema, migration, backfill, index")
                    .can("migrates schemas without locking tables")
                    .in("checkout-service, billing-core, identity")
                    .asked("Split the table behind {feature} and backfill 42 million rows without downtime."),
            role("agent-docs-writer", Craft.WRITE, "documentation", "docs, readme, guide, tutorial")
                    .can("explains by example")
                    .in("checkout-service, storefront, billing-core, search-indexer, identity, data-lake, mobile-app")
                    .asked(
                            "Document {feature} for people who have never seen {project}.",
                            "The guide still describes the old {file}. Bring it up to date.",
                            "Write a how-to: what to do when {symptom}."),
            role("agent-security-auditor", Craft.REVIEW, "security", "vulnerability, injection, permissions, audit")
                    .can("looks for what an attacker would try")
                    .in("checkout-service, billing-core, identity, platform-infra")
                    .asked(
                            "Audit {file} for injection and missing permission checks.",
                            "A scanner flags {feature}. Real or noise?"),
            role("agent-devops-engineer", Craft.OPERATE, "infrastructure", "pipeline, cluster, terraform, deploy")
                    .can("keeps pipelines and clusters boring")
                    .in("platform-infra, search-indexer, data-lake")
                    .asked(
                            "The pipeline of {project} takes 31 minutes. Halve it.",
                            "Move {feature} to the new cluster, without downtime."),
            role("agent-refactorer", Craft.CODE, "refactoring", "refactor, duplicate, extract, simplify")
                    .can("changes structure and keeps behaviour")
                    .in("checkout-service, storefront, billing-core, search-indexer, identity, mobile-app")
                    .asked(
                            "{file} has grown to 1,400 lines. Split it along its responsibilities.",
                            "Remove the duplicated logic of {feature}."),
            role("agent-data-engineer", Craft.ANALYSE, "data", "pipeline, warehouse, backfill, schema")
                    .can("builds pipelines that can be run twice")
                    .in("data-lake, billing-core")
                    .asked(
                            "Yesterday's load of {feature} is 4 % short. Find the missing rows.",
                            "Add {feature} to the nightly export of {project}."),
            role("agent-dependency-updater", Craft.OPERATE, "dependencies", "upgrade, dependency, advisory, lockfile")
                    .can("upgrades libraries one at a time")
                    .in("checkout-service, storefront, billing-core, identity, mobile-app")
                    .asked(
                            "Upgrade the HTTP client in {project}; read its migration notes.",
                            "An advisory names a library of {project}. Are we affected through {file}?"),
            role("agent-incident-responder", Craft.OPERATE, "incident", "outage, alert, page, rollback")
                    .can("stops the bleeding first")
                    .in("checkout-service, search-indexer, identity, platform-infra")
                    .asked(
                            "Alert: {symptom} in {project}. Mitigate first, then find the cause.",
                            "Error budget of {feature} burns four times too fast. Look into it."),
            role(
                            "agent-accessibility-checker",
                            Craft.REVIEW,
                            "accessibility",
                            "contrast, keyboard, screen reader, aria")
                    .can("uses pages without a mouse")
                    .in("storefront, mobile-app")
                    .asked("Check {feature} with the keyboard alone and list what fails."),
            role("agent-localizer", Craft.WRITE, "localization", "translate, locale, plural, currency")
                    .can("translates without breaking layouts")
                    .in("storefront, mobile-app, checkout-service")
                    .asked("Translate {feature} to German and Polish; mind the plurals."),
            role("agent-observability-engineer", Craft.CODE, "observability", "metric, trace, log, dashboard")
                    .can("makes systems say what they do")
                    .in("checkout-service, billing-core, search-indexer, identity")
                    .asked("Nobody notices when {symptom}. Add a metric and an alert to {project}."),
            role("agent-contract-tester", Craft.TEST, "testing", "contract, consumer, schema, compatibility")
                    .can("tests both sides of an interface")
                    .in("checkout-service, billing-core, identity")
                    .asked("Does {project} still keep the contract of {feature} with all its consumers?"),
            role("agent-cost-optimizer", Craft.ANALYSE, "cost", "bill, budget, idle, right-size")
                    .can("finds what is paid for and not used")
                    .in("platform-infra, data-lake, search-indexer")
                    .asked("The bill of {project} rose by 23 %. What did it, and what can go?"),
            role("agent-product-planner", Craft.RESEARCH, "planning", "roadmap, story, scope, acceptance")
                    .can("turns wishes into stories with acceptance criteria")
                    .in("checkout-service, storefront, billing-core, identity, mobile-app")
                    .asked("Write stories with acceptance criteria for {feature}."));

    private Roles() {}

    private static Draft role(String name, Craft craft, String domain, String triggers) {
        return new Draft(name, craft, domain, triggers, "", "");
    }

    /// A role on its way into the list.
    private record Draft(String name, Craft craft, String domain, String triggers, String skill, String projects) {
        Draft can(String what) {
            return new Draft(name, craft, domain, triggers, what, projects);
        }

        Draft in(String list) {
            return new Draft(name, craft, domain, triggers, skill, list);
        }

        Role asked(String... prompts) {
            List<Project> where =
                    Stream.of(projects.split(", ", -1)).map(Project::named).toList();
            return new Role(name, craft, domain, List.of(triggers.split(", ", -1)), skill, where, List.of(prompts));
        }
    }
}
