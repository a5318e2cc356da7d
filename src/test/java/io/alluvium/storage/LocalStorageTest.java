package io.alluvium.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalStorageTest extends StorageBehaviour {
    @TempDir
    private Path folder = Path.of(".");

    @Override
    Storage storage() {
        return Storage.at(folder.toUri());
    }

    @Test
    void aRootIsAnAbsolutePathOrAFileUri() {
        for (String root : new String[] {"/data/my%20shop", "file:/data/my%20shop", "file:///data/my%20shop/"}) {
            Storage storage = Storage.at(URI.create(root));
            assertThat(storage.uri("raw/orders")).isEqualTo("file:/data/my shop/raw/orders");
            assertThat(storage.name("")).isEqualTo("/data/my shop");
            assertThat(storage.localFile("a")).contains("/data/my shop/a");
        }
        assertThat(Storage.local("/data/my%20shop").name("")).isEqualTo("/data/my%20shop");
        assertThatThrownBy(() -> Storage.at(URI.create("gs://bucket/shop")))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("ALV-5004")
                .hasMessageContaining("a warehouse on gs:// is not supported");
    }

    @Test
    void whatCannotBeReadIsAFaultAndNotAbsent() throws IOException {
        Files.createDirectories(folder.resolve("a/b"));
        assertThatThrownBy(() -> storage().read("a/b"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Is a directory");
    }

    @Test
    void aHalfWrittenFileOfAProcessThatDiedIsInNobodysWay() throws IOException {
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("state/.1.json.5f0c"), "ha");
        assertThat(storage().list("state")).isEmpty();
        assertThat(storage().create("state/1.json", "whole")).isTrue();
        assertThat(storage().list("state")).containsExactly("1.json");
    }
}
