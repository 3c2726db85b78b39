package org.temper.algorithms.run;

import com.google.common.base.CaseFormat;
import com.google.common.collect.ImmutableMap;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Map;

/**
 * Settings as text, one entry each, for the identity of what they belong to. A text stays the same
 * from one run of the program to the next.
 */
final class Settings {
  private Settings() {}

  /**
   * A setting, and those within it.
   *
   * @param name what it is called
   * @param value a record, which is stated by its type and then by its fields as {@code
   *     NAME.FIELD}; a number, text, constant or collection, as it prints; anything else is stated
   *     by its class
   * @return by name
   */
  static Map<String, String> of(String name, Object value) {
    if (!(value instanceof Record config)) {
      return Map.of(name, text(value));
    }
    ImmutableMap.Builder<String, String> settings = ImmutableMap.builder();
    settings.put(name, config.getClass().getSimpleName());
    fields(config).forEach((field, inner) -> settings.putAll(of(name + "." + field, inner)));
    return settings.buildOrThrow();
  }

  /**
   * The fields of a record.
   *
   * @param config the record
   * @return in order, by their names in lower snake case
   */
  static Map<String, Object> fields(Record config) {
    ImmutableMap.Builder<String, Object> fields = ImmutableMap.builder();
    for (RecordComponent component : config.getClass().getRecordComponents()) {
      String name = CaseFormat.LOWER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, component.getName());
      fields.put(name, value(config, component.getAccessor()));
    }
    return fields.buildOrThrow();
  }

  private static Object value(Record config, Method accessor) {
    try {
      accessor.setAccessible(true);
      return accessor.invoke(config);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(config.getClass() + ": expected readable fields", e);
    }
  }

  private static String text(Object value) {
    boolean prints =
        value instanceof Number
            || value instanceof CharSequence
            || value instanceof Boolean
            || value instanceof Enum
            || value instanceof Iterable;
    // What a lambda's class is called after this mark differs from run to run.
    return prints ? value.toString() : value.getClass().getName().replaceAll("\\$\\$Lambda.*", "");
  }
}
