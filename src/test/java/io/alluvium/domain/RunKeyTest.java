package io.alluvium.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunKeyTest {
    @Test
    void lettersDigitsAndFourSignsMakeAKey() {
        assertThat(RunKey.fault("scheduled__2026-11-03T00:00:00.load-1")).isEmpty();
        assertThat(RunKey.fault("..")).isEmpty();
        assertThat(RunKey.fault("x".repeat(200))).isEmpty();
    }

    @Test
    void whatIsWrongIsSaidWithItsPlace() {
        assertThat(RunKey.fault("")).contains("a key is empty");
        assertThat(RunKey.fault("x".repeat(201))).contains("a key of 201 characters; it may have 200");
        assertThat(RunKey.fault("\ud83d\ude00a/b"))
                .contains("'\ud83d\ude00' at character 1 of the key; it may have letters, digits and . _ : -");
        assertThat(RunKey.fault("daily/2026"))
                .contains("'/' at character 6 of the key; it may have letters, digits and . _ : -");
        assertThat(RunKey.fault("tägl"))
                .hasValueSatisfying(fault -> assertThat(fault).startsWith("'ä' at character 2"));
        assertThat(RunKey.fault("a\n"))
                .hasValueSatisfying(fault -> assertThat(fault).contains("at character 2"));
    }
}
