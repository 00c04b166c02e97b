package dev.agentbus.events.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContractExportTest {
    @Test
    void givesTheSameContractsWhenReadAgain() {
        List<Contract> contracts = List.copyOf(Contracts.builtIn().all());

        List<Contract> again = AsyncApiReader.read("export.yaml", ContractExport.yaml(contracts));

        assertThat(again)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("domain", "origin", "schema")
                .isEqualTo(contracts);
        assertThat(again.get(3).schema()).isEqualTo(contracts.get(3).schema());
    }

    @Test
    void isYamlInJsonToo() {
        List<Contract> contracts = List.copyOf(Contracts.builtIn().all());

        assertThat(AsyncApiReader.read("export.json", ContractExport.json(contracts)))
                .hasSameSizeAs(contracts);
    }
}
