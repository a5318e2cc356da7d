package io.alluvium.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.config.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether docs/deploy.md shows the commands that are printed for the project that it shows. */
class DeployPageTest {
    private static final Path PAGE = Path.of("docs/deploy.md");

    @TempDir
    private Path folder;

    private static String block(String page, String language) {
        Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(page);
        assertThat(block.find()).as(language).isTrue();
        return block.group(1);
    }

    @Test
    void thePageHasEveryCommandAsItIsPrinted() throws IOException {
        String page = Files.readString(PAGE);
        TestProject project = new TestProject(folder).conf(block(page, "hocon"));
        String commands = Deployment.of(new Deployment.Asked(
                        project.read(),
                        project.sources(),
                        List.of(),
                        Optional.empty(),
                        Target.EMR,
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty()))
                .documents()
                .stream()
                .filter(file -> file.name().equals("commands.sh"))
                .map(Document::text)
                .findFirst()
                .orElseThrow()
                .replace(folder.toString(), "/srv/projects/shop");
        if (System.getProperty("alluvium.regenerate") != null) {
            Files.writeString(PAGE, page.replace(block(page, "sh"), commands));
        }
        assertThat(block(Files.readString(PAGE), "sh")).isEqualTo(commands);
    }
}
