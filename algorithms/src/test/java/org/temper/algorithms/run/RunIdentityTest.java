package org.temper.algorithms.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.algorithms.checkpoints.Checkpoints;
import org.temper.algorithms.metrics.Metrics;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;

/** A run is known by its contents: what a resume compares, and what it says of a difference. */
class RunIdentityTest {
  private static final Map<String, String> TRAINER =
      Map.of("trainer.beta", "0.1", "optimizer.learning_rate", "constant(peak 0.1, warmup 0)");
  private static final Map<String, String> DATA = Map.of("data.contents", "0123");
  private static final Map<String, Map<String, String>> MODELS =
      Map.of(
          "base", Map.of("weights", "aa", "tokenizer", "bb"),
          "reference", Map.of("weights", "aa"),
          "reward_model[0]", Map.of("weights", "cc"));

  @TempDir Path directory;
  @AutoClose private Walk walk;

  @BeforeEach
  void open() {
    walk = new Walk();
  }

  /** A walk that states something of itself. */
  private record Stated(Walk walk, Map<String, String> identity) implements Trainer<Double> {
    @Override
    public Metrics update(List<Double> microBatches) {
      return walk.update(microBatches);
    }

    @Override
    public TrainerDescription description() {
      return new TrainerDescription(walk.state(), walk.metrics(), identity);
    }
  }

  private static UpdateSource<Double> source(Map<String, String> identity) {
    UpdateSource<Double> numbers = Walk.source(6);
    return new UpdateSource<>() {
      @Override
      public long updatesPerEpoch() {
        return numbers.updatesPerEpoch();
      }

      @Override
      public UpdateBatch<Double> update(long seed, long index) {
        return numbers.update(seed, index);
      }

      @Override
      public Map<String, String> identity() {
        return identity;
      }
    };
  }

  private TrainingRun<Double> run(
      Map<String, String> trainer,
      Map<String, String> data,
      Map<String, Map<String, String>> models) {
    RunConfig config =
        RunConfig.of(directory, RunLength.ofUpdates(8), 7)
            .withCheckpointEvery(4)
            .withSettings(Map.of("--temperature", "1"));
    TrainingRun<Double> run = TrainingRun.of(new Stated(walk, trainer), source(data), config);
    for (Map.Entry<String, Map<String, String>> model : models.entrySet()) {
      run = run.withIdentity(model.getKey(), model.getValue());
    }
    return run;
  }

  private static <V> Map<String, V> with(Map<String, V> map, String name, V value) {
    Map<String, V> changed = new TreeMap<>(map);
    changed.put(name, value);
    return changed;
  }

  private void refuses(TrainingRun<Double> other, String message) throws IOException {
    String before = Files.readString(directory.resolve("metrics.jsonl"));
    float[] position = walk.position();
    assertThatIllegalArgumentException()
        .isThrownBy(other::resume)
        .withMessage(message + "; give the same, or choose another directory for a new run");
    assertThat(walk.position()).containsExactly(position);
    assertThat(directory.resolve("metrics.jsonl")).hasContent(before.strip());
  }

  @Test
  void aCheckpointStatesAllThatDecidesTheRun() throws IOException {
    TrainingRun<Double> run = run(TRAINER, DATA, MODELS);
    run.start();
    assertThat(Checkpoints.in(directory).newest().orElseThrow().identity())
        .isEqualTo(run.identity())
        .containsOnlyKeys(
            "--temperature",
            "base.tokenizer",
            "base.weights",
            "data.contents",
            "optimizer.learning_rate",
            "reference.weights",
            "reward_model[0].weights",
            "run.evaluate_every",
            "run.length",
            "run.seed",
            "trainer.beta");
    assertThat(Files.readString(directory.resolve("checkpoints/update-00000008/checkpoint.json")))
        .contains("\"version\" : 2");
    assertThat(run(TRAINER, DATA, MODELS).resume().updates()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trainer.beta", "optimizer.learning_rate"})
  void anotherTrainerIsRefused(String name) throws IOException {
    run(TRAINER, DATA, MODELS).start();
    refuses(
        run(with(TRAINER, name, "2"), DATA, MODELS),
        name + ": expected " + TRAINER.get(name) + " as in the run to resume, got 2");
  }

  @Test
  void otherDataIsRefused() throws IOException {
    run(TRAINER, DATA, MODELS).start();
    refuses(
        run(TRAINER, Map.of("data.contents", "4567"), MODELS),
        "data.contents: expected 0123 as in the run to resume, got 4567");
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "reference", "reward_model[0]"})
  void otherModelsAreRefused(String role) throws IOException {
    run(TRAINER, DATA, MODELS).start();
    Map<String, String> other = with(MODELS.get(role), "weights", "ff");
    refuses(
        run(TRAINER, DATA, with(MODELS, role, other)),
        role
            + ".weights: expected "
            + MODELS.get(role).get("weights")
            + " as in the run to resume, got ff");
  }

  @Test
  void anotherTokenizerIsNamedApartFromTheWeights() throws IOException {
    run(TRAINER, DATA, MODELS).start();
    refuses(
        run(TRAINER, DATA, with(MODELS, "base", Map.of("weights", "aa", "tokenizer", "ee"))),
        "base.tokenizer: expected bb as in the run to resume, got ee");
  }

  @Test
  void whatIsMissingOrNewIsNamedToo() throws IOException {
    run(TRAINER, DATA, MODELS).start();
    refuses(
        run(TRAINER, Map.of(), MODELS),
        "data.contents: expected 0123 as in the run to resume, got none");
    refuses(
        run(TRAINER, with(DATA, "data.template", "x"), MODELS),
        "data.template: expected none as in the run to resume, got x");
  }

  @Test
  void allThatDiffersIsNamedOnOneLine() throws IOException {
    Map<String, String> long1 = Map.of("trainer.beta", "1\n".repeat(100));
    run(long1, DATA, MODELS).start();
    refuses(
        run(Map.of("trainer.beta", "2"), Map.of("data.contents", "4567"), Map.of()),
        "data.contents: expected 0123 as in the run to resume, got 4567 (others too: trainer.beta,"
            + " base.tokenizer, base.weights, reference.weights, reward_model[0].weights)");
    refuses(
        run(Map.of("trainer.beta", "2"), DATA, MODELS),
        "trainer.beta: expected " + "1 ".repeat(40) + "… as in the run to resume, got 2");
  }

  @Test
  void oneThingStatedTwiceIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(TRAINER, DATA, Map.of("trainer", Map.of("beta", "0.2"))).start())
        .withMessage(
            "trainer.beta: expected one statement, got 0.1 and 0.2; state it under another name");
    assertThat(directory).isEmptyDirectory();
  }
}
