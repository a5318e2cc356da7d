package io.alluvium.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What holds of secrets in AWS, whatever server answers; the region of who asks is eu-central-1. */
abstract class AwsStoreBehaviour {
    static final Place PLACE = new Place("project.conf", 7);
    static final String CANARY = "c4n4ry-v4lue";

    /** Keeps a secret under a name that is new, or changes it; returns its ARN. */
    abstract String keep(String region, String name, String text);

    abstract void keepBinary(String name, byte[] bytes);

    abstract void keepParameter(String name, String text);

    static SecretReference reference(String text) {
        return SecretReference.parse(text, PLACE).orElseThrow();
    }

    static String read(String text) {
        return reference(text).resolve().reveal();
    }

    static Problem refused(String text) {
        AlluviumException refusal = catchThrowableOfType(AlluviumException.class, () -> read(text));
        assertThat(refusal).as(text).isNotNull();
        Problem problem = refusal.problems().get(0);
        assertThat(problem.place()).contains(PLACE);
        assertThat(problem.marked()).contains(text);
        assertThat(problem.fix()).isPresent();
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            assertThat(cause + " " + problem).doesNotContain(CANARY);
        }
        return problem;
    }

    /** Code, message and reason on one line. */
    static String line(Problem problem) {
        return problem.code() + " " + problem.message()
                + problem.label().map(label -> " | " + label).orElse("");
    }

    @Test
    void aSecretIsReadWholeAndAnewEachTime() {
        keep("eu-central-1", "plain/one", CANARY + " = ü\n");
        assertThat(read("aws-sm:plain/one")).isEqualTo(CANARY + " = ü\n");
        keep("eu-central-1", "plain/one", "rotated");
        assertThat(read("aws-sm:plain/one")).isEqualTo("rotated");
    }

    @Test
    void aFieldOfASecretIsReadAsRotationsKeepIt() {
        keep("eu-central-1", "prod/db", "{\"username\":\"etl\",\"password\":\"" + CANARY + "\",\"port\":5432}");
        assertThat(read("aws-sm:prod/db#password")).isEqualTo(CANARY);
        assertThat(read("aws-sm:prod/db#username")).isEqualTo("etl");
    }

    @Test
    void aSecretIsFoundByItsArnInTheRegionThatThisNames() {
        String arn = keep("us-west-2", "elsewhere/db", "{\"password\":\"" + CANARY + "\"}");
        assertThat(arn).startsWith("arn:aws:secretsmanager:us-west-2:");
        assertThat(read("aws-sm:" + arn + "#password")).isEqualTo(CANARY);
    }

    @Test
    void aParameterIsReadDecrypted() {
        keepParameter("/prod/password", CANARY);
        assertThat(read("aws-ssm:/prod/password")).isEqualTo(CANARY);
        keepParameter("/prod/json", "{\"password\":\"" + CANARY + "\"}");
        assertThat(read("aws-ssm:/prod/json#password")).isEqualTo(CANARY);
    }

    @Test
    void whatIsNotThereIsNamed() {
        Problem secret = refused("aws-sm:absent/db#password");
        assertThat(line(secret))
                .startsWith(
                        "SECRET_MISSING there is no secret absent/db of Secrets Manager in eu-central-1 | asked at ")
                .matches(".* \\(40[04] ResourceNotFound\\)");
        assertThat(secret.fix().orElseThrow())
                .startsWith("aws secretsmanager describe-secret --secret-id absent/db --region eu-central-1; ");
        Problem parameter = refused("aws-ssm:/absent");
        assertThat(line(parameter))
                .startsWith(
                        "SECRET_MISSING there is no parameter /absent of Parameter Store in eu-central-1 | asked at ")
                .matches(".* \\(40[04] ParameterNotFound\\)");
    }

    @Test
    void aBinarySecretIsNoPassword() {
        keepBinary("binary/db", CANARY.getBytes(StandardCharsets.UTF_8));
        assertThat(line(refused("aws-sm:binary/db")))
                .isEqualTo("SECRET_MISSING the secret binary/db of Secrets Manager in eu-central-1 is binary, and so no"
                        + " password");
    }

    @Test
    void whatFieldIsMeantHasToBeSaidAndToBeThere() {
        keep("eu-central-1", "fields/db", "{\"password\":\"" + CANARY + "\",\"port\":5432,\"" + CANARY + "\":\"\"}");
        Problem whole = refused("aws-sm:fields/db");
        assertThat(line(whole))
                .isEqualTo("SECRET_MISSING aws-sm:fields/db is a JSON object, which is no secret by itself"
                        + " | which of its 3 fields is meant?");
        assertThat(whole.fix()).contains("name the field, as in \"aws-sm:fields/db#password\"");
        Problem misspelt = refused("aws-sm:fields/db#pasword");
        assertThat(line(misspelt))
                .isEqualTo("SECRET_MISSING the JSON object at aws-sm:fields/db has no field pasword"
                        + " | none of its 3 fields has that name");
        assertThat(misspelt.suggestion()).contains("password");
        assertThat(refused("aws-sm:fields/db#token").suggestion()).isEmpty();
        assertThat(line(refused("aws-sm:fields/db#port")))
                .startsWith("SECRET_MISSING the field port of the JSON object at aws-sm:fields/db is not text");
    }

    @Test
    void onlyAJsonObjectHasFields() {
        for (String text : new String[] {CANARY, "\"" + CANARY + "\"", "{" + CANARY, "{\"a\":\"b\"}" + CANARY}) {
            keep("eu-central-1", "text/db", text);
            assertThat(read("aws-sm:text/db")).isEqualTo(text);
            assertThat(refused("aws-sm:text/db#password").message())
                    .isEqualTo("what lies at aws-sm:text/db is no JSON object, so it has no field password");
        }
    }

    @Test
    void eachErrorIsTheUsersToMend() {
        assertThat(refused("aws-sm:absent/db").code()).isEqualTo(ErrorCode.SECRET_MISSING);
        assertThat(ErrorCode.SECRET_MISSING.code()).isEqualTo("ALV-1011");
    }
}
