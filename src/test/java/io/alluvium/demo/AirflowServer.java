package io.alluvium.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A real Airflow, {@code airflow standalone} with its LocalExecutor and SQLite, told what to do by its public API. */
final class AirflowServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path environment;
    private final Path folder;
    private final Map<String, String> variables;
    private final int port;
    private final List<Process> processes = new ArrayList<>();
    /** What a killed scheduler had begun; nobody else ends it. */
    private final List<ProcessHandle> left = new ArrayList<>();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String token = "";

    private AirflowServer(Path environment, Path folder, Map<String, String> variables, int port) {
        this.environment = environment;
        this.folder = folder;
        this.variables = variables;
        this.port = port;
    }

    /**
     * Starts one, and waits until it answers.
     *
     * @param environment the Python environment
     * @param folder for everything that it writes; {@code dags} in it has its DAGs
     * @param more variables for the tasks
     */
    static AirflowServer start(Path environment, Path folder, Map<String, String> more)
            throws IOException, InterruptedException {
        int port = freePort();
        Map<String, String> variables = new TreeMap<>(more);
        variables.put("AIRFLOW_HOME", folder.toString());
        variables.put("AIRFLOW__CORE__DAGS_FOLDER", folder.resolve("dags").toString());
        variables.put("AIRFLOW__CORE__LOAD_EXAMPLES", "False");
        variables.put("AIRFLOW__CORE__EXECUTOR", "LocalExecutor");
        variables.put("AIRFLOW__CORE__PARALLELISM", "3");
        variables.put("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS", "True");
        variables.put("AIRFLOW__CORE__EXECUTION_API_SERVER_URL", "http://localhost:" + port + "/execution/");
        variables.put("AIRFLOW__API__PORT", String.valueOf(port));
        variables.put("AIRFLOW__API__WORKERS", "1");
        variables.put("AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT", String.valueOf(freePort()));
        variables.put("AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT", String.valueOf(freePort()));
        // A scheduler that dies is to be noticed while somebody watches.
        variables.put("AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD", "10");
        variables.put("AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL", "10");
        variables.put("AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT", "60");
        AirflowServer server = new AirflowServer(environment, folder, variables, port);
        server.begin("standalone");
        try {
            server.await();
            return server;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void begin(String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        environment.resolve("bin/airflow").toString(), command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(command + ".log").toFile()));
        builder.environment().putAll(variables);
        builder.environment().merge("PATH", environment.resolve("bin").toString(), (old, bin) -> bin + ":" + old);
        processes.add(builder.start());
    }

    private void await() throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                token = get("/auth/token").path("access_token").asText();
                JsonNode health = get("/api/v2/monitor/health");
                if (List.of("scheduler", "dag_processor", "triggerer").stream()
                        .allMatch(part ->
                                health.path(part).path("status").asText().equals("healthy"))) {
                    return;
                }
            } catch (IOException e) {
                assertThat(processes.get(0).isAlive()).as("airflow standalone").isTrue();
            }
            assertThat(Instant.now()).as("Airflow does not answer: " + folder).isBefore(end);
            Thread.sleep(500);
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder().GET(), path);
    }

    private JsonNode send(String method, String path, String body) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder().method(method, HttpRequest.BodyPublishers.ofString(body)), path);
    }

    private JsonNode answer(HttpRequest.Builder request, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                request.uri(URI.create("http://localhost:" + port + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(path + " answers " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /** Waits until a DAG was parsed, and switches it on. */
    void switchOn(String dag) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                send("PATCH", "/api/v2/dags/" + dag + "?update_mask=is_paused", "{\"is_paused\": false}");
                return;
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("answers 404");
                String errors =
                        get("/api/v2/importErrors").path("import_errors").toString();
                assertThat(errors).isEqualTo("[]");
                assertThat(Instant.now()).as(e.getMessage()).isBefore(end);
                Thread.sleep(500);
            }
        }
    }

    /** Begins a run of a DAG; gives its name. */
    String trigger(String dag, Instant logical) throws IOException, InterruptedException {
        String body =
                JSON.createObjectNode().put("logical_date", logical.toString()).toString();
        return send("POST", "/api/v2/dags/" + dag + "/dagRuns", body)
                .path("dag_run_id")
                .asText();
    }

    /** Waits until a run is as wished; gives its tasks' states. */
    Map<String, String> awaitRun(String dag, String run, Predicate<String> wished)
            throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        String path = "/api/v2/dags/" + dag + "/dagRuns/" + run.replace("+", "%2B");
        while (!wished.test(get(path).path("state").asText())) {
            assertThat(Instant.now()).as(tasks(dag, run).toString()).isBefore(end);
            Thread.sleep(500);
        }
        return tasks(dag, run);
    }

    Map<String, String> tasks(String dag, String run) throws IOException, InterruptedException {
        Map<String, String> states = new TreeMap<>();
        get("/api/v2/dags/" + dag + "/dagRuns/" + run.replace("+", "%2B") + "/taskInstances?limit=100")
                .path("task_instances")
                .forEach(task -> states.put(
                        task.path("task_id").asText(), task.path("state").asText()));
        return states;
    }

    /** Has tasks of a run done again: those of these names and what comes after them, or all that failed. */
    void clear(String dag, String run, List<String> tasks) throws IOException, InterruptedException {
        var body = JSON.createObjectNode()
                .put("dry_run", false)
                .put("dag_run_id", run)
                .put("only_failed", tasks.isEmpty())
                .put("include_downstream", !tasks.isEmpty())
                .put("reset_dag_runs", true);
        if (!tasks.isEmpty()) {
            tasks.forEach(body.putArray("task_ids")::add);
        }
        send("POST", "/api/v2/dags/" + dag + "/clearTaskInstances", body.toString());
    }

    /** How many events an asset has had. */
    int events(String asset) throws IOException, InterruptedException {
        JsonNode found = get("/api/v2/assets?name_pattern=" + asset).path("assets");
        int events = 0;
        for (JsonNode each : found) {
            if (each.path("name").asText().equals(asset)) {
                events += get("/api/v2/assets/events?asset_id="
                                + each.path("id").asInt())
                        .path("total_entries")
                        .asInt();
            }
        }
        return events;
    }

    /** Kills the scheduler, and nothing else of its own accord; then starts another. */
    void killScheduler() throws IOException, InterruptedException {
        ProcessHandle scheduler = processes
                .get(0)
                .children()
                .filter(process -> commandLine(process).contains("airflow scheduler"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no scheduler among "
                        + processes
                                .get(0)
                                .descendants()
                                .map(AirflowServer::commandLine)
                                .toList()));
        left.addAll(scheduler.descendants().toList());
        scheduler.destroyForcibly();
        Thread.sleep(2000);
        begin("scheduler");
    }

    /** Titles that a process gave itself are seen there too. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
            process.destroy();
            try {
                process.waitFor(20, java.util.concurrent.TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            all.add(process.toHandle());
            all.forEach(ProcessHandle::destroyForcibly);
        }
        left.stream()
                .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process)))
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
    }
}
