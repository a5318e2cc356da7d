package io.alluvium.run;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alluvium.secret.MotoServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** On moto's Glue, which others wrote; only {@code mvn -Pmoto} asks for it. */
class MotoRegistrationIT extends RegistrationBehaviour {
    private static int tests;

    @TempDir
    static Path servers;

    private static MotoServer server;

    private final String name = "shop" + ++tests;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        assumeTrue(Boolean.getBoolean("alluvium.moto"), "only mvn -Pmoto fetches moto");
        server = MotoServer.start(servers);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    String url() {
        return server.url();
    }

    @Override
    String name() {
        return name;
    }
}
