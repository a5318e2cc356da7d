package io.alluvium.storage;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.UserGroupInformation.AuthenticationMethod;

/**
 * Logs this process in to a cluster that asks for Kerberos. The keytab is the one that Spark is given; the warehouse is
 * opened before Spark starts.
 */
final class KerberosLogin {
    private static final String PRINCIPAL = "spark.kerberos.principal";
    private static final String KEYTAB = "spark.kerberos.keytab";

    private KerberosLogin() {}

    /**
     * Does nothing where the cluster asks for nothing, or somebody, spark-submit for example, logged in by a keytab.
     *
     * @throws AlluviumException STORAGE_FAILED
     */
    static void ensure(Configuration hadoop) {
        if (SecurityUtil.getAuthenticationMethod(hadoop) != AuthenticationMethod.KERBEROS) {
            return;
        }
        Optional<String> principal = Optional.ofNullable(System.getProperty(PRINCIPAL));
        Optional<String> keytab = Optional.ofNullable(System.getProperty(KEYTAB));
        if (principal.isPresent() != keytab.isPresent()) {
            throw failed("of " + PRINCIPAL + " and " + KEYTAB + " only one is set")
                    .asException();
        }
        try {
            UserGroupInformation.setConfiguration(hadoop);
            if (keytab.isPresent() && !UserGroupInformation.isLoginKeytabBased()) {
                UserGroupInformation.loginUserFromKeytab(principal.orElseThrow(), keytab.get());
            }
            UserGroupInformation user = UserGroupInformation.getLoginUser();
            if (!user.hasKerberosCredentials() && user.getTokens().isEmpty()) {
                throw failed("the cluster asks for Kerberos, and " + user.getUserName() + " has no ticket")
                        .asException();
            }
        } catch (IOException e) {
            throw failed(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
                    .asException(e);
        }
    }

    private static Problem failed(String cause) {
        return Problem.of(ErrorCode.STORAGE_FAILED, "the login to Kerberos failed")
                .because(cause)
                .fixedBy("set " + PRINCIPAL + " and " + KEYTAB + ", or run kinit; see docs/storage.md");
    }
}
