package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.api.rollouts.Verdict;
import org.temper.environments.tools.EpisodeRewards;
import org.temper.environments.traces.Trace;
import org.temper.environments.traces.TraceWriter;

/** The first test takes as many episodes as -Dtemper.reverify.traces says. */
class ReverifyTest {
  private static final int EPISODES = Integer.getInteger("temper.reverify.traces", 200);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private Path written(Stream<Trace> traces) throws IOException {
    Path file = directory.resolve("traces.jsonl");
    try (TraceWriter writer = TraceWriter.open(file)) {
      for (Trace trace : (Iterable<Trace>) traces::iterator) {
        writer.add(trace);
      }
    }
    return file;
  }

  private static JsonNode last(Run run) throws IOException {
    List<String> lines = run.out().lines().toList();
    return JSON.readTree(lines.get(lines.size() - 1));
  }

  @Test
  void storedEpisodesAreJudgedTheSameAgain() throws IOException {
    Path file = written(StoredEpisodes.toolEpisodes(1).limit(EPISODES));
    long start = System.nanoTime();
    Run run = Run.of("reverify", file, "--json").succeeds();
    double seconds = (System.nanoTime() - start) / 1e9;
    List<String> lines = run.out().lines().toList();
    JsonNode total = last(run);
    assertThat(total.path("equal").intValue()).isEqualTo(lines.size() - 1);
    assertThat(total.path("different").intValue()).isZero();
    assertThat(total.path("traces").intValue()).isEqualTo(Files.readAllLines(file).size());
    assertThat(total.path("passed").intValue()).isGreaterThan(EPISODES / 3);
    assertThat(total.path("failed").intValue()).isGreaterThan(EPISODES / 5);
    assertThat(lines.get(0))
        .startsWith("{\"task\":\"sql-tools/1/0/1\",\"stream\":")
        .contains("\"reward\":", "\"stored_reward\":", "\"equal\":true}");
    System.out.printf(
        Locale.ROOT, "reverify: %s, %d MB in %.1f s%n", total, Files.size(file) >> 20, seconds);
  }

  @Test
  void whatIsNotWhatWasStoredIsFound() throws IOException {
    List<Trace> traces =
        StoredEpisodes.toolEpisodes(2)
            .filter(trace -> trace.rewards().total().isPresent())
            .limit(8)
            .toList();
    Trace changed = traces.get(3);
    double other = 1 - changed.rewards().total().orElseThrow();
    Trace sum = traces.get(4);
    List<Trace> mixed =
        List.of(
            traces.get(0),
            with(changed, Map.of("episode", other), OptionalDouble.of(other)),
            with(sum, sum.rewards().byName(), OptionalDouble.of(0.25)),
            traces.get(5).withVerdict(new Verdict.Failed("for another reason")),
            with(traces.get(6), Map.of(), OptionalDouble.empty()),
            traces.get(7));
    Path file = written(mixed.stream());
    Run run = Run.of("reverify", file, "--json");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(last(run).path("equal").intValue()).isEqualTo(2);
    assertThat(last(run).path("different").intValue()).isEqualTo(4);
    JsonNode second = JSON.readTree(run.out().lines().toList().get(1));
    assertThat(second.path("equal").booleanValue()).isFalse();
    assertThat(second.path("stored_reward").doubleValue()).isEqualTo(other);
    assertThat(second.path("differences").toString())
        .isEqualTo(
            "[{\"value\":\"episode\",\"stored\":\"%1$s\",\"now\":\"%2$s\"},"
                    .formatted(other, 1 - other)
                + "{\"value\":\"reward\",\"stored\":\"%1$s\",\"now\":\"%2$s\"}]"
                    .formatted(other, 1 - other));
    Run text = Run.of("reverify", file);
    assertThat(text.code()).isEqualTo(1);
    assertThat(text.out())
        .contains(
            changed.key().task() + ", stream " + changed.key().stream() + ": ",
            "DIFFERENT: episode stored " + other + ", now " + (1 - other),
            "DIFFERENT: reward stored 0.25, now ",
            "DIFFERENT: verdict stored Failed[reason=for another reason], now ",
            "DIFFERENT: episode stored none, now ")
        .endsWith("2 equal, 4 different" + System.lineSeparator());
  }

  private static Trace with(Trace trace, Map<String, Double> byName, OptionalDouble total) {
    return new Trace(
        trace.key(),
        trace.data(),
        trace.transcript(),
        trace.trajectory(),
        new EpisodeRewards(byName, total),
        trace.verdict(),
        trace.at(),
        trace.time());
  }

  @Test
  void puzzlesOfEachFamilyAreJudged() throws IOException {
    Path file = written(StoredEpisodes.puzzleEpisodes(1));
    JsonNode total = last(Run.of("reverify", file, "--json").succeeds());
    assertThat(total.toString())
        .isEqualTo(
            "{\"traces\":18,\"passed\":9,\"failed\":9,\"unverified\":0,\"equal\":18,\"different\":0}");
  }

  @Test
  void othersAreJudgedByTheirData() throws IOException {
    Trace trace = StoredEpisodes.puzzleEpisodes(1).toList().get(0);
    String answer = trace.transcript().answer();
    Trace own =
        new Trace(
                new Trace.Key("mine", 0),
                trace.data(),
                trace.transcript(),
                trace.trajectory(),
                trace.rewards(),
                trace.verdict(),
                trace.at(),
                trace.time())
            .withData(TextNode.valueOf(answer));
    Path file = written(Stream.of(own));
    Run.of("reverify", file)
        .failsWith(
            "traces.jsonl:1: task: expected the key of a generated task, got mine; --verifier judges");
    assertThat(Run.of("reverify", file, "--verifier", "exact").succeeds().out())
        .startsWith("mine, stream 0: passed, as stored");
    Run.of("reverify", file, "--verifier", "none")
        .failsWith("--verifier: expected one of equation, exact, contains, number, match:REGEX");
    Path bare = written(Stream.of(trace));
    assertThat(Run.of("reverify", bare, "--verifier", "exact").err())
        .contains(
            "traces.jsonl:2: data: expected what is known of task arithmetic/1/3/1, got none");
    assertThat(Run.of("reverify", bare, "--verifier", "match:\\d").succeeds().out())
        .contains("2 traces: 2 passed");
  }

  @Test
  void damageIsNamedByItsLine() throws IOException {
    Path file = written(StoredEpisodes.toolEpisodes(3).limit(3));
    Files.writeString(file, Files.readString(file).replaceFirst("\"stream\":", "\"stream\": "));
    Run.of("reverify", file).failsWith("traces.jsonl:1: crc32c: expected the checksum");
    Run.of("reverify", directory.resolve("none.jsonl"))
        .failsWith("none.jsonl: expected a file of traces, got none");
  }

  @Test
  void aPageIsWritten() throws IOException {
    Path file = written(StoredEpisodes.toolEpisodes(4).limit(4));
    Path page = directory.resolve("traces.html");
    Run.of("reverify", file, "--html", page).succeeds();
    assertThat(Files.readString(page))
        .contains(
            "<h1>traces.jsonl</h1>", "<td>episodes</td><td class=\"n\">4</td>", "toolbox/4/0/");
  }
}
