package org.temper.data.jinja.values;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values that a function is called with.
 *
 * @param positional the values without a name
 * @param keywords the values with one
 */
public record Arguments(List<Object> positional, Map<String, Object> keywords) {
  /**
   * Values without names.
   *
   * @param values the values
   * @return the arguments
   */
  public static Arguments of(Object... values) {
    return new Arguments(List.of(values), Map.of());
  }

  /**
   * The same with a value before the others.
   *
   * @param value the value
   * @return the arguments
   */
  public Arguments after(Object value) {
    List<Object> all = new ArrayList<>();
    all.add(value);
    all.addAll(positional);
    return new Arguments(all, keywords);
  }

  /**
   * The same without the first values.
   *
   * @param count how many of them
   * @return the arguments
   */
  public Arguments without(int count) {
    return new Arguments(positional.subList(count, positional.size()), keywords);
  }

  /**
   * The values of a function's parameters.
   *
   * @param function what errors call the function
   * @param required how many of the parameters must have a value
   * @param names the parameters
   * @return their values
   * @throws Fault if there are too few, too many, or some for parameters that are not there
   */
  public Bound bind(String function, int required, String... names) {
    if (positional.size() > names.length) {
      throw new Fault(
          function
              + "() takes at most "
              + names.length
              + " arguments ("
              + positional.size()
              + " given)");
    }
    @Nullable Object[] values = new Object[names.length];
    for (int i = 0; i < positional.size(); i++) {
      values[i] = positional.get(i);
    }
    int named = 0;
    for (int i = 0; i < names.length; i++) {
      Object value = keywords.get(names[i]);
      if (value != null) {
        if (values[i] != null) {
          throw new Fault(function + "() got multiple values for argument '" + names[i] + "'");
        }
        values[i] = value;
        named++;
      }
    }
    if (named < keywords.size()) {
      List<String> known = List.of(names);
      String unknown =
          keywords.keySet().stream().filter(key -> !known.contains(key)).findFirst().orElse("");
      throw new Fault(function + "() got an unexpected keyword argument '" + unknown + "'");
    }
    for (int i = 0; i < required; i++) {
      if (values[i] == null) {
        throw new Fault(function + "() missing required argument: '" + names[i] + "'");
      }
    }
    return new Bound(values);
  }

  /**
   * The values of a function that takes no names.
   *
   * @param function what errors call the function
   * @param least the fewest values
   * @param most the most
   * @return the values
   * @throws Fault if there are too few or too many, or some with a name
   */
  public Bound bindPositional(String function, int least, int most) {
    if (!keywords.isEmpty()) {
      throw new Fault(function + "() takes no keyword arguments");
    }
    if (positional.size() < least || positional.size() > most) {
      String expected = least == most ? String.valueOf(least) : least + " to " + most;
      throw new Fault(
          function + "() expected " + expected + " arguments, got " + positional.size());
    }
    @Nullable Object[] values = new Object[most];
    for (int i = 0; i < positional.size(); i++) {
      values[i] = positional.get(i);
    }
    return new Bound(values);
  }

  /** Values of parameters. */
  public static final class Bound {
    private final @Nullable Object[] values;

    private Bound(@Nullable Object[] values) {
      this.values = values;
    }

    /**
     * The value of a parameter that has one.
     *
     * @param index its index
     * @return the value
     */
    public Object get(int index) {
      Object value = values[index];
      if (value == null) {
        throw new Fault("missing argument " + (index + 1));
      }
      return value;
    }

    /**
     * The value of a parameter.
     *
     * @param index its index
     * @param otherwise its value where none was given
     * @return the value
     */
    public Object get(int index, Object otherwise) {
      Object value = values[index];
      return value == null ? otherwise : value;
    }

    /**
     * The value of a parameter for which none stands for no value.
     *
     * @param index its index
     * @return the value, or null where it was not given, or is none
     */
    public @Nullable Object optional(int index) {
      Object value = values[index];
      return value == None.NONE ? null : value;
    }
  }
}
