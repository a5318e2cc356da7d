package io.alluvium.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The notebooks as they are committed. */
class NotebookFilesTest {
    private static List<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("notebooks"))) {
            return files.filter(file -> file.toString().endsWith(".ipynb")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void aNotebookNamesItsKernelAndHasNoOutput(Path notebook) throws IOException {
        JsonNode document = new ObjectMapper().readTree(notebook.toFile());

        assertThat(document.at("/metadata/kernelspec/name").asText()).isEqualTo("python3");
        assertThat(document.at("/metadata/language_info/name").asText()).isEqualTo("python");
        for (JsonNode cell : document.get("cells")) {
            assertThat(cell.path("outputs")).isEmpty();
            assertThat(cell.path("execution_count").isNumber()).isFalse();
        }
    }
}
