package org.temper.benchmarks;

import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.temper.api.DecodingSession;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;

/** The kernels together: passes of a decoder of 14M parameters, the optimizer, a decoding step. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Thread)
public class DecoderBenchmark {
  private static final DecoderConfig CONFIG =
      new DecoderConfig(
          32_000,
          256,
          704,
          8,
          8,
          4,
          32,
          1024,
          1e-6,
          RotaryConfig.of(10_000),
          Set.of(DecoderConfig.Feature.TIED_HEAD));

  /** Rows of 256 tokens. */
  @Param({"1", "4"})
  public int rows;

  private DecoderPolicy policy;
  private AdamW optimizer;
  private SequenceBatch batch;
  private DecodingSession session;

  /** Makes the policy, its optimizer and a batch. */
  @Setup
  public void open() {
    policy = DecoderPolicy.random(CONFIG, 1, DecoderOptions.defaults());
    optimizer = AdamW.of(policy.parameters(), AdamWConfig.of(Tracker.fixed(1e-4f)));
    List<TokenSequence> sequences = new ArrayList<>();
    Random random = new Random(1);
    for (int row = 0; row < rows; row++) {
      sequences.add(TokenSequence.ofText(random.longs(256, 0, 32_000).toArray()));
    }
    batch = SequenceBatch.of(sequences);
    // The optimizer passes over parameters that never had a gradient.
    scoreAndBackward();
  }

  /** Starts decoding anew, so that its cache stays short. */
  @Setup(Level.Iteration)
  public void decode() {
    long[] prompt = new Random(1).longs(32, 0, 32_000).toArray();
    session = policy.decode(Collections.nCopies(rows, prompt));
    session.logits();
  }

  /** Ends the session. */
  @TearDown(Level.Iteration)
  public void finish() {
    session.close();
  }

  /** Frees everything. */
  @TearDown
  public void close() {
    optimizer.close();
    policy.close();
  }

  /**
   * Scores without gradients.
   *
   * @return the first score
   */
  @Benchmark
  public float evaluate() {
    try (TokenScores scores = policy.evaluate(batch)) {
      return scores.tokenLogProbs().getFloat(0, 1);
    }
  }

  /**
   * Scores, and the gradients of all parameters.
   *
   * @return the first score
   */
  @Benchmark
  public float scoreAndBackward() {
    try (ScoredBatch scores = policy.score(batch)) {
      scores.backward(scores.tokenLogProbs().mean());
      return scores.tokenLogProbs().getFloat(0, 1);
    }
  }

  /**
   * An update of all parameters.
   *
   * @return its gradient norm
   */
  @Benchmark
  public double optimizerStep() {
    return optimizer.step().gradientNorm();
  }

  /**
   * One more token in each row.
   *
   * @return one logit
   */
  @Benchmark
  public float decodingStep() {
    if (session.length(0) == CONFIG.maxLength()) {
      finish();
      decode();
    }
    long[] tokens = new long[rows];
    Arrays.fill(tokens, 7);
    session.advance(tokens);
    return session.logits().getFloat(0, 0);
  }
}
