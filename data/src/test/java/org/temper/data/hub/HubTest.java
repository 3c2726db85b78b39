package org.temper.data.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.temper.data.hub.LoopbackHub.COMMIT;
import static org.temper.data.hub.LoopbackHub.NEXT;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.data.hub.HubSettings.Access;
import org.temper.data.hub.HubSettings.Linking;
import org.temper.data.hub.LoopbackHub.Fault.Kind;
import org.temper.data.hub.LoopbackHub.Told;

/** What a Hub on the loopback sends arrives whole, or not at all. */
@Timeout(30)
class HubTest {
  private static final HubName MODEL = HubName.parse("org/tiny");
  private static final String WEIGHTS = "model.safetensors";
  private static final byte[] BYTES = bytes(300_000);

  @TempDir private Path directory;
  @AutoClose private LoopbackHub server;
  private final Told told = new Told();
  private final List<Duration> pauses = new ArrayList<>();

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void start() throws IOException {
    server =
        new LoopbackHub()
            .with("README.md", "read me")
            .with("config.json", "{}")
            .with("tokenizer.json", "{\"version\":\"1.0\"}")
            .with("tokenizer_config.json", "{}")
            .with("additional_chat_templates/rag.jinja", "{{ x }}")
            .with("pytorch_model.bin", "not read")
            .with("onnx/model.onnx", "not read")
            .with(WEIGHTS, BYTES);
  }

  private HubSettings settings(Access access, Linking linking) {
    return new HubSettings(
        directory.resolve("hub"), server.endpoint(), Optional.of("hf_secret"), access, linking);
  }

  private Hub hub(HubSettings settings) {
    return Hub.of(settings)
        .withPause(
            pause -> {
              synchronized (pauses) {
                pauses.add(pause);
              }
            })
        .withProgress(told);
  }

  private Hub hub() {
    return hub(settings(Access.ONLINE, Linking.LINKS));
  }

  private Hub offline() {
    return hub(settings(Access.OFFLINE, Linking.LINKS));
  }

  private Path folder() {
    return directory.resolve("hub").resolve("models--org--tiny");
  }

