package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.config.ProjectConfig;
import io.alluvium.config.TestProject;
import io.alluvium.model.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void theStarterProjectIsReadWithoutAWord() {
        new Session(folder, new RefusingProject()).run("init", "shop");

        TestProject written = new TestProject(folder.resolve("shop"));
        ProjectConfig project = written.read();
        List<Model> models = written.models();

        assertThat(project.name()).isEqualTo("shop");
        assertThat(project.warehouse())
                .isEqualTo(folder.resolve("shop/warehouse").toString());
        assertThat(models)
                .extracting(model -> model.name() + " " + model.strategy().word())
                .containsExactlyInAnyOrder("curated.orders apply", "aggregate.revenue_daily auto");
    }

    @Test
    void theDatabaseInTheStarterProjectOnlyNeedsItsMarksTakenAway() throws Exception {
        new Session(folder, new RefusingProject()).run("init", "shop");
        Path file = folder.resolve("shop/project.conf");
        Files.writeString(file, Files.readString(file).replaceAll("(?m)^  # (?=shop|  |})", "  "));

        assertThat(new TestProject(folder.resolve("shop")).sources())
                .extracting(
                        source -> source.type().word() + " " + source.tables().size())
                .containsExactly("files 1", "postgres 2");
    }
}
