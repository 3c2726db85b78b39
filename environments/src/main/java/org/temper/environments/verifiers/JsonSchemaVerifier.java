package org.temper.environments.verifiers;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.Set;
import java.util.stream.Collectors;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;

/**
 * A verifier of JSON by a JSON Schema, of draft 2020-12 where the schema names no other. The
 * completion is JSON and nothing else, but for space and a code fence around it.
 *
 * @param <T> what a task is; the schema is the same for all
 */
public final class JsonSchemaVerifier<T> implements Verifier<T> {
  private static final String FENCE = "```";
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private final JsonSchema schema;

  private JsonSchemaVerifier(JsonSchema schema) {
    this.schema = schema;
  }

  /**
   * A verifier.
   *
   * @param schema the schema, an object
   * @param <T> what a task is
   * @return the verifier
   * @throws IllegalArgumentException if it is no schema
   */
  public static <T> JsonSchemaVerifier<T> of(JsonNode schema) {
    checkArgument(schema.isObject(), "schema: expected an object, got %s", schema.getNodeType());
    try {
      JsonSchema read = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
      read.initializeValidators();
      return new JsonSchemaVerifier<>(read);
    } catch (JsonSchemaException e) {
      throw new IllegalArgumentException(
          "schema: expected a JSON Schema, got " + Excerpt.of(e.getMessage()), e);
    }
  }

  @Override
  public Verdict verify(T task, String completion) {
    JsonNode json;
    try {
      json = JSON.readValue(unfenced(completion.strip()));
    } catch (JsonProcessingException e) {
      return new Verdict.Failed("expected JSON, got " + Excerpt.of(e.getOriginalMessage()));
    }
    if (json.isMissingNode()) {
      return new Verdict.Failed("expected JSON, got nothing");
    }
    try {
      Set<ValidationMessage> problems = schema.validate(json);
      return problems.isEmpty()
          ? new Verdict.Passed()
          : new Verdict.Failed(
              Excerpt.of(
                  problems.stream()
                      .map(ValidationMessage::getMessage)
                      .sorted()
                      .collect(Collectors.joining("; "))));
    } catch (RuntimeException | StackOverflowError e) {
      return new Verdict.Unverified("the schema could not be applied: " + Excerpt.of(e));
    }
  }

  private static String unfenced(String text) {
    int line = text.indexOf('\n');
    boolean fenced =
        text.startsWith(FENCE) && text.endsWith(FENCE) && line >= 0 && line < text.length() - 3;
    return fenced ? text.substring(line, text.length() - FENCE.length()) : text;
  }
}
