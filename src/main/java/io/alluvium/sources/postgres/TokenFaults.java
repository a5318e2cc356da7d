package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.RdsToken;
import io.alluvium.source.fault.Address;
import io.alluvium.source.fault.ServerFaults;
import java.sql.SQLException;

/** What else may be wrong at a login by a token of RDS. */
final class TokenFaults {
    private final Address address;

    TokenFaults(Address address) {
        this.address = address;
    }

    /** @param problem what it would be with a password */
    Problem of(Problem problem, SQLException error) {
        if (problem.code() == ErrorCode.SOURCE_NOT_ENCRYPTED) {
            return problem.because("a token of " + RdsToken.WORD
                    + " is given only over TLS, to a server that has proved who it" + " is");
        }
        return ServerFaults.state(error).startsWith("28") ? refused(problem) : problem;
    }

    /** RDS says for all of these that PAM refused. */
    private Problem refused(Problem problem) {
        String role = Sql.quotedWhereNeeded(address.user());
        Problem refused = Problem.of(problem.code(), problem.message())
                .because("the token of " + RdsToken.WORD + " is refused: the role is not in rds_iam, IAM does not allow"
                        + " rds-db:connect, or host is not the server's own name")
                .fixedBy("GRANT rds_iam TO " + role + "; and a policy with rds-db:connect on"
                        + " arn:aws:rds-db:REGION:ACCOUNT:dbuser:RESOURCE-ID/" + address.user());
        return problem.place().map(refused::at).orElse(refused).marking(RdsToken.WORD);
    }
}
