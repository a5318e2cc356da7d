package io.alluvium.source.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CanonicalFormTest {
    /** As MySQL writes them. */
    private static final CanonicalForm FORM = new CanonicalForm(new CanonicalForm.Functions() {
        @Override
        public String joined(String... texts) {
            return "concat(" + String.join(", ", texts) + ")";
        }

        @Override
        public String bytes(String text) {
            return "length(" + text + ")";
        }
    });

    private static String form(boolean string, Optional<String> lacking, boolean nulled) {
        return FORM.scalar(new CanonicalForm.Scalar("t.a", "text(t.a)", string, lacking, nulled));
    }

    @Test
    void stringsHaveTheirLengthAndOthersAnEnd() {
        assertThat(form(true, Optional.empty(), false))
                .isEqualTo("coalesce(concat('V', length(text(t.a)), ':', text(t.a)), 'N')");
        assertThat(form(false, Optional.empty(), false)).isEqualTo("coalesce(concat('V', text(t.a), ';'), 'N')");
    }

    @Test
    void aValueThatRawCannotHaveIsMarkedOrNull() {
        assertThat(form(false, Optional.of("t.a > 9"), false))
                .isEqualTo("case when t.a is null then 'N' when t.a > 9 then 'X' else concat('V', text(t.a), ';') end");
        assertThat(form(false, Optional.of("t.a > 9"), true)).contains("when t.a > 9 then 'N'");
    }
}
