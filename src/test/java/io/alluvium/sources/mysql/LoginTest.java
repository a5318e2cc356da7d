package io.alluvium.sources.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mariadb.jdbc.util.VersionFactory;

class LoginTest {
    @Test
    void theDriverThatIsAskedForIsTheOneThatIsTested() {
        assertThat(Login.LIBRARY).endsWith(":" + VersionFactory.getInstance().getVersion());
    }
}
