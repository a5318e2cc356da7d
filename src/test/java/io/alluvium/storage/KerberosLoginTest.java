package io.alluvium.storage;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

final class KerberosLoginTest {
    @Test
    void aClusterThatAsksForNothingNeedsNoLogin() {
        assertThatCode(() -> KerberosLogin.ensure(new Configuration(false))).doesNotThrowAnyException();
    }

    @Test
    void aPrincipalWithoutItsKeytabIsRefused() {
        Configuration secure = new Configuration(false);
        secure.set("hadoop.security.authentication", "kerberos");
        System.setProperty("spark.kerberos.principal", "etl@EXAMPLE.ORG");
        try {
            assertThatThrownBy(() -> KerberosLogin.ensure(secure))
                    .isInstanceOf(AlluviumException.class)
                    .hasMessageContaining("the login to Kerberos failed")
                    .hasMessageContaining("of spark.kerberos.principal and spark.kerberos.keytab only one is set")
                    .hasMessageContaining("kinit");
        } finally {
            System.clearProperty("spark.kerberos.principal");
        }
    }
}
