package io.alluvium.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void aSecretPrintsAsStars() {
        assertThat(new Secret("hunter2")).hasToString("****");
    }
}
