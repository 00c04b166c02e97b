package dev.agentbus.sink.archive;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.PermanentFailure;
import org.junit.jupiter.api.Test;

class FolderStoreTest extends ObjectStoreContract {
    @Override
    ObjectStore store() {
        return new FolderStore(folder.resolve("archive"));
    }

    @Test
    void staysWithinItsFolder() {
        assertThatThrownBy(() -> store().read("../elsewhere"))
                .isInstanceOf(PermanentFailure.class)
                .hasMessage("Cannot use archive key: it must lie in the archive, got: ../elsewhere");
    }
}
