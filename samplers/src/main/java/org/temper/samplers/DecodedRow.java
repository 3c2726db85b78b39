package org.temper.samplers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.primitives.Longs;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.api.DecodingSession;
import org.temper.api.Seeds;
import org.temper.api.rollouts.Ending;
import org.temper.api.text.TextCodec;

/** One row of a decoding session and what was chosen in it. */
final class DecodedRow {
  private static final String DRAW = "draw-token";

  private final SamplingConfig config;
  private final @Nullable TextCodec codec;
  private final long stream;
  private final int sessionRow;
  private final SeenTokens seen;

  /** What was in the row before the action. */
  private long[] tokens;

  private OngoingAction action;
  private int length;
  private long draws;

  /** A row whose draws are those of the stream, whichever other rows are decoded beside it. */
  DecodedRow(
      SamplingConfig config,
      @Nullable TextCodec codec,
      long stream,
      int sessionRow,
      long[] prompt) {
    this.config = config;
    this.codec = codec;
    this.stream = stream;
    this.sessionRow = sessionRow;
    this.seen = config.repetitionPenalty() == 1 ? new SeenTokens() : new SeenTokens(prompt);
    this.tokens = prompt;
    this.action = new OngoingAction(config, codec, prompt);
    this.length = prompt.length;
  }

  int sessionRow() {
    return sessionRow;
  }

  OngoingAction action() {
    return action;
  }

  /** How many more tokens the session takes in this row. */
  int room(DecodingSession session) {
    return session.maxLength() - length;
  }

  /** Chooses a token for each of some live rows, given in the session's order. */
  static Choice choose(DecodingSession session, SamplingConfig config, List<DecodedRow> chosen) {
    NDArray logits = session.logits();
    int[] live = session.liveRows();
    if (chosen.size() == live.length) {
      return choose(logits, config, chosen);
    }
    long[] indices =
        chosen.stream().mapToLong(row -> Arrays.binarySearch(live, row.sessionRow)).toArray();
    try (NDManager scope = logits.getManager().newSubManager()) {
      NDArray some = logits.get(scope.create(indices));
      some.attach(scope);
      return choose(some, config, chosen);
    }
  }

  private static Choice choose(NDArray logits, SamplingConfig config, List<DecodedRow> chosen) {
    double[] uniforms = new double[config.temperature() == 0 ? 0 : chosen.size()];
    for (int i = 0; i < uniforms.length; i++) {
      DecodedRow row = chosen.get(i);
      uniforms[i] = Seeds.uniform(row.stream, DRAW, row.draws++);
    }
    return Choice.of(
        logits,
        config,
        manager -> SeenTokens.toArray(chosen.stream().map(row -> row.seen).toList(), manager),
        uniforms);
  }

  /** Takes the token that was chosen for the row; tells whether and why the action ends there. */
  Optional<Ending> take(Choice choice, int index, DecodingSession session) {
    long token = choice.tokens()[index];
    length++;
    if (config.repetitionPenalty() != 1) {
      seen.add(token);
    }
    Optional<Ending> ending = action.add(choice, index);
    return ending.isEmpty() && room(session) <= 0
        ? Optional.of(Ending.truncated(Ending.LENGTH))
        : ending;
  }

  /** Takes foreign tokens; what is chosen from here on is another action. */
  void observe(long... tokens) {
    length += tokens.length;
    if (config.repetitionPenalty() != 1) {
      seen.add(tokens);
    }
    this.tokens = Longs.concat(this.tokens, action.tokens().toArray(), tokens);
    action = new OngoingAction(config, codec, this.tokens);
  }
}
