package io.alluvium.sources;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.alluvium.config.ReferencePage;
import io.alluvium.source.Capabilities;
import io.alluvium.source.Holds;
import io.alluvium.source.SourceType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The capability table, from what each source says of itself; a cell that no suite holds fails. */
class SourcesReferenceTest {
    private static final List<Class<?>> SUITES = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests()).importPackages("io.alluvium").stream()
                    .filter(type -> type.isAnnotatedWith(Holds.class) || type.isAnnotatedWith(Holds.All.class))
                    .<Class<?>>map(JavaClass::reflect)
                    .toList();

    @Test
    void thePageTellsWhatEachSourceCan() {
        ReferencePage page = new ReferencePage("sources.md", "What each source finds, by mode", """
                *Complete*: every such change, in whatever order transactions commit. *Conditional*: those that keep a condition that you
                state or promise; plan and report of each run say it in words. In brackets: the suite that would fail were it not so.
                More on each in [capabilities.md](../capabilities.md).""");
        for (SourceType type : SourceTypes.all().list()) {
            page.paragraph("## `type = " + type.word() + "`").paragraph("").table(head(type));
            for (Holds.Fact fact : Holds.Fact.values()) {
                page.table(row(type, fact));
            }
        }
        page.isCommitted();
    }

    private static List<String> head(SourceType type) {
        List<String> cells = new ArrayList<>(List.of(""));
        type.modes().forEach(mode -> cells.add("`" + mode.mode() + "`"));
        return cells;
    }

    private static List<String> row(SourceType type, Holds.Fact fact) {
        List<String> cells = new ArrayList<>(List.of(fact.line()));
        for (Capabilities mode : type.modes()) {
            List<String> suites = SUITES.stream()
                    .filter(suite -> Arrays.stream(suite.getAnnotationsByType(Holds.class))
                            .anyMatch(holds -> holds.source().equals(type.word())
                                    && List.of(holds.modes()).contains(mode.mode())
                                    && List.of(holds.value()).contains(fact)))
                    .map(Class::getSimpleName)
                    .sorted()
                    .toList();
            assertThat(suites)
                    .as("suites that hold %s of %s, mode %s", fact, type.word(), mode.mode())
                    .isNotEmpty();
            cells.add(fact.of(mode) + " ("
                    + suites.stream().map(suite -> "`" + suite + "`").collect(Collectors.joining(", ")) + ")");
        }
        return cells;
    }
}
