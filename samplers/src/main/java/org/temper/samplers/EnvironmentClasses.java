package org.temper.samplers;

import com.google.common.reflect.TypeToken;
import java.util.function.Supplier;
import org.temper.api.rollouts.Environment;
import org.temper.api.text.TextCodec;
import org.temper.samplers.calls.NamedClass;

/**
 * Environments that users wrote, by the name of their class, which the thread's {@linkplain
 * Thread#getContextClassLoader context class loader} finds.
 */
public final class EnvironmentClasses {
  private static final TypeToken<Environment> ENVIRONMENT = TypeToken.of(Environment.class);

  private EnvironmentClasses() {}

  /**
   * A maker of environments of a user's class.
   *
   * @param className the name of a public class with a public constructor that takes a {@link
   *     TextCodec}, for environments that read and write text, or without arguments; as {@link
   *     Class#forName(String)} takes it
   * @param codec turns tokens to text and back
   * @return makes another environment each time; throws an IllegalArgumentException where the
   *     constructor throws
   * @throws IllegalArgumentException if there is no such class, or it is none of environments
   */
  public static Supplier<Environment> environment(String className, TextCodec codec) {
    return NamedClass.find(className).maker(ENVIRONMENT, TextCodec.class, codec);
  }
}
