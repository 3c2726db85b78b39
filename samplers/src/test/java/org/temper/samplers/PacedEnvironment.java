package org.temper.samplers;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;

/** An environment whose answers follow from its seed and the actions, given after a pause. */
final class PacedEnvironment implements Environment {
  private final int vocabularySize;
  private final Pause pause;
  private SplittableRandom random = new SplittableRandom(0);
  private int turns;

  /** What happens before the answer of a turn; turn 0 is the reset. */
  @FunctionalInterface
  interface Pause {
    void before(int turn) throws Exception;
  }

  PacedEnvironment(int vocabularySize, Pause pause) {
    this.vocabularySize = vocabularySize;
    this.pause = pause;
  }

  @Override
  public ImmutableLongArray reset(long seed) {
    random = new SplittableRandom(seed);
    turns = 0;
    pause();
    return tokens(1 + random.nextInt(4));
  }

  @Override
  public Step step(ImmutableLongArray action) {
    turns++;
    pause();
    random = new SplittableRandom(random.nextLong() + action.hashCode());
    return new Step(
        tokens(random.nextInt(4)),
        OptionalDouble.of(random.nextInt(10)),
        random.nextInt(4) == 0 ? Optional.of(Ending.terminated("done")) : Optional.empty());
  }

  private void pause() {
    try {
      pause.before(turns);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private ImmutableLongArray tokens(int count) {
    return ImmutableLongArray.copyOf(random.longs(count, 0, vocabularySize));
  }

  @Override
  public void close() {}
}
