package io.alluvium.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.S3Fixture;
import io.alluvium.fixture.StoreProxy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
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

    @Test
    void whatAPolicyLacksIsTriedAndNamed() throws IOException {
        S3Fixture bucket = S3Fixture.fresh();
        try (StoreProxy policy = StoreProxy.start(S3Fixture.endpoint())) {
            Storage storage =
                    Storage.at(URI.create("s3a://" + bucket.bucket() + "/shop"), S3Fixture.settings(policy.endpoint()));
            assertThat(storage.refusal()).isEmpty();
            assertThat(bucket.keys("")).isEmpty();

            policy.treat((request, server) -> request.method().equals("DELETE") || request.lists()
                    ? Optional.of(StoreProxy.error(403, "AccessDenied"))
                    : StoreProxy.PASS.of(request, server));
            String place = " on s3a://" + bucket.bucket() + "/shop/";
            assertThat(storage.refusal())
                    .contains("s3:ListBucket" + place + ", s3:AbortMultipartUpload" + place + ", s3:DeleteObject"
                            + place);

            policy.treat((request, server) -> request.method().equals("PUT")
                    ? Optional.of(StoreProxy.error(403, "AccessDenied"))
                    : StoreProxy.PASS.of(request, server));
            assertThat(storage.refusal()).contains("s3:PutObject" + place);
        }
    }

    /** A file of most tables is complete before Hadoop's own first part of 64 MB is: then all of it would be sent at the end. */
    @Test
    void aFileIsSentWhileItIsWritten() throws IOException, InterruptedException {
        S3Fixture bucket = S3Fixture.fresh();
        byte[] megabyte = new byte[1 << 20];
        try (StoreProxy proxy = StoreProxy.start(S3Fixture.endpoint())) {
            Storage storage =
                    Storage.at(URI.create("s3a://" + bucket.bucket() + "/shop"), S3Fixture.settings(proxy.endpoint()));
            boolean isSent = false;
            try (OutputStream file = storage.write("raw/orders/part")) {
                for (int i = 0; i < 20; i++) {
                    file.write(megabyte);
                }
                for (int tries = 0; !isSent && tries < 200; tries++) {
                    Thread.sleep(50);
                    isSent = proxy.taken().stream().anyMatch(request -> request.puts("partNumber=1"));
                }
            }
            assertThat(isSent).as("a part is sent before the file is complete").isTrue();
            assertThat(storage.size("raw/orders/part")).hasValue(20 << 20);
        }
    }

    @Test
    void aStoreThatTakesAConditionalPutForAPlainOneIsNoticed() throws IOException {
        S3Fixture bucket = S3Fixture.fresh();
        try (StoreProxy careless = StoreProxy.start(S3Fixture.endpoint())) {
            Storage storage = Storage.at(
                    URI.create("s3a://" + bucket.bucket() + "/shop"), S3Fixture.settings(careless.endpoint()));
            careless.treat((request, server) -> {
                byte[] answer = server.answer(request);
                boolean taken = new String(answer, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 412");
                return Optional.of(
                        taken
                                ? "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".getBytes(StandardCharsets.UTF_8)
                                : answer);
            });
            assertThat(storage.refusal())
                    .contains("create a name once: the store takes a conditional put for a plain one");
        }
    }
}