  private static List<String> names(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private Path incomplete() {
    return folder()
        .resolve("blobs")
        .resolve(LoopbackHub.hash(WEIGHTS, BYTES) + ".temper.incomplete");
  }

  @Test
  void aModelIsFetchedIntoTheLayoutOfTheCache() throws IOException {
    Path snapshot = hub().model(MODEL);

    assertThat(snapshot).isEqualTo(folder().resolve("snapshots").resolve(COMMIT));
    assertThat(names(snapshot))
        .containsExactly(
            "additional_chat_templates/rag.jinja",
            "config.json",
            WEIGHTS,
            "tokenizer.json",
            "tokenizer_config.json");
    assertThat(snapshot.resolve(WEIGHTS)).hasBinaryContent(BYTES);
    assertThat(Files.readSymbolicLink(snapshot.resolve(WEIGHTS)))
        .isEqualTo(Path.of("../../blobs", LoopbackHub.hash(WEIGHTS, BYTES)));
    assertThat(Files.readSymbolicLink(snapshot.resolve("additional_chat_templates/rag.jinja")))
        .isEqualTo(
            Path.of(
                "../../../blobs",
                LoopbackHub.hash("rag.jinja", "{{ x }}".getBytes(StandardCharsets.UTF_8))));
    assertThat(folder().resolve("refs/main")).hasContent(COMMIT);
    assertThat(directory.resolve("hub/.locks/models--org--tiny"))
        .isDirectoryContaining("glob:**" + LoopbackHub.hash(WEIGHTS, BYTES) + ".lock");
    try (Stream<Path> blobs = Files.list(folder().resolve("blobs"))) {
      assertThat(blobs).noneMatch(blob -> blob.toString().endsWith(".incomplete"));
    }
  }

  @Test
  void whatIsFetchedIsSaidBefore() throws IOException {
    hub().model(MODEL);
    assertThat(told.fetches).hasSize(1);
    assertThat(told.fetches.get(0).files()).isEqualTo(5);
    assertThat(told.fetches.get(0).bytes()).isEqualTo(BYTES.length + 2 + 17 + 2 + 7);
    assertThat(told.fetches.get(0).host()).startsWith("127.0.0.1:");
    assertThat(told.received).isSorted().endsWith(told.fetches.get(0).bytes());
  }

  @Test
  void whatIsThereIsNotAskedForAgain() throws IOException {
    Path snapshot = hub().model(MODEL);
    int asked = server.requests.size();
    server.withRevision("main", NEXT);

    assertThat(hub().model(MODEL)).isEqualTo(snapshot);
    assertThat(hub().model(HubName.parse("org/tiny@" + COMMIT))).isEqualTo(snapshot);
    assertThat(offline().model(MODEL)).isEqualTo(snapshot);
    assertThat(server.requests).hasSize(asked);
  }

  @Test
  void aBranchIsWhatItIsNow() throws IOException {
    hub().model(MODEL);
    server.withRevision("main", NEXT).withRevision("refs/pr/1", NEXT);

    Path next = folder().resolve("snapshots").resolve(NEXT);
    assertThat(hub().model(HubName.parse("org/tiny@refs/pr/1"))).isEqualTo(next);
    assertThat(folder().resolve("refs/refs/pr/1")).hasContent(NEXT);
    assertThat(folder().resolve("refs/main")).hasContent(COMMIT);
    assertThat(hub().model(HubName.parse("org/tiny@main"))).isEqualTo(next);
    assertThat(folder().resolve("refs/main")).hasContent(NEXT);
    // The contents are the same and were there.
    assertThat(server.requestsOf(WEIGHTS)).hasSize(2);
    assertThat(told.fetches).hasSize(1);
  }

  @Test
  void whereTheHubDoesNotAnswerTheCacheCounts() throws IOException {
    Path snapshot = hub().model(MODEL);
    server.failing("revision/main", Kind.STATUS, 503, 5);
    assertThat(hub().model(HubName.parse("org/tiny@main"))).isEqualTo(snapshot);
    server.close();
    assertThat(hub().model(HubName.parse("org/tiny@main"))).isEqualTo(snapshot);
    assertThatThrownBy(() -> hub().model(HubName.parse("org/other")))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("org/other@main: expected an answer of 127.0.0.1:");
  }

  @Test
  void offlineNobodyIsAsked() {
    assertThatThrownBy(() -> offline().model(MODEL))
        .isInstanceOf(HubException.class)
        .hasMessage(
            "org/tiny: none in "
                + directory.resolve("hub")
                + ", and no network (HF_HUB_OFFLINE=1)");
    assertThat(server.requests).isEmpty();
  }

  @Test
  void offlineWhatIsMissingIsNamed() throws IOException {
    Path snapshot = hub().model(MODEL);
    Files.delete(snapshot.resolve("tokenizer.json").toRealPath());
    assertThatThrownBy(() -> offline().model(MODEL))
        .hasMessageContaining("no network (HF_HUB_OFFLINE=1)")
        .hasMessageContaining("it lacks [tokenizer.json]");
    assertThat(hub().model(MODEL)).isEqualTo(snapshot);
    assertThat(snapshot.resolve("tokenizer.json")).exists();
  }

  @Test
  void shardsAreThoseOfTheIndex() throws IOException {
    server
        .with(
            "model.safetensors.index.json",
            "{\"weight_map\":{\"a\":\"part-1.safetensors\",\"b\":\"part-2.safetensors\"}}")
        .with("part-1.safetensors", bytes(10))
        .with("part-2.safetensors", bytes(20))
        .with("consolidated.safetensors", bytes(30));
    Path snapshot = hub().model(MODEL);
    assertThat(names(snapshot))
        .contains("part-1.safetensors", "part-2.safetensors", "model.safetensors.index.json")
        .doesNotContain("consolidated.safetensors", WEIGHTS);
    assertThat(told.fetches).hasSize(1);

    Files.delete(snapshot.resolve("part-2.safetensors"));
    assertThatThrownBy(() -> offline().model(MODEL)).hasMessageContaining("part-2.safetensors");
  }

  @Test
  void anIndexLeadsNowhereElse() {
    server.with(
        "model.safetensors.index.json", "{\"weight_map\":{\"a\":\"../../../x.safetensors\"}}");
    assertThatThrownBy(() -> hub().model(MODEL))
        .hasMessageContaining("expected a name within the repository");
  }

  @Test
  void aModelWithoutSafetensorsIsRefused() throws IOException {
    try (LoopbackHub other = new LoopbackHub().with("config.json", "{}")) {
      other.with("pytorch_model.bin", "x");
      HubSettings settings =
          new HubSettings(
              directory, other.endpoint(), Optional.empty(), Access.ONLINE, Linking.LINKS);
      assertThatThrownBy(() -> hub(settings).model(MODEL))
          .hasMessage(
              "org/tiny@"
                  + COMMIT
                  + ": expected a model with model.safetensors, got [config.json,"
                  + " pytorch_model.bin]");
    }
  }

  @Test
  void aBrokenDownloadIsGoneOnFrom() throws IOException {
    server.failing(WEIGHTS, Kind.BREAKS_AFTER, 100_000, 2);
    Path snapshot = hub().model(MODEL);
    assertThat(snapshot.resolve(WEIGHTS)).hasBinaryContent(BYTES);
    assertThat(
            server.requestsOf(WEIGHTS).stream()
                .filter(request -> request.host().equals("storage"))
                .map(request -> request.headers().getOrDefault("Range", "all")))
        .containsExactly("all", "bytes=100000-", "bytes=200000-");
    assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(told.waits).hasSize(2).allMatch(wait -> wait.contains("trying again in"));
  }

  @Test
  void anotherRunGoesOnFromWhatOneLeft() throws IOException {
    server.failing(WEIGHTS, Kind.BREAKS_AFTER, 50_000, 5);
    assertThatThrownBy(() -> hub().model(MODEL)).isInstanceOf(HubException.class);
    assertThat(incomplete()).hasSize(250_000);
    assertThat(folder().resolve("snapshots").resolve(COMMIT).resolve(WEIGHTS)).doesNotExist();
    assertThat(folder().resolve("refs/main")).doesNotExist();

    server.requests.clear();
    told.fetches.clear();
    Path snapshot = hub().model(MODEL);
    assertThat(snapshot.resolve(WEIGHTS)).hasBinaryContent(BYTES);
    assertThat(server.requestsOf(WEIGHTS).get(1).headers()).containsEntry("Range", "bytes=250000-");
    assertThat(told.fetches.get(0).present()).isEqualTo(250_000);
  }

  @Test
  void aServerThatSendsAllInPlaceOfTheRestIsUnderstood() throws IOException {
    server.failing(WEIGHTS, Kind.BREAKS_AFTER, 100_000, 1).failing(WEIGHTS, Kind.WHOLE, 0, 1);
    assertThat(hub().model(MODEL).resolve(WEIGHTS)).hasBinaryContent(BYTES);
  }

  @Test
  void aServerThatSendsAnotherRangeIsRefused() {
    server.failing(WEIGHTS, Kind.BREAKS_AFTER, 100_000, 1).failing(WEIGHTS, Kind.OTHER_RANGE, 0, 1);
    assertThatThrownBy(() -> hub().model(MODEL))
        .hasMessageContaining("expected Content-Range: bytes 100000-…/300000")
        .hasMessageContaining("got 'bytes 100001-299999/300000'");
  }

  @Test
  void whatALongerFileLeftIsDropped() throws IOException {
    Files.createDirectories(incomplete().getParent());
    Files.write(incomplete(), bytes(BYTES.length + 1));
    assertThat(hub().model(MODEL).resolve(WEIGHTS)).hasBinaryContent(BYTES);
  }

  @Test
  void whatAnotherFileLeftIsFetchedAgain() throws IOException {
    Files.createDirectories(incomplete().getParent());
    Files.write(incomplete(), bytes(1000));
    assertThat(hub().model(MODEL).resolve(WEIGHTS)).hasBinaryContent(BYTES);
    assertThat(told.waits).singleElement().asString().contains("expected hash");
  }

  @Test
  void whatIsWholeAlreadyIsNotFetched() throws IOException {
    Files.createDirectories(incomplete().getParent());
    Files.write(incomplete(), BYTES);
    assertThat(hub().model(MODEL).resolve(WEIGHTS)).hasBinaryContent(BYTES);
    assertThat(server.requestsOf(WEIGHTS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {WEIGHTS, "config.json"})
  void otherContentsThanTheHashSaysAreRefused(String file) throws IOException {
    server.failing(file, Kind.CORRUPT, 0, 1);
    assertThatThrownBy(() -> hub().model(MODEL))
        .isInstanceOf(HubException.class)
        .hasMessageContaining(file + ": expected hash ");
    assertThat(folder().resolve("snapshots").resolve(COMMIT).resolve(file)).doesNotExist();
    assertThat(names(folder()).stream().filter(name -> name.endsWith(".incomplete"))).isEmpty();
    assertThat(folder().resolve("refs/main")).doesNotExist();
    assertThat(hub().model(MODEL).resolve(WEIGHTS)).hasBinaryContent(BYTES);
  }

  @Test
  void aFileDoesNotGrowBeyondItsSize() throws IOException {
    server.failing(WEIGHTS, Kind.LONGER, 0, 1);
    assertThatThrownBy(() -> hub().model(MODEL)).hasMessageContaining("expected 300000 bytes");
    assertThat(folder().resolve("snapshots").resolve(COMMIT).resolve(WEIGHTS)).doesNotExist();
  }

  @Test
  void aServerThatFallsSilentIsAskedAgain() throws IOException {
    server.failing(WEIGHTS, Kind.SILENT_AFTER, 100_000, 1);
    Path snapshot = hub().withSilence(Duration.ofSeconds(1)).model(MODEL);
    assertThat(snapshot.resolve(WEIGHTS)).hasBinaryContent(BYTES);
    assertThat(told.waits).singleElement().asString().contains("no byte within 1 s");
  }

  @Test
  void theTokenGoesToTheHubAlone() throws IOException {
    hub().model(MODEL);
    assertThat(server.requests)
        .filteredOn(request -> request.host().equals("hub"))
        .isNotEmpty()
        .allMatch(request -> request.token().equals("Bearer hf_secret"));
    assertThat(server.requests)
        .filteredOn(request -> request.host().equals("storage"))
        .hasSize(1)
        .allMatch(request -> request.token().equals("none"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | GatedRepo | it is gated: accept its conditions at http://127.0.0.1",
        "403 | GatedRepo | with HF_TOKEN's account",
        "401 | RepoNotFound | there is none of that name that HF_TOKEN's account may read",
        "404 | RepoNotFound | there is none of that name",
        "404 | RevisionNotFound | it has no revision 'main'",
        "418 | Teapot | HTTP 418: an unknown refusal",
      })
  void refusalsSayWhatToDo(int status, String code, String message) {
    server.failing("revision/main", Kind.STATUS, status, 1).withErrorHeader("X-Error-Code", code);
    assertThatThrownBy(() -> hub().model(MODEL))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("org/tiny@main: expected a model of 127.0.0.1")
        .hasMessageContaining("HTTP " + status)
        .hasMessageContaining(message)
        .hasMessageNotContaining("hf_secret");
    assertThat(pauses).isEmpty();
  }

  @Test
  void withoutATokenTheErrorAsksForOne() {
    HubSettings settings =
        new HubSettings(
            directory, server.endpoint(), Optional.empty(), Access.ONLINE, Linking.LINKS);
    server.failing(WEIGHTS, Kind.STATUS, 403, 1).withErrorHeader("X-Error-Code", "GatedRepo");
    assertThatThrownBy(() -> hub(settings).model(MODEL))
        .hasMessageContaining("and set HF_TOKEN to a token of it");
    server.failing("revision/main", Kind.STATUS, 401, 1);
    assertThatThrownBy(() -> hub(settings).model(HubName.parse("org/tiny@main")))
        .hasMessageContaining("set HF_TOKEN");
  }

  @Test
  void statusesThatPassAreWaitedFor() throws IOException {
    server
        .withErrorHeader("Retry-After", "7")
        .failing("revision/main", Kind.STATUS, 429, 1)
        .failing("config.json", Kind.STATUS, 503, 2);
    assertThat(hub().model(MODEL).resolve("config.json")).exists();
    assertThat(pauses).hasSize(3).containsOnly(Duration.ofSeconds(7));
  }

  @Test
  void aWaitIsBounded() {
    server.withErrorHeader("Retry-After", "3600").failing("revision/main", Kind.STATUS, 429, 1);
    assertThatThrownBy(() -> hub().model(MODEL)).hasMessageContaining("HTTP 429");
    server.withErrorHeader("Retry-After", "").failing("revision/main", Kind.STATUS, 500, 9);
    assertThatThrownBy(() -> hub().model(MODEL)).hasMessageContaining("HTTP 500");
    assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../x",
        "/etc/x",
        "a/../../x",
        "a//x",
        "..\\\\x",
        "C:x",
        "a/.",
        "x\\u0000",
      })
  void namesThatLeadElsewhereAreRefused(String name) throws IOException {
    server.withListed(
        "{\"rfilename\":\"" + name + "\",\"size\":1,\"blobId\":\"" + "0".repeat(40) + "\"}");
    assertThatThrownBy(() -> hub().model(MODEL))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("expected a name within the repository, got");
    assertThat(folder()).doesNotExist();
  }

  @Test
  void hashesThatLeadElsewhereAreRefused() {
    server.withListed("{\"rfilename\":\"vocab.json\",\"size\":1,\"blobId\":\"../x\"}");
    assertThatThrownBy(() -> hub().model(MODEL))
        .hasMessageContaining("expected a hash of 40 or 64 digits, got ../x");
  }

  @Test
  void sizesAreBounded() {
    String file = "{\"rfilename\":\"%s.jsonl\",\"size\":%d,\"blobId\":\"" + "0".repeat(40) + "\"}";
    server.withListed(String.format(file, "huge", 500_000_000_001L));
    assertThatThrownBy(() -> hub().model(MODEL))
        .hasMessageContaining("huge.jsonl: expected a file of at most 500000000000 bytes");
  }

  @Test
  void aDiskThatWouldBeFullIsSeenBefore() throws IOException {
    String file =
        "{\"rfilename\":\"d/%d.jsonl\",\"size\":%d,\"blobId\":\"" + "0".repeat(40) + "\"}";
    for (int i = 0; i < 1000; i++) {
      server.withListed(String.format(file, i, 400_000_000_000L));
    }
    assertThatThrownBy(() -> hub().dataset(HubName.parse("org/tiny:d")))
        .hasMessageContaining("expected 400.0 TB free in")
        .hasMessageContaining("(HF_HOME), got");
    assertThat(told.fetches).isEmpty();
  }

  @Test
  void aListOfAnotherCommitIsRefused() {
    String asked = "c".repeat(40);
    server.withRevision(asked, NEXT);
    assertThatThrownBy(() -> hub().model(HubName.parse("org/tiny@" + asked)))
        .hasMessageEndingWith("expected the files of commit " + asked + ", got " + NEXT);
    assertThat(folder()).doesNotExist();
  }

  @Test
  void anEmptyFileIsAFile() throws IOException {
    server.with("special_tokens_map.json", "");
    assertThat(hub().model(MODEL).resolve("special_tokens_map.json")).isEmptyFile();
  }

  @Test
  void whatAListDoesNotSayIsAskedFor() throws IOException {
    server.withBareListings();
    Path snapshot = hub().model(MODEL);
    assertThat(snapshot.resolve(WEIGHTS)).hasBinaryContent(BYTES);
    assertThat(server.requestsOf(WEIGHTS))
        .extracting(LoopbackHub.Request::method)
        .containsExactly("HEAD", "GET", "GET");
    assertThat(folder().resolve("blobs").resolve(LoopbackHub.hash(WEIGHTS, BYTES))).exists();
  }

  @Test
  void threadsFetchAFileOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Path>> paths = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        paths.add(threads.submit(() -> hub().model(MODEL)));
      }
      for (Future<Path> path : paths) {
        assertThat(path.get().resolve(WEIGHTS)).hasBinaryContent(BYTES);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(server.requestsOf(WEIGHTS)).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(Linking.class)
  void whereThereAreNoLinksThereAreCopies(Linking linking) throws IOException {
    Hub hub =
        hub(settings(Access.ONLINE, linking))
            .withLinker(
                (link, target) -> {
                  throw new UnsupportedOperationException();
                });
    Path snapshot = hub.model(MODEL);
    assertThat(snapshot.resolve(WEIGHTS)).hasBinaryContent(BYTES);
    assertThat(Files.isSymbolicLink(snapshot.resolve(WEIGHTS))).isFalse();
    assertThat(folder().resolve("blobs")).isEmptyDirectory();
    assertThat(offline().model(MODEL)).isEqualTo(snapshot);
  }

  @Test
  void copiesLeaveTheBlobsOfOtherSnapshots() throws IOException {
    Path first = hub().model(MODEL);
    server.withRevision("next", NEXT);
    Path next = hub(settings(Access.ONLINE, Linking.COPIES)).model(HubName.parse("org/tiny@next"));
    assertThat(next.resolve(WEIGHTS)).hasBinaryContent(BYTES);
    assertThat(Files.isSymbolicLink(next.resolve(WEIGHTS))).isFalse();
    assertThat(first.resolve(WEIGHTS)).hasBinaryContent(BYTES);
    assertThat(server.requestsOf(WEIGHTS)).hasSize(2);
  }

  @Test
  void aReferenceThatIsNoCommitIsSaid() throws IOException {
    Files.createDirectories(folder().resolve("refs"));
    Files.writeString(folder().resolve("refs/main"), "../../x");
    assertThatThrownBy(() -> offline().model(MODEL))
        .hasMessageContaining("expected a commit of 40 digits, got ../../x; delete the file");
  }

  @Test
  void aDataSetOfOneFileNeedsNoChoice() throws IOException {
    server.with("train.jsonl", "{}\n");
    Path file = hub().dataset(HubName.parse("org/tiny"));
    assertThat(file).hasContent("{}\n").hasFileName("train.jsonl");
    assertThat(file.toString()).contains("datasets--org--tiny");
    assertThat(server.requestsOf("train.jsonl").get(0).path()).startsWith("/datasets/org/tiny/");
    assertThat(offline().dataset(HubName.parse("org/tiny"))).isEqualTo(file);
    assertThat(names(file.getParent())).containsExactly("train.jsonl");
  }

  @Test
  void aDataSetOfSeveralFilesAsksForAChoice() throws IOException {
    server.with("data/a.parquet", "a").with("data/b.parquet", "b").with("c.csv", "c");
    assertThatThrownBy(() -> hub().dataset(HubName.parse("org/tiny")))
        .hasMessage(
            "org/tiny: expected one file of parquet, jsonl, csv, tsv or text of the data set, got"
                + " [c.csv, data/a.parquet, data/b.parquet]; choose with org/tiny:c.csv");
    assertThatThrownBy(() -> hub().dataset(HubName.parse("org/tiny:d.csv")))
        .hasMessageContaining(
            "org/tiny:d.csv: expected a file, a folder of files or a pattern of the data set");

    Path snapshot = hub().dataset(HubName.parse("org/tiny:c.csv")).getParent();
    assertThat(names(snapshot)).containsExactly("c.csv");
    assertThat(hub().dataset(HubName.parse("org/tiny:data"))).isEqualTo(snapshot.resolve("data"));
    assertThat(names(snapshot)).containsExactly("c.csv", "data/a.parquet", "data/b.parquet");
    assertThat(hub().dataset(HubName.parse("org/tiny:README.md"))).hasContent("read me");
  }

  @Test
  void aPatternMeansTheFilesThatMatch() throws IOException {
    server.with("data/a-1.parquet", "1").with("data/a-2.parquet", "2").with("data/b.parquet", "b");
    Path pattern = hub().dataset(HubName.parse("org/tiny:data/a-*.parquet"));
    assertThat(pattern).hasFileName("a-*.parquet");
    assertThat(names(pattern.getParent())).containsExactly("a-1.parquet", "a-2.parquet");
    assertThat(offline().dataset(HubName.parse("org/tiny:data/a-*.parquet"))).isEqualTo(pattern);
    assertThatThrownBy(() -> offline().dataset(HubName.parse("org/tiny:data/b*.parquet")))
        .hasMessageContaining("in the cache");
  }

  @Test
  void aFileOfADataSetThatIsThereIsNotAskedForAgain() throws IOException {
    server.with("train.jsonl", "{}\n").with("test.jsonl", "{}\n{}\n");
    Path file = hub().dataset(HubName.parse("org/tiny:train.jsonl"));
    int asked = server.requests.size();
    assertThat(hub().dataset(HubName.parse("org/tiny:train.jsonl"))).isEqualTo(file);
    assertThat(server.requests).hasSize(asked);
  }

  @Test
  void aModelHasNoPath() {
    assertThatThrownBy(() -> hub().model(HubName.parse("org/tiny:config.json")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a model without a path");
  }

  @Test
  void anEndpointThatIsNotThereIsNotWaitedFor() {
    HubSettings nowhere =
        new HubSettings(
            directory,
            URI.create("http://127.0.0.1:1"),
            Optional.empty(),
            Access.ONLINE,
            Linking.LINKS);
    assertThatThrownBy(() -> hub(nowhere).model(MODEL))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("expected an answer of 127.0.0.1:1, got none");
    assertThat(pauses).isEmpty();
  }
}
