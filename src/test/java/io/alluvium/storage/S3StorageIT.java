package io.alluvium.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.S3Fixture;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class S3StorageIT extends StorageBehaviour {
    private static final S3Fixture BUCKET = S3Fixture.fresh();
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    @Override
    Storage storage() {
        return BUCKET.storage("shop/" + PREFIXES.incrementAndGet());
    }

    @Test
    void aFolderIsNotTakenForItsNeighbourWithALongerName() throws IOException {
        Storage storage = storage();
        storage.create("raw/orders.2/part", "text");
        assertThat(storage.hasFolder("raw/orders")).isFalse();
        assertThat(storage.list("raw")).containsExactly("orders.2");
    }

    @Test
    void moreNamesThanAPageHoldsAreListed() throws IOException {
        Storage storage = storage();
        for (int i = 0; i < 1_001; i++) {
            storage.replace("log/%05d".formatted(i), "x");
        }
        assertThat(storage.list("log")).hasSize(1_001);
    }

    @Test
    void itIsCalledByItsUri() {
        String prefix = "s3a://" + BUCKET.bucket() + "/shop";
        assertThat(BUCKET.storage("shop").uri("raw/orders")).isEqualTo(prefix + "/raw/orders");
        assertThat(BUCKET.storage("shop").name("")).isEqualTo(prefix);
        assertThat(BUCKET.storage("shop").localFile("x")).isEmpty();
    }
}
