package io.alluvium.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.config.ReferencePage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ErrorReferenceTest {
    @Test
    void thePageTellsEveryError() {
        ReferencePage page = new ReferencePage("errors.md", "Errors", """
                        Every error has a code, which never changes its meaning, and a kind, which decides the exit status. The first
                        digit tells the stage: 1 command line and configuration, 2 models, 3 sources, 4 quality, 5 warehouse and state,
                        6 exports, 9 defects. Where a run ends with several, the strongest status holds: 2, 4, 3, 1, 75.""")
                .paragraph("## Kinds\n")
                .table(List.of("kind", "exit status", "tried again"));
        for (Kind kind : Kind.values()) {
            page.table(List.of(word(kind), String.valueOf(kind.exitStatus()), kind.retryable() ? "yes" : "no"));
        }
        page.paragraph("## Codes\n").table(List.of("code", "what", "kind", "exit status"));
        Arrays.stream(ErrorCode.values())
                .sorted(Comparator.comparing(ErrorCode::code))
                .forEach(code -> page.table(List.of(
                        code.code(),
                        code.title(),
                        word(code.kind()),
                        String.valueOf(code.kind().exitStatus()))));
        page.isCommitted();
    }

    @Test
    void noCodeIsUsedTwice() {
        assertThat(ErrorCode.values()).extracting(ErrorCode::code).doesNotHaveDuplicates();
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
