package org.temper.environments.verifiers.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A function that may be called, as BFCL describes it.
 *
 * @param name its name
 * @param parameters types by parameter
 * @param required the parameters that a call must give
 */
public record FunctionSignature(
    String name, Map<String, ParameterType> parameters, Set<String> required) {

  /** Copies. */
  public FunctionSignature {
    parameters = ImmutableMap.copyOf(parameters);
    required = ImmutableSet.copyOf(required);
  }

  /**
   * A parameter's type, by BFCL's names.
   *
   * @param name such as {@code integer}, {@code array} or {@code HashMap}
   * @param elements the type of its elements, where one is declared
   */
  public record ParameterType(String name, Optional<String> elements) {}

  /**
   * The signature that a description states.
   *
   * @param json an object of {@code name} and {@code parameters}, which is a JSON Schema of {@code
   *     properties} and {@code required}
   * @return the signature; a parameter without a type is text
   */
  public static FunctionSignature of(JsonNode json) {
    JsonNode schema = json.path("parameters");
    ImmutableMap.Builder<String, ParameterType> parameters = ImmutableMap.builder();
    schema
        .path("properties")
        .properties()
        .forEach(
            entry -> {
              JsonNode elements = entry.getValue().path("items").path("type");
              parameters.put(
                  entry.getKey(),
                  new ParameterType(
                      entry.getValue().path("type").asText("string"),
                      elements.isTextual() ? Optional.of(elements.asText()) : Optional.empty()));
            });
    ImmutableSet.Builder<String> required = ImmutableSet.builder();
    schema.path("required").forEach(name -> required.add(name.asText()));
    return new FunctionSignature(
        json.path("name").asText(), parameters.buildOrThrow(), required.build());
  }
}
