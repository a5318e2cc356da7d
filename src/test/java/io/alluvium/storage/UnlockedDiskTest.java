package io.alluvium.storage;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class UnlockedDiskTest extends StorageBehaviour {
    @TempDir
    private Path folder = Path.of(".");

    @Override
    Storage storage() {
        return new UnlockedDisk(Storage.at(folder.toUri()));
    }
}
