package io.alluvium.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.config.ProjectConfig.CatalogSettings;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.AwsClient;
import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** AWS Glue's data catalog, asked in AWS's JSON protocol. */
final class GlueCatalog implements Catalog {
    private static final String NOT_THERE = "EntityNotFoundException";
    private static final String ALREADY_THERE = "AlreadyExistsException";

    /** What an answer and a request both have of a table. */
    private static final Set<String> KEPT = Set.of(
            "Owner",
            "LastAccessTime",
            "LastAnalyzedTime",
            "Retention",
            "StorageDescriptor",
            "PartitionKeys",
            "Parameters");

    private final CatalogSettings settings;
    private final Set<String> databases = new HashSet<>();
    private @Nullable AwsClient client;

    GlueCatalog(CatalogSettings settings) {
        this.settings = settings;
    }

    @Override
    public void keep(CatalogTable table) {
        try {
            String database = settings.database(table.name().layer());
            requireDatabase(table, database);
            Optional<JsonNode> found = find(table, database);
            if (found.isPresent()) {
                DeltaEntry.requireOurs(settings, table, texts(found.get().path("Parameters")));
            }
            ObjectNode request = JsonNodeFactory.instance.objectNode().put("DatabaseName", database);
            request.set("TableInput", filled(table, found));
            accept(table, ask(found.isPresent() ? "UpdateTable" : "CreateTable", request), "write the table");
        } catch (IOException e) {
            throw DeltaEntry.unreachable(settings)
                    .because(e.getClass().getSimpleName())
                    .fixedBy("look at the region, the network and the proxy; the next run registers what is missing")
                    .asException(e);
        } catch (LinkageError e) {
            throw Problem.of(ErrorCode.CATALOG_UNREACHABLE, "a catalog of type glue needs AWS's SDK for Java")
                    .at(settings.place())
                    .marking("catalog")
                    .because("it is not on the class path, or too old")
                    .fixedBy("give Spark a jar with it: --packages software.amazon.awssdk:bundle:2.29.52")
                    .asException(e);
        }
    }

    private AwsClient client() {
        AwsClient open = client;
        if (open == null) {
            open = AwsClient.of(
                    new AwsClient.Service("AWS Glue", "glue", "glue", "Glue"),
                    "catalog",
                    settings.place(),
                    settings.region(),
                    settings.endpoint());
            client = open;
        }
        return open;
    }

    private AwsClient.Reply ask(String operation, ObjectNode request) throws IOException {
        return client().ask("AWSGlue." + operation, request);
    }

    private void requireDatabase(CatalogTable table, String database) throws IOException {
        if (databases.contains(database)) {
            return;
        }
        ObjectNode name = JsonNodeFactory.instance.objectNode().put("Name", database);
        AwsClient.Reply reply = ask("GetDatabase", name);
        if (reply.error().equals(NOT_THERE)) {
            ObjectNode request = JsonNodeFactory.instance.objectNode();
            request.putObject("DatabaseInput")
                    .put("Name", database)
                    .put("Description", "Tables of " + table.project() + ", laid down by Alluvium");
            reply = ask("CreateDatabase", request);
        }
        // Another run may have made it meanwhile.
        if (!reply.error().equals(ALREADY_THERE)) {
            accept(table, reply, "find or make the database " + database);
        }
        databases.add(database);
    }

    private Optional<JsonNode> find(CatalogTable table, String database) throws IOException {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("DatabaseName", database).put("Name", table.name().name());
        AwsClient.Reply reply = ask("GetTable", request);
        if (reply.error().equals(NOT_THERE)) {
            return Optional.empty();
        }
        accept(table, reply, "show the table");
        return Optional.of(reply.body().path("Table"));
    }

    /** What others have added stays. */
    private ObjectNode filled(CatalogTable table, Optional<JsonNode> found) {
        // AWS's own engines know buckets by this scheme only.
        String location = table.location().replaceFirst("^s3[an]:", "s3:");
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        found.ifPresent(before -> before.properties().stream()
                .filter(member -> KEPT.contains(member.getKey()))
                .forEach(member -> entry.set(member.getKey(), member.getValue())));
        entry.put("Name", table.name().name()).put("TableType", DeltaEntry.EXTERNAL);
        table.comment().ifPresentOrElse(text -> entry.put("Description", text), () -> entry.remove("Description"));
        Map<String, String> parameters = DeltaEntry.parameters(table, texts(entry.path("Parameters")));
        parameters.put("classification", "delta");
        set(entry, "Parameters", parameters);
        ObjectNode storage = entry.path("StorageDescriptor") instanceof ObjectNode before
                ? before
                : entry.putObject("StorageDescriptor");
        storage.put("Location", location).put("InputFormat", DeltaEntry.INPUT).put("OutputFormat", DeltaEntry.OUTPUT);
        ArrayNode columns = storage.putArray("Columns");
        for (HiveTypes.Column column : HiveTypes.columns(table.columns())) {
            ObjectNode written = columns.addObject().put("Name", column.name()).put("Type", column.type());
            column.comment().ifPresent(text -> written.put("Comment", text));
        }
        ObjectNode serde =
                storage.path("SerdeInfo") instanceof ObjectNode before ? before : storage.putObject("SerdeInfo");
        serde.put("SerializationLibrary", DeltaEntry.SERDE);
        set(serde, "Parameters", DeltaEntry.serde(location, texts(serde.path("Parameters"))));
        return entry;
    }

    private static void set(ObjectNode node, String name, Map<String, String> texts) {
        ObjectNode written = node.putObject(name);
        texts.forEach(written::put);
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> members = node.fields(); members.hasNext(); ) {
            Map.Entry<String, JsonNode> member = members.next();
            texts.put(member.getKey(), member.getValue().asText());
        }
        return texts;
    }

    private void accept(CatalogTable table, AwsClient.Reply reply, String what) {
        if (reply.isGood()) {
            return;
        }
        boolean denied = reply.status() == 403 || reply.error().startsWith("AccessDenied");
        throw DeltaEntry.refused(settings, table.name(), "Glue refuses to " + what)
                .because((reply.status() + " " + reply.error().replaceFirst("Exception$", "")).strip())
                .fixedBy(
                        denied
                                ? "a policy with " + String.join(", ", GLUE_RIGHTS)
                                        + "; with Lake Formation also its grants"
                                : "what it names; the next run tries again")
                .asException();
    }

    @Override
    public void close() {
        client = null;
    }
}
