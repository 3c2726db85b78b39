package org.temper.data.jinja.values;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values by keys, in the order in which the keys came. Keys are equal where Python's are. */
public final class Dict {
  private final Map<Object, Entry> entries = new LinkedHashMap<>();

  /**
   * A key and its value.
   *
   * @param key the key, as it came first
   * @param value the value
   */
  public record Entry(Object key, Object value) {}

  /**
   * A value.
   *
   * @param key its key
   * @return the value, or null where there is none
   * @throws Fault if such a value can be no key
   */
  public @Nullable Object get(Object key) {
    Entry entry = entries.get(canonical(key));
    return entry == null ? null : entry.value();
  }

  /**
   * Sets a value.
   *
   * @param key its key
   * @param value the value
   * @throws Fault if such a value can be no key
   */
  public void put(Object key, Object value) {
    entries.compute(
        canonical(key), (same, before) -> new Entry(before == null ? key : before.key(), value));
  }

  /**
   * How many keys there are.
   *
   * @return the number
   */
  public int size() {
    return entries.size();
  }

  /**
   * Keys and values.
   *
   * @return them in order
   */
  public Collection<Entry> entries() {
    return entries.values();
  }

  /**
   * What stands for all keys that are equal to a value.
   *
   * @param key the value
   * @return what has Java's equality
   * @throws Fault if such a value can be no key
   */
  public static Object canonical(Object key) {
    if (key instanceof String || key instanceof Long) {
      return key;
    }
    if (key instanceof Markup markup) {
      return markup.text();
    }
    if (key instanceof Boolean flag) {
      return flag ? 1L : 0L;
    }
    if (key instanceof Double number) {
      return canonical(number);
    }
    if (key instanceof Tuple tuple) {
      return tuple.items().stream().map(Dict::canonical).toList();
    }
    boolean set = key instanceof DictView view && view.kind() != DictView.Kind.VALUES;
    if (set || key instanceof List || key instanceof Dict) {
      throw new Fault("unhashable type: '" + Types.name(key) + "'");
    }
    return key;
  }

  private static Object canonical(Double number) {
    if (!Double.isFinite(number) || number != Math.rint(number)) {
      return number;
    }
    return Numbers.of(new BigDecimal(number).toBigInteger());
  }
}
