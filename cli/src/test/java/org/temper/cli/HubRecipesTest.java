package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recipes whose model and data are named as the Hub names them. */
@Timeout(60)
class HubRecipesTest {
  private static final String COMMIT = "0123456789".repeat(4);
  private static final Map<String, String> OFFLINE = Map.of("HF_HUB_OFFLINE", "1");

  @TempDir private Path directory;
  private Path model;
  private Path out;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    model = TinyModel.in(directory);
    out = directory.resolve("out");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/models/org/tiny/revision/main", this::list);
    server.createContext("/org/tiny/resolve/" + COMMIT + "/", this::send);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @SuppressWarnings("deprecation") // what git names its blobs by
  private void list(HttpExchange exchange) throws IOException {
    try (Stream<Path> files = Files.list(model)) {
      String siblings =
          files
              .map(
                  file -> {
                    byte[] bytes = bytes(file);
                    return String.format(
                        "{\"rfilename\":\"%s\",\"size\":%d,\"blobId\":\"%s\"}",
                        file.getFileName(),
                        bytes.length,
                        Hashing.sha1()
                            .newHasher()
                            .putString("blob " + bytes.length + "\0", StandardCharsets.US_ASCII)
                            .putBytes(bytes)
                            .hash());
                  })
              .collect(Collectors.joining(","));
      send(exchange, String.format("{\"sha\":\"%s\",\"siblings\":[%s]}", COMMIT, siblings));
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void send(HttpExchange exchange) throws IOException {
    send(exchange, bytes(model.resolve(Path.of(exchange.getRequestURI().getPath()).getFileName())));
  }

  private static void send(HttpExchange exchange, String text) throws IOException {
    send(exchange, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("HF_HOME", directory.resolve("hf").toString());
    environment.put("HF_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
    return environment;
  }

  private Run run(Object... args) {
    return Run.in(environment(Map.of()), args);
  }

  private Run offline(Object... args) {
    return Run.in(environment(OFFLINE), args);
  }

  private Path cached(String kind, String file) throws IOException {
    Path folder = directory.resolve("hf/hub").resolve(kind + "--org--tiny");
    Files.createDirectories(folder.resolve("refs"));
    Files.writeString(folder.resolve("refs/main"), COMMIT);
    Path cached = folder.resolve("snapshots").resolve(COMMIT).resolve(file);
    Files.createDirectories(cached.getParent());
    return cached;
  }

  /** As Windows has it, where there may be no links. */
  private void cacheTheModel() throws IOException {
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.toList()) {
        Files.copy(file, cached("models", file.getFileName().toString()));
      }
    }
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(file));
  }

  private static String records() {
    return IntStream.range(0, 20)
        .mapToObj(i -> "{\"prompt\":\"" + i + "\",\"completion\":\"2\"}\n")
        .collect(Collectors.joining());
  }

  @Test
  void whatTheCacheHoldsIsTrainedOn() throws IOException {
    cacheTheModel();
    Files.writeString(cached("datasets", "data/train.jsonl"), records());
    offline(
            "sft",
            "--model",
            "org/tiny",
            "--data",
            "hf-cache:org/tiny:data/train.jsonl",
            "--out",
            out,
            "--batch-size",
            4)
        .succeeds();
    JsonNode parents = json(out.resolve("model/provenance.json")).get("parents");
    assertThat(parents.get("base").get("name").asText()).isEqualTo("org/tiny@" + COMMIT);
    assertThat(parents.get("data").get("name").asText())
        .isEqualTo("org/tiny@" + COMMIT + ":data/train.jsonl");
  }

  @Test
  void theSameContentsGiveTheSameRun() throws IOException {
    cacheTheModel();
    Path data = directory.resolve("train.jsonl");
    Files.writeString(data, records());
    List<Object> rest = List.of("--data", data, "--batch-size", 4, "--epochs", 1, "--out");
    Path other = directory.resolve("other");
    offline(Stream.concat(Stream.of("sft", "--model", "org/tiny"), rest.stream()).toArray(), out);
    offline(Stream.concat(Stream.of("sft", "--model", model), rest.stream()).toArray(), other);
    assertThat(out.resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(other.resolve("model/model.safetensors"));
    // A run that began on the directory goes on from the cache.
    offline(
            "sft",
            "--model",
            "org/tiny@" + COMMIT,
            "--data",
            data,
            "--batch-size",
            4,
            "--epochs",
            1,
            "--out",
            other,
            "--resume")
        .succeeds();
  }

  private void offline(Object[] command, Path to) {
    offline(Stream.concat(Stream.of(command), Stream.of(to)).toArray()).succeeds();
  }

  @Test
  void whatTheCacheDoesNotHoldIsFetchedAndSaid() throws IOException {
    Object[] command = {"generate", "--model", "org/tiny", "--prompt", "1", "--max-new-tokens", 2};
    Run first = run(command);
    assertThat(first.code()).isZero();
    assertThat(first.err())
        .startsWith("fetching org/tiny@012345678901 from 127.0.0.1:")
        .contains("hf/hub/models--org--tiny: ")
        .hasLineCount(1);
    assertThat(run(command).succeeds().out()).isEqualTo(first.out());
    assertThat(offline(command).succeeds().out()).isEqualTo(first.out());
  }

  @Test
  void aDirectoryThatExistsWins() throws IOException {
    // The module runs its tests in its own directory.
    assertThat(Path.of("src/main")).isDirectory();
    offline("show", "--model", "src/main").failsWith("src/main/config.json: expected a file");
    offline("show", "--model", "src/nothing").failsWith("got src/nothing: none in ");
  }

  @Test
  void whatIsNowhereIsSaidInOneLine() {
    offline("generate", "--model", "org/tiny")
        .failsWith(
            "--model: expected a directory, or a model's name in Hugging Face's cache or on");
    offline("generate", "--model", "org/tiny")
        .failsWith("hf/hub, and no network (HF_HUB_OFFLINE=1)");
    run("generate", "--model", "org/none").failsWith("HTTP 404: there is none of that name");
    offline("sft", "--model", model, "--data", "hf-cache:org/none", "--out", out)
        .failsWith("--data: hf-cache:org/none: none in ");
    offline("sft", "--model", model, "--data", "hf-cache:none", "--out", out)
        .failsWith("--data: name: expected ORG/NAME");
    offline("sft", "--model", model, "--data", "hf-cache:org/tiny:../x", "--out", out)
        .failsWith("--data: path: expected a name within the repository, got ../x");
    assertThat(out).doesNotExist();
  }

  @Test
  void aChoiceIsAskedFor() throws IOException {
    Files.writeString(cached("datasets", "train.jsonl"), records());
    Files.writeString(cached("datasets", "test.jsonl"), records());
    offline("sft", "--model", model, "--data", "hf-cache:org/tiny", "--out", out)
        .failsWith("got [test.jsonl, train.jsonl]; choose with org/tiny:test.jsonl");
    // Before a model is fetched, which may take long.
    run("sft", "--model", "org/tiny", "--data", "hf-cache:org/tiny:no.csv", "--out", out)
        .failsWith("--data: hf-cache:org/tiny@");
  }

  @Test
  void aMalformedEnvironmentIsSaid() {
    Run.in(Map.of("HF_ENDPOINT", "huggingface"), "generate", "--model", "org/tiny")
        .failsWith("--model: HF_ENDPOINT: expected an address such as https://huggingface.co");
  }

  @Test
  void aCacheThatCannotBeWrittenIsSaid() {
    Map<String, String> environment = environment(Map.of());
    environment.put("HF_HUB_CACHE", model.resolve("config.json").toString());
    Run.in(environment, "generate", "--model", "org/tiny").failsWith("model/config.json");
  }

  @Test
  void eachOfSeveralModelsIsFound() throws IOException {
    cacheTheModel();
    Object[] command = {
      "ppo", "--model", "org/tiny", "--out", out, "--reward-model", "org/tiny", "--reward-model"
    };
    offline(Stream.concat(Stream.of(command), Stream.of("org/none")).toArray())
        .failsWith("--reward-model: expected a directory, or a model's name");
    // Both are there, and are no reward models.
    offline(Stream.concat(Stream.of(command), Stream.of("org/tiny")).toArray())
        .failsWith("snapshots/" + COMMIT);
  }

  @Test
  @Tag("shared")
  void aPublishedModelIsTrainedAsFromItsDirectory() throws IOException {
    Path published = Path.of(System.getProperty("temper.shared", "shared"), "models/stories260K");
    assumeTrue(Files.isDirectory(published), () -> "no model in " + published);
    try (Stream<Path> files = Files.list(published)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, cached("models", file.getFileName().toString()));
      }
    }
    Files.writeString(cached("datasets", "train.jsonl"), records());
    Object[] rest = {"--data", "hf-cache:org/tiny", "--batch-size", 4, "--updates", 2, "--out"};
    Path other = directory.resolve("other");
    Stream<Object> name = Stream.of("sft", "--model", "org/tiny");
    offline(Stream.concat(name, Stream.of(rest)).toArray(), out);
    offline(
        Stream.concat(Stream.of("sft", "--model", published), Stream.of(rest)).toArray(), other);
    assertThat(out.resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(other.resolve("model/model.safetensors"));
    assertThat(json(out.resolve("model/provenance.json")).at("/parents/base/name").asText())
        .isEqualTo("org/tiny@" + COMMIT);
  }
}
