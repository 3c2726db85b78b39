package org.temper.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.Environment;
import org.temper.api.text.TextCodec;
import org.temper.testkit.LetterCodec;

class EnvironmentClassesTest {
  private static final LetterCodec CODEC = new LetterCodec();
  private static final String HERE = EnvironmentClassesTest.class.getName();

  /** Knows no text. */
  public static class Silent implements Environment {
    @Override
    public ImmutableLongArray reset(long seed) {
      return ImmutableLongArray.of(seed);
    }

    @Override
    public Step step(ImmutableLongArray action) {
      return new Step(action, OptionalDouble.empty(), Optional.empty());
    }

    @Override
    public void close() {}
  }

  /** Says ab, if it is given a codec. */
  public static final class Speaking extends Silent {
    private final ImmutableLongArray prompt;

    public Speaking() {
      prompt = ImmutableLongArray.of();
    }

    public Speaking(TextCodec codec) {
      prompt = ImmutableLongArray.copyOf(codec.encodePrompt("ab"));
    }

    @Override
    public ImmutableLongArray reset(long seed) {
      return prompt;
    }
  }

  /** Throws what cannot be read. */
  public static final class Unreadable extends Silent {
    public Unreadable() {
      throw new IllegalStateException() {
        @Override
        public String getMessage() {
          throw new AssertionError("not even this");
        }
      };
    }
  }

  /** Wants what nobody has. */
  public static final class Wanting extends Silent {
    public Wanting(String license) {
      assertThat(license).isNotEmpty();
    }
  }

  /** Fails to be initialized. */
  public static final class Uninitialized extends Silent {
    private static final int NUMBER = Integer.parseInt("none");

    public Uninitialized() {
      assertThat(NUMBER).isZero();
    }
  }

  @Test
  void environmentsAreMadeByNameWithACodecWhereTheyTakeOne() {
    Supplier<Environment> silent = EnvironmentClasses.environment(HERE + "$Silent", CODEC);
    assertThat(silent.get()).isNotSameAs(silent.get());
    assertThat(silent.get().reset(7)).isEqualTo(ImmutableLongArray.of(7));
    assertThat(EnvironmentClasses.environment(HERE + "$Speaking", CODEC).get().reset(7))
        .isEqualTo(ImmutableLongArray.copyOf(CODEC.encodePrompt("ab")));
  }

  @Test
  void whatCannotBeMadeIsNamed() {
    assertRefused("org.nowhere.Game", ": expected a class on the class path");
    assertRefused(HERE + "$Uninitialized", ": expected a class on the class path");
    assertRefused(
        "java.lang.String",
        ": expected an implementation of org.temper.api.rollouts.Environment, got one of");
    assertRefused(
        HERE + "$Wanting",
        ": expected a public constructor without arguments or with a TextCodec, got none");
    assertThatThrownBy(EnvironmentClasses.environment(HERE + "$Unreadable", CODEC)::get)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            HERE + "$Unreadable: expected to be constructed, got " + HERE + "$Unreadable$1");
  }

  private static void assertRefused(String className, String message) {
    assertThatThrownBy(() -> EnvironmentClasses.environment(className, CODEC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(className + message);
  }
}
