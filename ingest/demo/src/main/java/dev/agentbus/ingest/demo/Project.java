package dev.agentbus.ingest.demo;

import dev.agentbus.events.EventId;
import java.util.List;
import java.util.stream.Stream;

/// A code base that the fleet works on.
///
/// @param test command that runs its tests; `{file}` is a test's name
/// @param build command that builds it
record Project(
        String name,
        String language,
        List<SourceFile> files,
        List<String> features,
        String test,
        String build,
        String lint) {

    /// @param pathId names the file in quality metrics, the same in every run
    record SourceFile(String path, String pathId) {
        String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        boolean isTest() {
            return path.contains("est");
        }

        boolean isDocument() {
            return path.endsWith(".md");
        }
    }

    static final List<Project> ALL = List.of(
            of(
                            "checkout-service",
                            "java",
                            "./mvnw -q test -Dtest={file}",
                            "./mvnw -q package",
                            "./mvnw -q spotless:check")
                    .features("coupon stacking, split payments, gift cards, tax rounding, saved carts")
                    .files(
                            "src/main/java/shop/checkout/CartService.java",
                            "src/main/java/shop/checkout/CouponRules.java",
                            "src/main/java/shop/checkout/TaxCalculator.java",
                            "src/main/java/shop/checkout/PaymentGateway.java",
                            "src/main/java/shop/checkout/OrderRepository.java",
                            "src/test/java/shop/checkout/CouponRulesTest.java",
                            "src/test/java/shop/checkout/TaxCalculatorTest.java",
                            "docs/checkout-flow.md"),
            of("storefront", "typescript", "npx vitest run {file}", "npm run build", "npx biome check src")
                    .features("product search, wish lists, address autocomplete, image zoom, size advice")
                    .files(
                            "src/pages/ProductPage.tsx",
                            "src/pages/SearchResults.tsx",
                            "src/components/AddressForm.tsx",
                            "src/components/PriceTag.tsx",
                            "src/state/cart.ts",
                            "src/api/client.ts",
                            "tests/address-form.test.tsx",
                            "tests/cart.test.ts",
                            "docs/components.md"),
            of("billing-core", "python", "pytest -q {file}", "python -m build", "ruff check billing")
                    .features("proration, dunning mails, invoice numbers, credit notes, usage metering")
                    .files(
                            "billing/invoices.py",
                            "billing/proration.py",
                            "billing/dunning/schedule.py",
                            "billing/metering/rollup.py",
                            "billing/adapters/ledger.py",
                            "tests/test_proration.py",
                            "tests/test_invoices.py",
                            "docs/invoicing.md"),
            of("search-indexer", "go", "go test ./... -run {file}", "go build ./...", "golangci-lint run")
                    .features("synonyms, typo tolerance, facet counts, incremental reindexing")
                    .files(
                            "internal/index/writer.go",
                            "internal/index/segment.go",
                            "internal/query/parser.go",
                            "internal/query/fuzzy.go",
                            "cmd/indexer/main.go",
                            "internal/query/parser_test.go",
                            "internal/index/segment_test.go",
                            "README.md"),
            of("identity", "kotlin", "./gradlew test --tests {file}", "./gradlew assemble", "./gradlew detekt")
                    .features("passkeys, session expiry, device lists, account recovery, SSO for teams")
                    .files(
                            "src/main/kotlin/identity/SessionStore.kt",
                            "src/main/kotlin/identity/PasskeyFlow.kt",
                            "src/main/kotlin/identity/RecoveryService.kt",
                            "src/main/kotlin/identity/web/LoginRoutes.kt",
                            "src/test/kotlin/identity/SessionStoreTest.kt",
                            "src/test/kotlin/identity/PasskeyFlowTest.kt",
                            "docs/sessions.md"),
            of("data-lake", "python", "pytest -q {file}", "make package", "ruff check jobs")
                    .features("late arrivals, currency conversion, churn features, nightly export, row counts")
                    .files(
                            "jobs/load_orders.py",
                            "jobs/convert_currency.py",
                            "jobs/export_nightly.py",
                            "models/staging/orders.sql",
                            "models/marts/revenue.sql",
                            "tests/test_load_orders.py",
                            "docs/lineage.md"),
            of("mobile-app", "typescript", "npx jest {file}", "npx expo export", "npx eslint app")
                    .features("push settings, offline basket, barcode scanner, biometric unlock")
                    .files(
                            "app/screens/Basket.tsx",
                            "app/screens/Scanner.tsx",
                            "app/sync/queue.ts",
                            "app/sync/conflicts.ts",
                            "app/native/biometrics.ts",
                            "tests/sync-queue.test.ts",
                            "docs/offline.md"),
            of("platform-infra", "hcl", "terraform test -filter={file}", "terraform plan", "tflint --recursive")
                    .features("blue-green deploys, node pools, log retention, backup restores")
                    .files(
                            "modules/cluster/main.tf",
                            "modules/database/main.tf",
                            "modules/network/subnets.tf",
                            "environments/production.tf",
                            ".github/workflows/deploy.yml",
                            "tests/cluster.tftest.hcl",
                            "docs/runbook.md"));

    static Project named(String name) {
        return ALL.stream()
                .filter(project -> project.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no project is named " + name));
    }

    String path() {
        return "/work/" + name;
    }

    private static Draft of(String name, String language, String test, String build, String lint) {
        return new Draft(name, language, test, build, lint, "");
    }

    /// A project on its way into the list.
    private record Draft(String name, String language, String test, String build, String lint, String features) {
        Draft features(String list) {
            return new Draft(name, language, test, build, lint, list);
        }

        Project files(String... paths) {
            List<SourceFile> files = Stream.of(paths)
                    .map(path -> new SourceFile(
                            path,
                            EventId.named("demo-path:" + name + "/" + path).value()))
                    .toList();
            return new Project(name, language, files, List.of(features.split(", ", -1)), test, build, lint);
        }
    }
}
