package org.temper.environments.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Text of what Java methods return, as the model reads it. */
final class ReturnedValue {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS).build();

  private ReturnedValue() {}

  /** Text as it is, nothing as {@code ok}, an empty Optional and null as null, others as JSON. */
  static String text(Class<?> type, @Nullable Object value) {
    if (type == void.class || type == Void.class) {
      return "ok";
    }
    Object given = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    if (given == null || given instanceof CharSequence || given instanceof Enum<?>) {
      return String.valueOf(given);
    }
    try {
      return JSON.writeValueAsString(given);
    } catch (JsonProcessingException e) {
      return String.valueOf(given);
    }
  }
}
