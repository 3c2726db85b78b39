package org.temper.algorithms.rollouts;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.temper.api.rollouts.Environment;

/**
 * An environment made when its episode starts, whose seed is settled beforehand: whatever it is
 * reset with, it plays that one episode. It may be closed while a call of it still hangs.
 */
public final class SeededEnvironment implements Environment {
  private final Supplier<? extends Environment> maker;
  private final long seed;
  private final AtomicReference<@Nullable Environment> environment = new AtomicReference<>();
  private volatile boolean closed;

  /**
   * An environment that is not made yet.
   *
   * @param maker makes what is played; what it makes is closed with this
   * @param seed decides the episode
   */
  public SeededEnvironment(Supplier<? extends Environment> maker, long seed) {
    this.maker = maker;
    this.seed = seed;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if nothing was made, or this is closed
   */
  @Override
  public ImmutableLongArray reset(long ignored) {
    Environment made = maker.get();
    checkState(made != null, "environment: expected one from the task's supplier, got null");
    environment.set(made);
    if (closed) {
      close();
      throw new IllegalStateException("reset: expected to be open, got closed");
    }
    return made.reset(seed);
  }

  /**
   * The environment under this.
   *
   * @return what was made; empty before the episode starts and after it is closed
   */
  Optional<Environment> made() {
    return Optional.ofNullable(environment.get());
  }

  @Override
  public Step step(ImmutableLongArray action) {
    Environment current = environment.get();
    checkState(current != null, "step: expected an episode under way, got none");
    return current.step(action);
  }

  @Override
  public void close() {
    closed = true;
    Environment held = environment.getAndSet(null);
    if (held != null) {
      held.close();
    }
  }
}
