package io.alluvium.storage;

import static org.assertj.core.api.Assertions.assertThat;
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
                    .isInstanceOfSatisfying(
                            AlluviumException.class,
                            e -> assertThat(e.problems().get(0).toString())
                                    .contains("the login to Kerberos failed")
                                    .contains("of spark.kerberos.principal and spark.kerberos.keytab only one is set")
                                    .contains("kinit"));
        } finally {
            System.clearProperty("spark.kerberos.principal");
        }
    }
}
