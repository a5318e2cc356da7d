package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aStarterProjectIsWrittenWithTheNextCommand() throws Exception {
        Session session = new Session(folder, new RefusingProject());

        assertThat(session.run("init", "My Shop")).isZero();

        assertThat(session.out()).isEqualTo("""
                  wrote  My Shop/project.conf
                  wrote  My Shop/landing/orders/2026-11-01.csv
                  wrote  My Shop/curated/orders.sql
                  wrote  My Shop/aggregate/revenue_daily.sql
                  wrote  My Shop/.gitignore
                Next: alluvium run --project 'My Shop'
                """);
        assertThat(Files.readString(folder.resolve("My Shop/project.conf"))).contains("project = my_shop\n");
    }

    @Test
    void nothingThatIsThereIsOverwritten() throws Exception {
        Files.writeString(folder.resolve("project.conf"), "mine");
        Session session = new Session(folder, new RefusingProject());

        assertThat(session.run("init")).isZero();

        assertThat(session.out()).contains("   kept  project.conf\n", "Next: alluvium run\n");
        assertThat(folder.resolve("project.conf")).hasContent("mine");
    }

    @Test
    void aFileInTheWayIsSaid() throws Exception {
        Files.writeString(folder.resolve("shop"), "a file");
        Session session = new Session(folder, new RefusingProject());

        assertThat(session.run("init", "shop")).isEqualTo(2);
        assertThat(session.err()).startsWith("error ALV-1001: cannot write " + folder.resolve("shop/project.conf"));
    }
}
