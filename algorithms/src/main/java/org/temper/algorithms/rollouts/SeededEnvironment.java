package org.temper.algorithms.rollouts;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.primitives.ImmutableLongArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.api.rollouts.Environment;

/** An environment made when its episode starts, whose seed is settled beforehand. */
final class SeededEnvironment implements Environment {
  private static final Logger LOG = LoggerFactory.getLogger(SeededEnvironment.class);

  private final Supplier<? extends Environment> maker;
  private final long seed;
  private @Nullable Environment environment;

  SeededEnvironment(Supplier<? extends Environment> maker, long seed) {
    this.maker = maker;
    this.seed = seed;
  }

  @Override
  public ImmutableLongArray reset(long ignored) {
    close();
    Environment made = maker.get();
    environment = made;
    return made.reset(seed);
  }

  @Override
  public Step step(ImmutableLongArray action) {
    checkState(environment != null, "step: expected an episode under way, got none");
    return environment.step(action);
  }

  @Override
  public void close() {
    if (environment != null) {
      try {
        environment.close();
      } catch (RuntimeException e) {
        LOG.warn("An environment failed to close", e);
      }
      environment = null;
    }
  }
}
