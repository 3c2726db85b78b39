package org.temper.api;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The trainable parameters of a model, in a fixed order, by name. */
public final class ParameterSet implements Iterable<NamedParameter>, Stateful {
  private final ImmutableMap<String, NamedParameter> parameters;

  private ParameterSet(ImmutableMap<String, NamedParameter> parameters) {
    this.parameters = parameters;
  }

  /**
   * A set of parameters.
   *
   * @param parameters the parameters, in order
   * @return the set
   * @throws IllegalArgumentException if two have the same name
   */
  public static ParameterSet of(List<NamedParameter> parameters) {
    ImmutableMap.Builder<String, NamedParameter> byName = ImmutableMap.builder();
    parameters.forEach(parameter -> byName.put(parameter.name(), parameter));
    return new ParameterSet(byName.buildOrThrow());
  }

  /**
   * The set of a frozen model.
   *
   * @return a set without parameters
   */
  public static ParameterSet empty() {
    return new ParameterSet(ImmutableMap.of());
  }

  @Override
  public Iterator<NamedParameter> iterator() {
    return parameters.values().iterator();
  }

  /**
   * The parameters in order.
   *
   * @return an immutable list
   */
  public List<NamedParameter> asList() {
    return ImmutableList.copyOf(parameters.values());
  }

  /**
   * A parameter.
   *
   * @param name its name
   * @return the parameter
   * @throws IllegalArgumentException if there is none of this name
   */
  public NamedParameter get(String name) {
    NamedParameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException(
          "name: expected one of "
              + Excerpt.ofAll(parameters.keySet())
              + ", got "
              + Excerpt.of(name));
    }
    return parameter;
  }

  /**
   * How many parameters there are.
   *
   * @return the number of arrays
   */
  public int size() {
    return parameters.size();
  }

  /**
   * How many numbers the parameters hold.
   *
   * @return the number of elements
   */
  public long elements() {
    return parameters.values().stream().mapToLong(p -> p.array().size()).sum();
  }

  /**
   * How much memory the parameters take, without gradients.
   *
   * @return bytes
   */
  public long bytes() {
    return parameters.values().stream()
        .mapToLong(p -> p.array().size() * p.array().getDataType().getNumOfBytes())
        .sum();
  }

  @Override
  public Map<String, NDArray> state() {
    ImmutableMap.Builder<String, NDArray> arrays = ImmutableMap.builder();
    parameters.forEach((name, parameter) -> arrays.put(name, parameter.array()));
    return arrays.buildOrThrow();
  }
}
