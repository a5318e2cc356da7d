package io.alluvium.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** AWS's two services that keep secrets: how each is asked, and what it answers. Both speak AWS's JSON protocol 1.1. */
enum AwsService {
    SECRETS_MANAGER(
            "Secrets Manager",
            "secret",
            "secretsmanager",
            "secrets_manager",
            "SecretsManager",
            "secretsmanager.GetSecretValue") {
        @Override
        ObjectNode question(String target) {
            return JsonNodeFactory.instance.objectNode().put("SecretId", target);
        }

        @Override
        JsonNode value(JsonNode answer) {
            return answer.path("SecretString");
        }

        @Override
        String resource(String target) {
            return "secret:" + target + "-*";
        }

        @Override
        String look(String target) {
            return "aws secretsmanager describe-secret --secret-id " + target;
        }
    },
    PARAMETER_STORE("Parameter Store", "parameter", "ssm", "ssm", "Ssm", "AmazonSSM.GetParameter") {
        @Override
        ObjectNode question(String target) {
            return JsonNodeFactory.instance.objectNode().put("Name", target).put("WithDecryption", true);
        }

        @Override
        JsonNode value(JsonNode answer) {
            return answer.path("Parameter").path("Value");
        }

        @Override
        String resource(String target) {
            String name = target.replaceFirst(":.*", "");
            return "parameter" + (name.startsWith("/") ? "" : "/") + name;
        }

        @Override
        String look(String target) {
            return "aws ssm get-parameter --name " + target + " --query Parameter.Type";
        }
    };

    private static final Pattern ARN = Pattern.compile("arn:[a-z-]+:[a-z-]+:([a-z0-9-]+):.*");

    private final String words;
    private final String thing;
    private final String signingName;
    private final String profileName;
    private final String propertyName;
    private final String operation;

    AwsService(
            String words, String thing, String signingName, String profileName, String propertyName, String operation) {
        this.words = words;
        this.thing = thing;
        this.signingName = signingName;
        this.profileName = profileName;
        this.propertyName = propertyName;
        this.operation = operation;
    }

    static AwsService of(SecretReference reference) {
        return reference.kind() == SecretReference.Kind.AWS_SECRET ? SECRETS_MANAGER : PARAMETER_STORE;
    }

    /** The body of the request. */
    abstract ObjectNode question(String target);

    /** The text in the body of the answer; a missing node where it is none. */
    abstract JsonNode value(JsonNode answer);

    /** The last part of the ARN that a policy names. */
    abstract String resource(String target);

    /** The command by which a person looks at it; it shows no value. */
    abstract String look(String target);

    /** For people. */
    String words() {
        return words;
    }

    /** What it keeps, for people. */
    String thing() {
        return thing;
    }

    String signingName() {
        return signingName;
    }

    /** The variable with an endpoint of another server. */
    String endpointVariable() {
        return client().endpointVariable();
    }

    AwsClient.Service client() {
        return new AwsClient.Service(words, signingName, profileName, propertyName);
    }

    /** The header that says what is asked. */
    String operation() {
        return operation;
    }

    /** The action that a policy has to allow. */
    String action() {
        return signingName + ":" + operation.substring(operation.indexOf('.') + 1);
    }

    /** Of what is named by its ARN. */
    static Optional<String> region(String target) {
        return Optional.of(ARN.matcher(target))
                .filter(java.util.regex.Matcher::matches)
                .map(arn -> arn.group(1));
    }
}
