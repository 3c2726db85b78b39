package org.temper.samplers.calls;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNullElse;

import com.google.common.reflect.TypeToken;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.temper.api.Excerpt;

/**
 * A class that users wrote, by its name, which the thread's {@linkplain
 * Thread#getContextClassLoader context class loader} finds.
 */
public final class NamedClass {
  private final String name;
  private final Class<?> found;

  private NamedClass(String name, Class<?> found) {
    this.name = Excerpt.of(name);
    this.found = found;
  }

  /**
   * Finds a class.
   *
   * @param name the class's name, as {@link Class#forName(String)} takes it
   * @return the class, initialized
   * @throws IllegalArgumentException if there is none, or it cannot be initialized
   */
  public static NamedClass find(String name) {
    ClassLoader users = Thread.currentThread().getContextClassLoader();
    try {
      return new NamedClass(
          name,
          Class.forName(name, true, users == null ? NamedClass.class.getClassLoader() : users));
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalArgumentException(
          Excerpt.of(name)
              + ": expected a class on the class path (--class-path of a recipe), got "
              + Excerpt.of(e),
          e);
    }
  }

  /**
   * The first of some types that the class has.
   *
   * @param wanted the types
   * @return one of them
   * @throws IllegalArgumentException if the class has none of them
   */
  public TypeToken<?> firstOf(TypeToken<?>... wanted) {
    TypeToken<?> type = TypeToken.of(found);
    Optional<TypeToken<?>> first = Arrays.stream(wanted).filter(type::isSubtypeOf).findFirst();
    return first.orElseThrow(
        () ->
            new IllegalArgumentException(
                name
                    + ": expected an implementation of "
                    + alternatives(wanted)
                    + ", got one of "
                    + interfaces(type)));
  }

  /**
   * A maker of objects by the public constructor without arguments.
   *
   * @param wanted a type that the class has
   * @param <R> what is made
   * @return makes another one each time; throws an IllegalArgumentException where the constructor
   *     throws
   * @throws IllegalArgumentException if the class is not public, is abstract, has no such
   *     constructor, or is not of that type
   */
  public <R> Supplier<R> maker(TypeToken<R> wanted) {
    return maker(
        wanted,
        constructor(wanted)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        name + ": expected a public constructor without arguments, got none")));
  }

  /**
   * A maker of objects by the public constructor that takes one argument or, where there is none,
   * by the one without arguments.
   *
   * @param wanted a type that the class has
   * @param type the argument's type, as the constructor declares it
   * @param argument the argument
   * @param <R> what is made
   * @param <A> the argument's type
   * @return makes another one each time; throws an IllegalArgumentException where the constructor
   *     throws
   * @throws IllegalArgumentException if the class is not public, is abstract, has no such
   *     constructor, or is not of that type
   */
  public <R, A> Supplier<R> maker(TypeToken<R> wanted, Class<A> type, A argument) {
    Optional<Constructor<?>> taking = constructor(wanted, type);
    return taking.isPresent()
        ? maker(wanted, taking.get(), argument)
        : maker(
            wanted,
            constructor(wanted)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            name
                                + ": expected a public constructor without arguments or with a "
                                + type.getSimpleName()
                                + ", got none")));
  }

  private Optional<Constructor<?>> constructor(TypeToken<?> wanted, Class<?>... parameters) {
    firstOf(wanted);
    checkArgument(
        Modifier.isPublic(found.getModifiers()) && !Modifier.isAbstract(found.getModifiers()),
        "%s: expected a public class that is not abstract, got %s",
        name,
        found.toGenericString());
    try {
      return Optional.of(found.getConstructor(parameters));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    } catch (LinkageError e) {
      throw new IllegalArgumentException(
          name
              + ": expected constructors whose classes are on the class path, got "
              + Excerpt.of(e),
          e);
    }
  }

  private <R> Supplier<R> maker(
      TypeToken<R> wanted, Constructor<?> constructor, Object... arguments) {
    return () -> {
      try {
        @SuppressWarnings("unchecked") // the types have been compared
        R made = (R) wanted.getRawType().cast(constructor.newInstance(arguments));
        return made;
      } catch (InvocationTargetException e) {
        throw new IllegalArgumentException(
            name
                + ": expected to be constructed, got "
                + described(requireNonNullElse(e.getCause(), e)),
            e);
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(
            name + ": expected to be constructed, got " + Excerpt.of(e), e);
      }
    };
  }

  /** What a constructor threw, which is of the user's making. */
  private static String described(Throwable thrown) {
    String message = new Outcome.Threw<>(thrown).message();
    String kind = thrown.getClass().getName();
    return Excerpt.of(message == null ? kind : kind + ": " + message);
  }

  private static String alternatives(TypeToken<?>... wanted) {
    List<String> names = Arrays.stream(wanted).map(TypeToken::toString).toList();
    int last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : names.stream().limit(last).collect(Collectors.joining(", ")) + " or " + names.get(last);
  }

  private static String interfaces(TypeToken<?> type) {
    Type[] found =
        type.getTypes().interfaces().stream().map(TypeToken::getType).toArray(Type[]::new);
    return found.length == 0 ? "none" : Arrays.toString(found);
  }
}
